"""Snapshots of the vault: opened by the executor, agreed to by people of two roles, taken or brought back, and what that takes along."""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from cli import codes
from cli.authorising import AUTHORISED
from cli.executing import openings_of
from cli.files import read
from cli.text import _, listed
from cli.wiring import House
from zhengyun.entry import Entry, Note
from zhengyun.errors import Exit, Problems, ZhengyunError

if TYPE_CHECKING:
    from vault.opening import Executor, Waiting
    from vault.port import Need
    from vault.snapshots import Snapshot

TAKE: Final = "vault-snapshot"
BRING: Final = "vault-restore-"
# Hexadecimal digits of a snapshot's digest by which people tell one from another.
SHORT: Final = 16
MOST: Final = 1 << 30


class Standing(NamedTuple):
    """Where a snapshot, or its bringing back, stands: what waits, or the entry that says that it is done."""

    request: str
    waiting: "tuple[Waiting, ...]" = ()
    done: Entry | None = None
    sealed: bool = False

    @property
    def exit(self) -> Exit:
        """8 while it waits for somebody."""
        return Exit.OK if self.done and not self.sealed else Exit.WAITING

    def document(self) -> Mapping[str, object]:
        """As JSON data."""
        waiting = [
            {"accessor": one.accessor, "until": one.until, "authorised_by": list(one.authorised)}
            for one in self.waiting
        ]
        done = {"entry": self.done.number, "kind": self.done.kind, **self.done.body} if self.done else None
        return {"request": self.request, "waiting": waiting, "done": done, "sealed": self.sealed}

    def lines(self) -> Iterator[str]:
        """In a line."""
        if self.sealed:
            yield _("The snapshot is in place and the vault sealed: unseal it with the shares of then, then --finish.")
        elif self.done:
            yield _("done (log entry {entry})").format(entry=self.done.number)
            if "revoked" in self.done.body:
                text = _(
                    "of what it has brought back alive is revoked: {count}; now plan the vault's configuration anew"
                )
                yield text.format(count=self.done.body["revoked"])
        for one in self.waiting:
            text = _("waits until {until}; a security and a system administrator say: zhengyun vault agree {request}")
            yield text.format(until=one.until, request=self.request)
            if one.authorised:
                yield _("agreed so far: {people}").format(people=listed(one.authorised))


def take(house: House, file: Path) -> Standing:
    """Ask for a snapshot, or take it once people have agreed, into a file that is not there yet.

    Raises: ZhengyunError (ZY-VAULT-*, ZY-CLI-006).
    """
    from vault import policies, snapshots

    executor = house.executor(house.signer)
    waiting = _opened(house, executor, TAKE, policies.SNAPSHOT)
    if not all(one.approved for one in waiting):
        return Standing(TAKE, waiting)
    with _Fresh(file) as descriptor:
        snapshot = snapshots.take(house.vault_server, _token(house, TAKE, policies.SNAPSHOT))
        try:
            # On a disk that is about to be full a single write(2) takes a part, and calls that no error.
            with os.fdopen(descriptor, "wb", closefd=False) as stream:
                stream.write(snapshot.data)
            os.fsync(descriptor)
        except OSError as error:
            raise ZhengyunError(codes.NOT_A_FILE, file=file, problem=error.strerror or str(error)) from error
    done = house.book.append(snapshots.noted(house.vault_server, executor.name, snapshot))
    executor.give_back(TAKE)
    return Standing(TAKE, done=done)


def bring(house: House, file: Path, *, unknown: bool) -> Standing:
    """Ask for a snapshot to be brought back, or bring it back once people have agreed, and revoke what lives again with it.

    Raises: ZhengyunError (ZY-VAULT-*, ZY-CLI-006).
    """
    from vault import codes as vault_codes
    from vault import policies, snapshots

    server, snapshot = house.vault_server, snapshots.Snapshot(read(file, MOST))
    if not unknown and snapshots.known(house.book, server.address, snapshot) is None:
        raise ZhengyunError(vault_codes.UNKNOWN_SNAPSHOT, digest=snapshot.digest, address=server.address)
    request = request_of(snapshot)
    executor = house.executor(house.signer)
    waiting = _opened(house, executor, request, policies.RESTORE)
    if not all(one.approved for one in waiting):
        return Standing(request, waiting)
    token = _token(house, request, policies.RESTORE)
    began = snapshots.put_back(server, house.book, executor.name, token, snapshot)
    executor.folder.forget(request)
    if server.health().sealed:
        return Standing(request, done=began, sealed=True)
    return finish(house, request)


