"""Verifying the log: its chain, its witnesses' signatures, and that it begins with the role file."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from governance.clock import is_set_right
from governance.roles import KIND
from zhengyun.entry import Cosignature, Entry, Flaw, cosigned_bytes, flaws
from zhengyun.errors import N_
from zhengyun.people import RoleFile
from zhengyun.signing import PublicKey, Verifier

NO_BEGINNING: Final = N_("the log does not begin with a role file")
NO_ROLES: Final = N_("the role file is not the one that the log pins: no witness can be checked")
NOT_THERE: Final = N_("a witness has signed an entry that is not there")
ANOTHER: Final = N_("a witness has signed another entry of this number")
BACKWARDS: Final = N_("its time lies before that of the entry before it, and no auditor has said why")
NOT_VALID: Final = N_("the witness's signature is not valid")


@dataclass(frozen=True, slots=True)
class Report:
    """What was found. `witnessed` is the number of the newest entry that a witness has signed, 0 for none."""

    entries: int
    head: str
    flaws: tuple[Flaw, ...]
    witnessed: int
    witnessed_at: str

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong."""
        return not self.flaws


def verify(
    entries: Iterable[Entry], cosignatures: Iterable[Cosignature], versions: Sequence[RoleFile], verifier: Verifier
) -> Report:
    """Check everything once, from the first entry to the last.

    `versions` is the role file's history, each version held against its pin; empty where it could not be.
    """
    found = list(entries)
    broken = list(flaws(found))
    if found and found[0].kind != KIND:
        broken.append(Flaw(found[0].number, NO_BEGINNING))
    if found and not versions:
        broken.append(Flaw(found[0].number, NO_ROLES))
    by_number = {entry.number: entry for entry in found}
    pins = [entry.number for entry in found if entry.kind == KIND]
    broken += _backwards(found, pins, versions, verifier)
    newest: Entry | None = None
    for cosignature in cosignatures if versions else ():
        entry = by_number.get(cosignature.number)
        flaw = _flaw(cosignature, entry, _keys(cosignature.number, pins, versions), verifier)
        if flaw:
            broken.append(flaw)
        elif newest is None or cosignature.number > newest.number:
            newest = entry
    return Report(
        entries=len(found),
        head=found[-1].hash if found else "",
        flaws=tuple(broken),
        witnessed=newest.number if newest else 0,
        witnessed_at=newest.at if newest else "",
    )


def _backwards(
    entries: Sequence[Entry], pins: Sequence[int], versions: Sequence[RoleFile], verifier: Verifier
) -> Iterator[Flaw]:
    """Yield where time goes back without an auditor's word."""
    for before, entry in pairwise(entries):
        if versions and str(entry.at) < str(before.at):
            roles = versions[max(0, sum(pin <= entry.number for pin in pins) - 1)]
            if not is_set_right(entry, before, roles, verifier):
                yield Flaw(entry.number, BACKWARDS)


def _keys(number: int, pins: Sequence[int], versions: Sequence[RoleFile]) -> Mapping[str, PublicKey]:
    """The witnesses that count for an entry: those named when it was written, and those named later.

    What a witness signed stays signed when the key is replaced; with the old key nothing new can be signed.
    """
    before = sum(pin <= number for pin in pins)
    return {key.id: key for version in versions[max(0, before - 1) :] for key in version.witnesses}


def _flaw(
    cosignature: Cosignature, entry: Entry | None, keys: Mapping[str, PublicKey], verifier: Verifier
) -> Flaw | None:
    if entry is None:
        return Flaw(cosignature.number, NOT_THERE)
    if entry.hash != cosignature.hash:
        return Flaw(cosignature.number, ANOTHER)
    key = keys.get(cosignature.witness)
    signed = cosigned_bytes(cosignature.number, cosignature.hash)
    if key is None or not verifier.verify(key, signed, cosignature.value):
        return Flaw(cosignature.number, NOT_VALID)
    return None
