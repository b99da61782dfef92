"""Who made what could be given back, as far as the services have recorded it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from cloud.births import BY_TIME, Birth, creations, makers, makes
from cloud.capacity.reclaim import Candidate
from zhengyun.ports import Deed

RECORDED = "record"


class Creator(NamedTuple):
    """Who made a thing: as it is recorded, or who alone fits by project and time, or the candidates of several."""

    by: str
    names: tuple[str, ...]

    @property
    def name(self) -> str | None:
        """The person, where it is known who it was."""
        return self.names[0] if self.by in {RECORDED, BY_TIME} else None


def creators(found: Iterable[Candidate], deeds: Sequence[Deed]) -> Mapping[str, Creator]:
    """By identifier, who made it; nothing where nobody fits."""
    made = [deed for deed in deeds if deed.succeeded and makes(deed)]
    recorded: dict[str, str] = {}
    for deed in made:
        if deed.target:
            recorded.setdefault(deed.target, deed.actor)
    told: dict[str, Creator] = {}
    unnamed = creations(made)
    for one in found:
        fitting = () if one.id in recorded else makers(Birth(one.what, one.project, one.created), unnamed)
        if one.id in recorded:
            told[one.id] = Creator(RECORDED, (recorded[one.id],))
        elif fitting:
            told[one.id] = Creator(fitting[0].matched, tuple(sorted({deed.actor for deed in fitting})))
    return told
