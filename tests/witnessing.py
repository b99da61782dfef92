"""Witnesses of a test's log: real keys, memories and refusals, without processes between them."""

from dataclasses import dataclass
from pathlib import Path

from governance import codes
from governance.memory import Memory
from governance.witness import attest, offered
from governance.witnessing import Ask, Reply, Witnesses
from tests.cast import VERIFIER, role_file, signer
from tests.records import Records
from zhengyun.errors import ZhengyunError
from zhengyun.rolefile import RoleFile
from zhengyun.signing import Signer


@dataclass
class Post:
    """A witness on a machine of its own, as `audit witness cosign` runs it."""

    records: Records
    memory: Memory
    roles: RoleFile
    signer: Signer

    def __call__(self, offer: str) -> Reply:
        """Answer an offer."""
        try:
            read = offered(offer)
            with self.memory.alone():
                attested = attest(read, self.memory.last(), self.roles, self.signer, VERIFIER, self.records.clock.now())
                self.memory.keep(attested.memory)
        except ZhengyunError as error:
            size = f"{error.values['size']}\n" if error.code is codes.NOT_NEXT else ""
            return Reply(error.exit, size, str(error))
        return Reply(0, str(attested.line))


def post(records: Records, name: str = "witness", roles: RoleFile | None = None) -> Post:
    """One witness; its memory lies beside the records."""
    return Post(records, Memory(memory_of(records, name)), roles or role_file(), signer(name))


def memory_of(records: Records, name: str = "witness") -> Path:
    """Where a witness keeps what it has signed."""
    return records.file.with_name(f"{name}.memory")


def watching(records: Records, roles: RoleFile | None = None, **asks: Ask) -> Witnesses:
    """Everybody who watches a test's log."""
    known = roles or role_file()
    return Witnesses(records.book, known, signer("log"), VERIFIER, asks or {"witness": post(records, roles=known)})
