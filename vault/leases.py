"""What the vault lends for one request while it is carried out: had when the witness has signed, given back in the end.

It implements `zhengyun.ports.Vault`. Secrets are in memory alone.
"""

import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final

from vault import codes, control
from vault.ahead import draw
from vault.keeping import Case
from vault.needs import CLOUDS, site_of
from vault.opening import Executor
from vault.port import Answer, Need, Server
from zhengyun.entry import Note
from zhengyun.errors import N_, ZhengyunError
from zhengyun.permit import Permit
from zhengyun.ports import Loan
from zhengyun.secret import Secret

TAKEN: Final = "vault.taken"
RETURNED: Final = "vault.returned"
PASSWORD: Final = "password"  # noqa: S105 - the word, not the secret
NEXT: Final = "next"
"""Under this word stands what the password is to become, until it has."""
BYTES: Final = 24
# The vault answers a write that comes too late in these words.
MOVED: Final = "check-and-set"


class Lent(Mapping[str, Loan]):
    """By site, what was lent; and what else was opened is done when its action comes."""

    def __init__(self, server: Server, case: Case | None, request: str) -> None:
        self._server, self._case, self._request = server, case, request
        self._loans: dict[str, SiteLoan] = {}
        self.used = False
        """Whether anything was had."""

    def take(self, needs: Sequence[Need]) -> None:
        """Read every site's secret. Raises: ZhengyunError (ZY-VAULT-001 to 008, 054, 055, 057)."""
        for need in needs:
            if site := site_of(need):
                self._loans[site] = SiteLoan(self._server, need, self._request, self._token, self.perform)
                self._loans[site].read()

    def perform(self, need: Need) -> Answer:
        """Do what was opened and has been agreed to. Raises: ZhengyunError (ZY-VAULT-001 to 008, 054, 055)."""
        held = next((one for one in self._case.held if one.key == need.key), None) if self._case else None
        if held is None:
            raise ZhengyunError(codes.NOT_OPENED, what=need, request=self._request)
        answer = control.unwrap(self._server, held.token, need, self._request)
        self.used = True
        return answer

    @property
    def renewed(self) -> Sequence[str]:
        """The sites whose secret has a new password."""
        return sorted(site for site, loan in self._loans.items() if loan.renewed)

    @property
    def _token(self) -> str:
        return self._case.entrance.token if self._case else ""

    def __getitem__(self, site: str) -> Loan:
        return self._loans[site]

    def __iter__(self) -> Iterator[str]:
        return iter(self._loans)

    def __len__(self) -> int:
        return len(self._loans)


@dataclass
class Hand:
    """Does what was opened, as long as it is lent, and nothing before or afterwards (`vault.port.Performer`)."""

    lent: Lent | None = None

    def perform(self, need: Need) -> Answer:
        """Do it. Raises: ZhengyunError (ZY-VAULT-001 to 008, 054, 055)."""
        if self.lent is None:
            raise ZhengyunError(codes.NOT_OPENED, what=need, request="-")
        return self.lent.perform(need)


