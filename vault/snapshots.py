"""Snapshots of a vault, and what has to die when one is brought back.

A snapshot holds the passes, wrapped tokens and agreements of its time: those that were revoked or used since would live again. Whoever
brings one back is therefore not done before all of them are revoked, and nothing is asked of the vault until then.
"""

import hashlib
from collections.abc import Sequence
from typing import Any, Final, NamedTuple, Protocol

from vault import codes
from vault.control import revoke
from vault.port import Server
from zhengyun.entry import Entry, Note
from zhengyun.errors import ZhengyunError

TAKEN: Final = "vault.snapshot"
RESTORING: Final = "vault.restoring"
RESTORED: Final = "vault.restored"
READ: Final = "sys/storage/raft/snapshot"
FORCED: Final = "sys/storage/raft/snapshot-force"
ACCESSORS: Final = "auth/token/accessors"
ROUNDS: Final = 5


class Book(Protocol):
    """The log, as far as it is needed here."""

    def append(self, note: Note) -> Entry:
        """Write one entry."""
        ...

    def of_kind(self, *kinds: str) -> Sequence[Entry]:
        """The entries of some kinds, in order."""
        ...


class Snapshot(NamedTuple):
    """A snapshot, and by what it is known again."""

    data: bytes

    @property
    def digest(self) -> str:
        """SHA-256."""
        return "sha256:" + hashlib.sha256(self.data).hexdigest()


def take(server: Server, token: str) -> Snapshot:
    """A snapshot, with a token that may read one. Raises: ZhengyunError (ZY-VAULT-001 to 008)."""
    return Snapshot(server.download(READ, token=token))


def noted(server: Server, person: str, snapshot: Snapshot) -> Note:
    """That a snapshot was taken."""
    return Note(TAKEN, person, {**_about(server, snapshot), "size": len(snapshot.data)})


def known(book: Book, address: str, snapshot: Snapshot) -> Entry | None:
    """The entry about the taking of exactly this snapshot of the vault at an address."""
    found = book.of_kind(TAKEN)
    return next(
        (one for one in found if (one.body.get("address"), one.body.get("digest")) == (address, snapshot.digest)), None
    )


def put_back(server: Server, book: Book, person: str, token: str, snapshot: Snapshot) -> Entry:
    """Put a snapshot in the place of what is in the vault, with a token that may; returns the entry that says so beforehand.

    Raises: ZhengyunError (ZY-VAULT-001 to 008).
    """
    taken = known(book, server.address, snapshot)
    told: dict[str, Any] = {**_about(server, snapshot), "taken": taken.number if taken else None}
    entry = book.append(Note(RESTORING, person, told))
    server.upload(FORCED, snapshot.data, token=token)
    return entry


def unswept(book: Book, address: str) -> Entry | None:
    """The entry about a snapshot that was put back and has not been dealt with to the end."""
    found = [one for one in book.of_kind(RESTORING, RESTORED) if one.body.get("address") == address]
    return found[-1] if found and found[-1].kind == RESTORING else None


def refuse_unswept(book: Book, address: str) -> None:
    """Raise ZhengyunError ZY-VAULT-022 where nothing may be asked of the vault yet."""
    if entry := unswept(book, address):
        raise ZhengyunError(codes.NOT_SWEPT, address=address, entry=entry.number)


def sweep(server: Server, own: str) -> int:
    """Revoke every pass and every wrapped token but one's own; returns how many there were.

    Raises: ZhengyunError (ZY-VAULT-001 to 008, ZY-VAULT-024).
    """
    done = {str(server.ask("GET", "auth/token/lookup-self", token=own).data["accessor"])}
    dead = 0
    for _ in range(ROUNDS):
        others = [one for one in server.ask("LIST", ACCESSORS, token=own).data["keys"] if one not in done]
        if not others:
            return dead
        for accessor in others:
            if revoke(server, own, accessor):
                dead += 1
            else:
                done.add(accessor)
    raise ZhengyunError(codes.STILL_ALIVE, rounds=ROUNDS, address=server.address, count=len(others))


def finish(server: Server, book: Book, person: str, own: str) -> Entry:
    """Sweep after a snapshot was put back, and say so. Raises: as `sweep`."""
    began = unswept(book, server.address)
    revoked = sweep(server, own)
    told = {"address": server.address, "restoring": began.number if began else None, "revoked": revoked}
    return book.append(Note(RESTORED, person, told))


def _about(server: Server, snapshot: Snapshot) -> dict[str, Any]:
    return {"address": server.address, "digest": snapshot.digest}