def finish(house: House, request: str = "") -> Standing:
    """Revoke everything that a snapshot has brought back alive.

    Raises: ZhengyunError (ZY-VAULT-*).
    """
    from vault import snapshots
    from vault.entrance import enter, leave
    from vault.setup import serving

    server, name = house.vault_server, house.vault_settings.executor
    began = snapshots.unswept(house.book, server.address)
    if began is None:
        return Standing(request, done=next(iter(house.book.of_kind(snapshots.RESTORED)[-1:]), None))
    serving(server)
    own = enter(server, name, house.signer(), house.clock.now()).token
    try:
        return Standing(request, done=snapshots.finish(server, house.book, name, own))
    finally:
        leave(server, own)


def agree(house: House, request: str, *, unknown: bool = False) -> tuple[str, ...]:
    """Agree to a snapshot or to bringing one back: to exactly what the executor has opened for it. Returns the accessors.

    Raises: ZhengyunError (ZY-VAULT-*), Problems (ZY-VAULT-050 to 053).
    """
    from vault import policies
    from vault.control import authorise, look
    from vault.entrance import enter, leave
    from vault.matching import match

    session, server = house.session, house.vault_server
    needed = need(policies.SNAPSHOT if request == TAKE else policies.RESTORE)
    if request != TAKE:
        session.say(_told_of(house, request, unknown=unknown))
    openings = openings_of(house)
    token = enter(server, session.person, house.signer(), house.clock.now()).token
    try:
        mine = [one.accessor for one in openings if one.request == request]
        asked = {one: said for one in mine if (said := look(server, token, one))}
        found = match(request, openings, asked, (needed,), house.executor_name)
        if found.strange:
            raise Problems(found.strange)
        last = {one.accessor: authorise(server, token, one.accessor) for one in found.fits}
    finally:
        leave(server, token)
    if last:
        body = {"request": request, "accessors": list(last), "approved": [one for one in last if last[one]]}
        house.book.append(Note(AUTHORISED, session.person, body))
    return tuple(last)


def request_of(snapshot: "Snapshot") -> str:
    """Under which name people agree to bringing it back."""
    return BRING + snapshot.digest.removeprefix("sha256:")[:SHORT]


def _told_of(house: House, request: str, *, unknown: bool) -> str:
    """What the log knows of the snapshot that shall be brought back. Raises: ZhengyunError (ZY-VAULT-023)."""
    from vault import codes as vault_codes
    from vault.snapshots import TAKEN

    short = "sha256:" + request.removeprefix(BRING)
    found = [one for one in house.book.of_kind(TAKEN) if str(one.body.get("digest")).startswith(short)]
    if not found and not unknown:
        raise ZhengyunError(vault_codes.UNKNOWN_SNAPSHOT, digest=f"{short}…", address=house.vault_server.address)
    if not found:
        return _("the log knows of no such snapshot: find out where it came from before you agree")
    text = _("the snapshot of {at} (log entry {entry}); whatever was put into the vault since then is lost")
    return text.format(at=found[-1].at, entry=found[-1].number)


def need(role: str) -> "Need":
    """A token for it, which lasts two minutes and is good for one use."""
    from vault.port import Need

    return Need("update", f"auth/token/create/{role}")


def _opened(house: House, executor: "Executor", request: str, role: str) -> "tuple[Waiting, ...]":
    house.proven()
    return executor.open(request, (need(role),), openings_of(house, request))


def _token(house: House, request: str, role: str) -> str:
    from vault.control import unwrap
    from vault.keeping import Folder

    case = Folder(house.session.settings.wrapped_store).read(request)
    held = next(one for one in case.held if one.key == need(role).key) if case else None
    return str(unwrap(house.vault_server, held.token if held else "", need(role), request).auth["client_token"])


class _Fresh:
    """A file of one's own that was not there before, and is not there after a failure."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def __enter__(self) -> int:
        try:
            self._descriptor = os.open(self._file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except OSError as error:
            raise ZhengyunError(codes.NOT_A_FILE, file=self._file, problem=error.strerror or str(error)) from error
        return self._descriptor

    def __exit__(self, kind: type[BaseException] | None, *_rest: object) -> None:
        os.close(self._descriptor)
        if kind:
            self._file.unlink(missing_ok=True)