@dataclass(repr=False)
class SiteLoan:
    """One site's secret, which was read and is to be changed."""

    server: Server
    need: Need
    request: str
    token: str
    perform: Callable[[Need], Answer]
    renewed: bool = False
    _kept: Secret = field(default_factory=lambda: Secret({}))
    _fresh: bool = True

    @property
    def path(self) -> str:
        """Where it is kept."""
        return self.need.path

    def read(self) -> None:
        """Have the vault read it. Raises: ZhengyunError (ZY-VAULT-001 to 008, 054, 055, 057)."""
        answer = self.perform(self.need)
        words, about = answer.data.get("data"), answer.data.get("metadata") or {}
        if not isinstance(words, Mapping) or not words.get(PASSWORD):
            raise ZhengyunError(codes.NO_SECRET, path=self.path, problem=N_("there is no password"))
        if not all(isinstance(one, str) for one in words.values()):
            raise ZhengyunError(codes.NO_SECRET, path=self.path, problem=N_("a word has no text"))
        self._kept = Secret(words, int(about.get("version", 0)))

    @property
    def secrets(self) -> Sequence[Secret]:
        """The secret as it is kept; after a change of it that was torn off also what it was to become.

        Whoever asks again has found that it opens no more: another change has put a new one in its place, and it is read again.

        Raises: ZhengyunError (ZY-VAULT-001 to 008, 055, 057).
        """
        if not self._fresh:
            self.read()
        self._fresh = False
        now = self._kept.without(NEXT)
        coming = self._kept.get(NEXT)
        return [now, now.having({PASSWORD: coming})] if coming else [now]

    def renew(self, held: Secret, change: Callable[[Secret, Secret], None]) -> Secret:
        """Put a new password in the place of the one that was read; what is to be is kept before it is so.

        Raises: ZhengyunError (ZY-VAULT-001 to 008, 059), and what `change` raises.
        """
        if held[PASSWORD] not in (self._kept.get(PASSWORD), self._kept.get(NEXT)):
            # It was read again, and another change had renewed it: what is kept opens, and what is held does not.
            self.renewed = True
            return self._kept
        fresh = held.having({PASSWORD: secrets.token_urlsafe(BYTES)})
        try:
            self._keep(held.having({NEXT: fresh[PASSWORD]}))
        except ZhengyunError as error:
            if error.code is not codes.MOVED or not self._is_dead(held):
                raise
            return self._kept
        change(held, fresh)
        try:
            self._keep(fresh)
        except ZhengyunError as error:
            if error.code is not codes.MOVED:
                raise
            self._keep_beside(held, fresh)
        self.renewed = True
        return self._kept

    def _keep_beside(self, held: Secret, fresh: Secret) -> None:
        """Keep what opens now, where another change has written meanwhile what it wanted to come after `held`."""
        self.read()
        if self._kept[PASSWORD] == held[PASSWORD]:
            coming = self._kept.get(NEXT)
            self._keep(fresh.having({NEXT: coming}) if coming else fresh)

    def _is_dead(self, held: Secret) -> bool:
        """Whether another change has put a new password in the place of the one that was read."""
        self.read()
        self.renewed = self._kept[PASSWORD] != held[PASSWORD]
        return self.renewed

    def _keep(self, secret: Secret) -> None:
        body: dict[str, Any] = {"data": secret.told(), "options": {"cas": self._kept.version}}
        try:
            said = self.server.ask("POST", self.path, body, token=self.token).data
        except ZhengyunError as error:
            if control.said_so(error, MOVED):
                raise ZhengyunError(codes.MOVED, path=self.path, request=self.request) from error
            raise
        self._kept = Secret(secret.told(), int(said["version"]))

    def __repr__(self) -> str:
        return f"SiteLoan({self.path.removeprefix(CLOUDS)})"


@dataclass(frozen=True)
class Leases:
    """The vault as the door knows it, for one request. `needs` are those of its plan; `warn` hears what lives on for a while."""

    executor: Executor
    needs: Sequence[Need]
    warn: Callable[[ZhengyunError, str], None]

    @contextmanager
    def lease(self, permit: Permit) -> Iterator[Lent]:
        """Have what the permit's plan needs, and give it back whatever happens.

        Raises: ZhengyunError (ZY-VAULT-001 to 008, 054, 055, 057, 058, 072).
        """
        executor, request = self.executor, permit.request
        case = self._held(permit) if self.needs else None
        lent = Lent(executor.server, case, request)
        if not self.needs:
            yield lent
            return
        if case is None:
            raise ZhengyunError(codes.NOT_OPENED, what=self.needs[0], request=request)
        wanted = {need.key for need in self.needs}
        said: dict[str, Any] = {"accessors": [one.accessor for one in case.held if one.key in wanted]}
        # A use of a permit of several sites goes as a whole.
        if beside := [one.accessor for one in case.held if one.key not in wanted]:
            said["drawn"] = beside
        with executor.folder.alone(request):
            executor.tell(Note(TAKEN, executor.name, {"request": request, **said}))
            try:
                lent.take(self.needs)
                yield lent
            finally:
                # What nobody has had yet can still be had, when the vault answers again or somebody else has agreed.
                if lent.used:
                    self._return(request, case, lent)

    def _held(self, permit: Permit) -> Case | None:
        """What was opened for the request, or one use of what was opened beforehand for the standing permit that it is asked under."""
        case = self.executor.folder.read(permit.request)
        if case is None and permit.under and not permit.chain:
            return draw(self.executor, permit.under, permit.request, self.needs)
        return case

    def _return(self, request: str, case: Case, lent: Lent) -> None:
        """Give back; what cannot be given back ends by itself, and is told: what was done is done."""
        executor = self.executor
        said = {"request": request, "accessors": [one.accessor for one in case.held], "renewed": list(lent.renewed)}
        try:
            executor.revoke(request)
        except ZhengyunError as error:
            self.warn(error, case.until)
            executor.tell(Note(RETURNED, executor.name, {**said, "until": case.until}))
        else:
            executor.tell(Note(RETURNED, executor.name, said))
            executor.folder.forget(request)
