"""The executor's side: opening what a request's plan needs, holding it until people have agreed, and giving it back.

What is opened goes into his folder first and into the log then: whoever is torn off in between finds it again and tells of it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final, NamedTuple

from vault import codes, control
from vault.control import Asked
from vault.entrance import enter, leave
from vault.keeping import Case, Folder, Held
from vault.matching import Opening
from vault.port import Need, Server
from zhengyun.entry import Note
from zhengyun.errors import ZhengyunError
from zhengyun.instant import Clock, after, parse
from zhengyun.signing import RawSigner

OPENED: Final = "vault.opened"
# What is over so soon is opened anew: nobody could agree to it and use it in time.
MARGIN: Final = timedelta(seconds=20)
# The vault does not know what it is asked about, or not any more.
GONE: Final = frozenset({codes.REFUSED, codes.ANSWERED})
# 429, too many requests, and whatever a server or a proxy says of itself.
BROKEN: Final = 429


class Waiting(NamedTuple):
    """One thing that is open: until when, who has agreed (the names of their entities), and whether all have who must."""

    need: Need
    accessor: str
    until: str
    authorised: tuple[str, ...]
    approved: bool


@dataclass(frozen=True)
class Executor:
    """The executor at the vault: who he is there, where he keeps what is open, and where he tells of it."""

    server: Server
    name: str
    signer: Callable[[], RawSigner]
    folder: Folder
    tell: Callable[[Note], object]
    clock: Clock
    host: str = ""
    """On which machine his folder lies: of two each has one of his own."""

    def open(self, request: str, needs: Sequence[Need], told: Sequence[Opening]) -> tuple[Waiting, ...]:
        """Open what is not open yet, or not any more; nothing that is open is opened again.

        `told` is what the log says of it already.

        Raises: ZhengyunError (ZY-VAULT-001 to 008, 056, 058).
        """
        if not needs:
            return ()
        case, asked = self._standing(request)
        for need in needs:
            if need.key not in asked:
                wrapped = control.ask(self.server, case.entrance.token, need)
                until = after(self.clock.now(), wrapped.seconds)
                case = case.having(Held(wrapped.token, wrapped.accessor, until, *need.key))
                self.folder.keep(case)
        self.told(case, request, {one.accessor for one in told})
        held = {one.key: one for one in case.held}
        return tuple(
            Waiting(need, held[need.key].accessor, held[need.key].until, said.authorised, said.approved)
            for need in needs
            for said in (asked.get(need.key) or Asked(self.name, need, approved=False),)
        )

    def give_back(self, request: str, folder: Folder | None = None) -> Sequence[str]:
        """Make worthless what was opened for a request, and forget it; return the accessors. Raises: as `revoke`."""
        folder = folder or self.folder
        accessors = self.revoke(request, folder)
        folder.forget(request)
        return accessors

    def revoke(self, request: str, folder: Folder | None = None) -> Sequence[str]:
        """Make worthless what was opened for a request, and is held in his folder or in another; return the accessors.

        What is dead already is so. It is still known then: whoever is torn off before he has told of it finds it again.

        Raises: ZhengyunError (ZY-VAULT-001, 002, 006, 008: it lives on until it ends by itself; ZY-VAULT-058).
        """
        case = (folder or self.folder).read(request)
        if case is None:
            return ()
        for token in (*(one.token for one in case.held), case.entrance.token):
            self._leave(token)
        return [one.accessor for one in case.held]

    def _standing(self, request: str) -> tuple[Case, Mapping[tuple[str, str, str], Asked]]:
        """What lives of what was opened before, with the pass that it lives by; else a new pass."""
        case, soon = self.folder.read(request), self.clock.now() + MARGIN
        if case and parse(case.until) > soon:
            try:
                found = {
                    one.key: control.look(self.server, case.entrance.token, one.accessor)
                    for one in case.held
                    if parse(one.until) > soon
                }
                return case, {key: said for key, said in found.items() if said}
            except ZhengyunError as error:
                if error.code is not codes.REFUSED:
                    raise
        if case:
            self.give_back(request)
        now = self.clock.now()
        entrance = enter(self.server, self.name, self.signer(), now)
        return Case(request, entrance, after(now, entrance.seconds)), {}

    def told(self, case: Case, request: str, known: set[str]) -> None:
        """Put on record what was opened for a request, and is not known yet."""
        for one in case.held:
            if one.accessor not in known:
                opening = Opening(request, one.accessor, *one.key)
                where = {"host": self.host} if self.host else {}
                self.tell(Note(OPENED, self.name, {**opening._asdict(), "until": one.until, **where}))

    def _leave(self, token: str) -> None:
        try:
            leave(self.server, token)
        except ZhengyunError as error:
            # What has broken down has revoked nothing.
            if error.code not in GONE or int(str(error.values.get("status", 0))) >= BROKEN:
                raise
