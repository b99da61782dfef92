"""Stand-ins for what a later step brings: a witness and a vault for training. `doctor` names them as such.

The witness keeps its own key and its own memory of the log, and really refuses a log that does not follow from what
it has seen; but it runs on the applier's machine, and so proves nothing against the applier. The vault asks for a
permit, but what it hands out is a standing credential.
"""

import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from fcntl import LOCK_EX, flock
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from governance import codes
from zhengyun.entry import ORIGIN, Cosignature, Entry, cosigned_bytes
from zhengyun.errors import ZhengyunError
from zhengyun.permit import Permit
from zhengyun.reading import text, whole
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

        Raises: ZhengyunError (ZY-GOV-018; ZY-GOV-022: it could not remember this one).
        """
        try:
            return self._cosign(entry)
        except OSError as error:
            # What it does not remember it has not seen: without its memory it signs nothing.
            problem = error.strerror or str(error)
            raise ZhengyunError(codes.WITNESS_FORGETS, witness=self.name, file=self._memory, problem=problem) from error

    def _cosign(self, entry: Entry) -> Cosignature:
        with self._alone():
            seen = self._seen()
            # Of two applies at once the later intent may be shown first: then the other one is behind what was seen.
            first, last = min(seen.number, entry.number), max(seen.number, entry.number)
            shown = {one.number: one for one in self._entries(max(first, 1)) if one.number <= last}
            if not _hangs_together(list(shown.values()), max(first, 1), last):
                number = entry.number if last in shown else last
                raise ZhengyunError(codes.WITNESS_REFUSES, witness=self.name, number=number)
            for known in (seen, Seen(entry.number, entry.hash)):
                if known.number and shown[known.number].hash != known.hash:
                    raise ZhengyunError(codes.WITNESS_REFUSES, witness=self.name, number=known.number)
            value = self._signer.sign(cosigned_bytes(entry.number, entry.hash))
            self._remember(Seen(last, shown[last].hash))
        return Cosignature(entry.number, entry.hash, self.name, value)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """One at a time, whichever process it is in."""
        with self._memory.with_name(self._memory.name + ".lock").open("w") as stream:
            flock(stream, LOCK_EX)
            yield

    def _seen(self) -> "Seen":
        try:
            memory = json.loads(self._memory.read_text())
            return Seen(whole(memory["number"]), text(memory["hash"]))
        except FileNotFoundError:
            return Seen(0, ORIGIN)
        except (OSError, ValueError, KeyError, TypeError) as error:
            # What it has forgotten it cannot vouch for.
            raise ZhengyunError(codes.WITNESS_REFUSES, witness=self.name, number="?") from error

    def _remember(self, seen: "Seen") -> None:
        fresh = self._memory.with_name(self._memory.name + ".new")
        with fresh.open("w") as stream:
            stream.write(json.dumps(seen._asdict()))
            stream.flush()
            os.fsync(stream.fileno())
        fresh.replace(self._memory)


class Seen(NamedTuple):
    """The newest entry that the witness has seen."""

    number: int
    hash: str


def _hangs_together(entries: Sequence[Entry], first: int, last: int) -> bool:
    """Whether these entries are that stretch of the log, whole and each following from the one before."""
    numbers = [entry.number for entry in entries]
    follows = all(after.previous == before.hash for before, after in pairwise(entries))
    whole_ = numbers == list(range(first, last + 1)) and all(entry.true_hash() == entry.hash for entry in entries)
    return whole_ and follows and (first > 1 or entries[0].previous == ORIGIN)


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
