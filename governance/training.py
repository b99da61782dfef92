"""Stand-ins for what a later step brings: a witness and a vault for training. `doctor` names them as such.

The witness keeps its own key and its own memory of the log, and really refuses a log that does not follow from what
it has seen; but it runs on the applier's machine, and so proves nothing against the applier. The vault asks for a
permit, but what it hands out is a standing credential.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

from governance import codes
from zhengyun.entry import Cosignature, Entry, cosigned_bytes
from zhengyun.errors import ZhengyunError
from zhengyun.permit import Permit
from zhengyun.signing import Signer

Entries = Callable[[int], Iterable[Entry]]


class TrainingWitness:
    """Co-signs on the machine that it should watch."""

    training = True

    def __init__(self, signer: Signer, memory: Path, entries: Entries) -> None:
        self._signer, self._memory, self._entries = signer, memory, entries

    @property
    def name(self) -> str:
        """The witness's key."""
        return self._signer.public.id

    def cosign(self, entry: Entry) -> Cosignature:
        """Sign an entry that follows from the last one seen.

        Raises: ZhengyunError (ZY-GOV-018).
        """
        seen, hash_ = self._seen()
        since = [one for one in self._entries(max(seen, 1)) if one.number <= entry.number]
        if seen and (not since or since[0].hash != hash_):
            raise ZhengyunError(codes.WITNESS_REFUSES, witness=self.name, number=seen)
        if not _follows(since) or since[-1].hash != entry.hash:
            raise ZhengyunError(codes.WITNESS_REFUSES, witness=self.name, number=entry.number)
        value = self._signer.sign(cosigned_bytes(entry.number, entry.hash))
        self._remember(entry)
        return Cosignature(entry.number, entry.hash, self.name, value)

    def _seen(self) -> tuple[int, str]:
        if not self._memory.exists():
            return 0, ""
        memory = json.loads(self._memory.read_text())
        return memory["number"], memory["hash"]

    def _remember(self, entry: Entry) -> None:
        fresh = self._memory.with_suffix(".new")
        fresh.write_text(json.dumps({"number": entry.number, "hash": entry.hash}))
        fresh.replace(self._memory)


def _follows(entries: list[Entry]) -> bool:
    """Whether a stretch of the log, wherever it begins, hangs together."""
    return bool(entries) and all(
        after.number == before.number + 1 and after.previous == before.hash for before, after in pairwise(entries)
    ) and all(entry.true_hash() == entry.hash for entry in entries)  # fmt: skip


class TrainingVault:
    """Hands out the standing entries of clouds.yaml."""

    training = True

    def __init__(self, clouds: Mapping[str, str]) -> None:
        self._clouds = clouds

    @contextmanager
    def lease(self, permit: Permit) -> Iterator[Mapping[str, str]]:
        """Open the credentials for one permit."""
        del permit
        yield self._clouds
