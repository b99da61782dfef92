"""How a vault is begun: its key shared out, its first configuration laid, and its root token dead before anybody could keep it.

Each step is an entry of the log before the next one begins. What is cut off is told, and begins anew with an empty vault.
"""

import base64
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any, Final, NamedTuple, Protocol

from vault import codes
from vault.port import Server
from zhengyun.entry import Entry, Note
from zhengyun.errors import N_, Words, ZhengyunError

BEGUN: Final = "vault.begun"
SHARED: Final = "vault.shared"
FOUNDED: Final = "vault.founded"
UNSEALED: Final = "vault.unsealed"
# In seconds: until a vault that was opened serves.
PATIENCE: Final = 120.0
LOOK: Final = 0.1
STATES: Final = {
    BEGUN: N_("its key may have been made, and nobody holds the shares"),
    SHARED: N_("its shares were handed out, and its first configuration was not laid to the end"),
}
DONE: Final = N_("it was set up by log entry {entry}")
ELSEWHERE: Final = N_("not by anything that this log knows of")

Digests = Mapping[str, str]


class Book(Protocol):
    """The log, as far as it is needed here."""

    def append(self, note: Note) -> Entry:
        """Write one entry."""
        ...

    def of_kind(self, *kinds: str) -> Sequence[Entry]:
        """The entries of some kinds, in order."""
        ...


class Plan(NamedTuple):
    """Who begins a vault, for which keepers (one share each), and how many of them open it."""

    actor: str
    keepers: Sequence[str]
    threshold: int


class Deeds(NamedTuple):
    """What is done outside of this room: shares given to their keepers in order (their digests), and what is laid first."""

    hand_over: Callable[[Sequence[bytes]], Digests]
    lay: Callable[[Server, str], Sequence[str]]


def standing(book: Book, address: str) -> Entry | None:
    """The newest entry about how the vault at an address was begun."""
    found = [one for one in book.of_kind(BEGUN, SHARED, FOUNDED) if one.body.get("address") == address]
    return found[-1] if found else None


def shared(book: Book, address: str) -> Entry | None:
    """The entry that says who keeps the shares of the vault at an address."""
    found = [one for one in book.of_kind(SHARED) if one.body.get("address") == address]
    return found[-1] if found else None


def found(server: Server, book: Book, plan: Plan, deeds: Deeds) -> Entry:
    """Begin a vault that is empty; returns the entry that ends it. Whether the keepers may be such, `vault.shares` says.

    Raises: ZhengyunError (ZY-VAULT-001 to 008, ZY-VAULT-015 to 017).
    """
    check(server, book)
    about: dict[str, Any] = {"address": server.address, "threshold": plan.threshold}
    book.append(Note(BEGUN, plan.actor, {**about, "keepers": list(plan.keepers)}))
    # 1. The key is made, and is known in shares alone.
    wanted = {"secret_shares": len(plan.keepers), "secret_threshold": plan.threshold}
    made = server.ask("PUT", "sys/init", wanted).data
    keys, root = tuple(base64.b64decode(key) for key in made["keys_base64"]), str(made["root_token"])
    try:
        # 2. Each keeper has his.
        digests = deeds.hand_over(keys)
        book.append(Note(SHARED, plan.actor, {**about, "shares": dict(digests)}))
        # 3. It is opened, and its first configuration laid.
        _open(server, keys[: plan.threshold])
        laid = deeds.lay(server, root)
    except BaseException:
        # Of what has come to nothing no root token is left either, as far as the vault can still be told.
        with suppress(ZhengyunError):
            _open(server, keys[: plan.threshold])
            revoke_root(server, root)
        raise
    # 4. Whoever held the root token would pass by all of it.
    revoke_root(server, root)
    return book.append(Note(FOUNDED, plan.actor, {**about, "laid": list(laid)}))


def _open(server: Server, keys: Sequence[bytes]) -> None:
    if server.health().sealed:
        for key in keys:
            give(server, key)
    serving(server)


def check(server: Server, book: Book) -> None:
    """Raise ZhengyunError ZY-VAULT-015 or 016 where the vault has been begun, to its end or not."""
    if not server.health().begun:
        return
    last = standing(book, server.address)
    if last is not None and last.kind in STATES:
        told: dict[str, Any] = {"address": server.address, "entry": last.number, "state": Words(STATES[last.kind])}
        raise ZhengyunError(codes.CUT_OFF, **told)
    state = Words(DONE, {"entry": last.number}) if last else Words(ELSEWHERE)
    raise ZhengyunError(codes.BEGUN, address=server.address, state=state)


class Progress(NamedTuple):
    """How far the unsealing is: `given` of `needed` shares."""

    sealed: bool
    given: int
    needed: int


def progress(server: Server) -> Progress:
    """How far it is. Raises: ZhengyunError (ZY-VAULT-001 to 008)."""
    said = server.ask("GET", "sys/seal-status").data
    if not said["initialized"]:
        raise ZhengyunError(codes.NOT_BEGUN, address=server.address)
    return _progress(said)


def give(server: Server, key: bytes) -> Progress:
    """Give one share; with the last one that is needed the vault opens.

    Raises: ZhengyunError (ZY-VAULT-001 to 008; ZY-VAULT-019: all that were given are forgotten).
    """
    try:
        return _progress(server.ask("PUT", "sys/unseal", {"key": base64.b64encode(key).decode()}).data)
    except ZhengyunError as error:
        if error.code is not codes.ANSWERED:
            raise
        problem = error.values["problem"]
        raise ZhengyunError(codes.SHARES_DO_NOT_FIT, address=server.address, problem=problem) from error


def noted(server: Server, person: str, digest: str, after: Progress) -> Note:
    """That somebody gave the share of that digest."""
    told = {"address": server.address, "share": digest, "given": after.given, "needed": after.needed}
    return Note(UNSEALED, person, {**told, "sealed": after.sealed})


def keepers(known: Entry) -> dict[str, str]:
    """By their keepers, the digests of the shares that an entry says were handed out."""
    found = known.body["shares"]
    return {str(name): str(one) for name, one in found.items()} if isinstance(found, Mapping) else {}


def serving(server: Server) -> None:
    """Return when a vault that was opened serves.

    Raises: ZhengyunError (ZY-VAULT-001 to 008).
    """
    ends = time.monotonic() + PATIENCE
    while not (health := server.health()).active:
        if health.sealed:
            raise ZhengyunError(codes.SEALED, address=server.address)
        if time.monotonic() > ends:
            problem = Words(N_("it was opened, and does not serve"))
            raise ZhengyunError(codes.UNREACHABLE, address=server.address, problem=problem)
        time.sleep(LOOK)


def revoke_root(server: Server, root: str) -> None:
    """Make a root token worthless, and see that it is.

    Raises: ZhengyunError (ZY-VAULT-001 to 008, ZY-VAULT-017).
    """
    server.ask("POST", "auth/token/revoke-self", {}, token=root)
    try:
        server.ask("GET", "auth/token/lookup-self", token=root)
    except ZhengyunError as error:
        if error.code is codes.REFUSED:
            return
        raise
    raise ZhengyunError(codes.ROOT_LIVES, address=server.address)


def _progress(said: Mapping[str, Any]) -> Progress:
    return Progress(bool(said["sealed"]), int(said["progress"]), int(said["t"]))
