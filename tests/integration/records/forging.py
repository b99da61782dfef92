"""A log as it was handed out, and what somebody makes of it who has the file, the records or even the log's key."""

import json
import resource
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from governance.bundle import VERIFIER, Bundle, whole
from tests.cast import ORIGIN, role_file, signer
from tests.records import Records, begun
from tests.unit.governance.requests import ask, say_yes
from tests.unit.governance.test_execution import Hall
from tests.witnessing import memory_of, watching
from zhengyun.canonical import canonical
from zhengyun.checkpoint import Checkpoint, cosign, signed
from zhengyun.entry import Note
from zhengyun.merkle import leaf_hash, root

# So much memory the verifier may take, whatever it is given.
MEMORY = 1 << 29


class Verdict(NamedTuple):
    """What the verifier said."""

    code: int
    out: str

    @property
    def first(self) -> str:
        """The first thing that is broken."""
        return next((line for line in self.out.splitlines() if ": broken: " in line), self.out.strip().splitlines()[-1])


@dataclass
class Handed:
    """A log as it was handed out, and the forger's hands."""

    folder: Path
    leaves: list[bytes]
    notes: list[str]
    seen: list[Path] = field(default_factory=list)

    def told(self, number: int) -> dict[str, Any]:
        """What an entry tells."""
        return dict(json.loads(self.leaves[number - 1]))

    def edit(self, number: int, change: Callable[[dict[str, Any]], object]) -> None:
        """Rewrite an entry in the form that entries have."""
        told = self.told(number)
        change(told)
        self.leaves[number - 1] = canonical(told)

    def add(self, kind: str, actor: str, body: dict[str, object], at: str = "") -> None:
        """Write an entry after the last one."""
        at = at or str(self.told(len(self.leaves))["at"])
        self.leaves.append(
            canonical({"number": len(self.leaves) + 1, "at": at, "kind": kind, "actor": actor, "body": body})
        )

    def renumber(self) -> None:
        """Give every entry the number of its place."""
        for place in range(len(self.leaves)):
            told = {**self.told(place + 1), "number": place + 1}
            self.leaves[place] = canonical(told)

    def seal(self, *witnesses: str, log: str = "log", keep: bool = False) -> None:
        """Sign the log as it is now, with the log's key and those of witnesses, whoever has them."""
        note = signed(Checkpoint(ORIGIN, len(self.leaves), root(map(leaf_hash, self.leaves))), signer(log))
        note = note.more(*(cosign(note.text, "witness", signer(name), 1_772_438_400) for name in witnesses))
        self.notes = [*(self.notes if keep else []), str(note)]

    def verify(self, pin: str = "") -> Verdict:
        """Have it verified."""
        file = self.folder / "bundle.zip"
        with file.open("w+b") as stream:
            Bundle(self.leaves, self.notes).write(stream)
        return verify(file, pin or role_file().digest, self.seen)

    def find(self, kind: str, times: int = 1) -> int:
        """The number of an entry of that kind."""
        found = [place + 1 for place in range(len(self.leaves)) if self.told(place + 1)["kind"] == kind]
        return found[times - 1]


def verify(file: Path, pin: str = "", seen: Sequence[Path] = (), *more: str) -> Verdict:
    """Run the page alone, with nothing of ours in reach, in a folder of its own and in bounded memory."""
    words = [sys.executable, "-I", str(VERIFIER), str(file), "--pin", pin or role_file().digest]
    words += [word for one in seen for word in ("--seen", str(one))]
    with tempfile.TemporaryDirectory() as empty:
        done = subprocess.run(
            [*words, *more],
            cwd=empty,
            env={},
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY)),
        )
    assert "Traceback" not in done.stderr, done.stderr
    return Verdict(done.returncode, done.stdout + done.stderr)


def applied(folder: Path) -> Records:
    """Records in which a change was asked for, agreed to and carried out, with a witness who looks on."""
    records = begun(folder / "records.sqlite")
    request = ask(records)
    say_yes(records, request)
    Hall(records, witness=watching(records)).execute(records.ledger.request(request.id))
    records.book.append(Note("spoken", "chen", {"words": "审计"}))
    watching(records).attest()
    return records


def handed(folder: Path) -> Handed:
    """What `audit export` hands out of them."""
    records = applied(folder)
    bundle = whole(records.book)
    made = Handed(folder, list(bundle.leaves), list(bundle.checkpoints), [memory_of(records)])
    records.database.close()
    return made


def zipped(file: Path, members: dict[str, bytes], **how: Any) -> Path:
    """A zip file with these members, whatever they are."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, **how) as bundle:
        for name, data in members.items():
            bundle.writestr(name, data)
    return file
