"""Whether volumes find a pool: one that serves their type, lies in their availability zone and has room. Pure."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from cloud import codes
from cloud.capacity.fitting import Piece, is_impossible
from cloud.capacity.stock import Stores, claimed
from zhengyun.action import Action
from zhengyun.diff import Verb
from zhengyun.errors import ZhengyunError
from zhengyun.resource import Attributes, Existing, Value, World

# Whatever type it is of.
ANY = "*"


def stored(actions: Sequence[Action], world: World, stores: Stores) -> list[Piece]:
    """The pieces of storage that actions take: new volumes, those that servers boot from, and what volumes grow by.

    One that is replaced by its like gives back what it had, in which pool is not known: it counts for what it grows by.
    A snapshot lies where its volume does, and Cinder asks nobody whether there is room.
    """
    asking = _Asking(stores, frozenset(one.address.path.rpartition("/")[2] for one in actions if _new_type(one)))
    pieces = (asking.piece(action, world.existing.get(action.address)) for action in actions)
    return [piece for piece in pieces if piece]


def unstored(site: str, pieces: Sequence[Piece], stores: Stores) -> Iterator[ZhengyunError]:
    """Yield why not all of these find room: by type and zone where one by itself does not fit, else all together."""
    spots = stores.spots
    if not is_impossible(Counter(pieces), spots):
        return
    by_claim: dict[str, list[Piece]] = {}
    for piece in pieces:
        by_claim.setdefault(piece.zone, []).append(piece)
    short = {claim: some for claim, some in by_claim.items() if is_impossible(Counter(some), spots)}
    for claim, some in sorted(short.items() or [("", list(pieces))]):
        frees = [spot.free[0] for spot in spots if not claim or claim in spot.zones]
        yield ZhengyunError(
            codes.SHORT_OF_POOL,
            site=site,
            kind=claim or ANY,
            needed=sum(piece.size[0] for piece in some),
            count=len(some),
            largest=max(0, *frees) if frees else 0,
        )


@dataclass(frozen=True)
class _Asking:
    """Says what is asked of the pools; a type that the same plan makes is served by pools that nobody can name yet."""

    stores: Stores
    new: frozenset[str]
    typed: bool = field(init=False)
    zoned: bool = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "typed", any(pool.types for pool in self.stores.pools))
        object.__setattr__(self, "zoned", any(pool.zones for pool in self.stores.pools))

    def piece(self, action: Action, before: Existing | None) -> Piece | None:
        """What one action takes; nothing where that is nothing."""
        if action.verb not in (Verb.CREATE, Verb.UPDATE) or action.address.kind not in {"volume", "server"}:
            return None
        wanted, found = action.attributes, before.attributes if before else {}
        if action.address.kind == "server":
            wanted, found = _root(wanted), _root(found)
        claim = self._claim({**found, **wanted})
        alike = bool(found) and (action.verb is Verb.UPDATE or claim == self._claim(found))
        size = _number(wanted.get("size_gib")) - (_number(found.get("size_gib")) if alike else 0)
        return Piece((size,), claim) if size > 0 else None

    def _claim(self, attributes: Attributes) -> str:
        kind = str(attributes.get("type") or self.stores.default_type) if self.typed else ""
        zone = str(attributes.get("availability_zone") or "") if self.zoned else ""
        return claimed("" if kind in self.new else kind, zone)


def _root(attributes: Attributes) -> Attributes:
    """The volume that a server boots from, if it does; its zone is Cinder's to choose."""
    if attributes.get("root") != "volume":
        return {}
    kind: Mapping[str, Value] = {"type": attributes["root_type"]} if attributes.get("root_type") else {}
    return {"size_gib": attributes.get("root_gib"), **kind}


def _new_type(action: Action) -> bool:
    return action.address.kind == "volumetype" and action.verb is Verb.CREATE


def _number(value: Value) -> int:
    return value if isinstance(value, int) else 0
