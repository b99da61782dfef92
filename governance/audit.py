"""Verifying the log: its chain, its witnesses' signatures, and that it begins with the role file."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from zhengyun.entry import Cosignature, Entry, Flaw, cosigned_bytes, flaws
from zhengyun.people import RoleFile
from zhengyun.signing import PublicKey, Verifier


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
    entries: Iterable[Entry], cosignatures: Iterable[Cosignature], roles: RoleFile | None, verifier: Verifier
) -> Report:
    """Check everything once, from the first entry to the last."""
    found = list(entries)
    broken = list(flaws(found))
    by_number = {entry.number: entry for entry in found}
    keys = {key.id: key for key in roles.witnesses} if roles else {}
    newest: Entry | None = None
    for cosignature in cosignatures:
        entry = by_number.get(cosignature.number)
        flaw = _flaw(cosignature, entry, keys, verifier)
        if flaw:
            broken.append(flaw)
        elif newest is None or cosignature.number > newest.number:
            newest = entry
    head = found[-1].hash if found else ""
    return Report(
        entries=len(found),
        head=head,
        flaws=tuple(broken),
        witnessed=newest.number if newest else 0,
        witnessed_at=newest.at if newest else "",
    )


def _flaw(
    cosignature: Cosignature, entry: Entry | None, keys: Mapping[str, PublicKey], verifier: Verifier
) -> Flaw | None:
    if entry is None:
        return Flaw(cosignature.number, "a witness has signed an entry that is not there")
    if entry.hash != cosignature.hash:
        return Flaw(cosignature.number, "a witness has signed another entry of this number")
    key = keys.get(cosignature.witness)
    signed = cosigned_bytes(cosignature.number, cosignature.hash)
    if key is None or not verifier.verify(key, signed, cosignature.value):
        return Flaw(cosignature.number, "the witness's signature is not valid")
    return None
