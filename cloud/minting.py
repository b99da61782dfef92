"""A way to one site that has nothing to write with until something is lent, then credentials for this change alone.

Each is made when it is first needed: for looking, for writing to a service, and for each project. They lie in memory, end by themselves, and are
unmade when the loan is given back; the password that they were made with is replaced by the same change.
"""

import threading
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

from cloud import codes
from cloud.mint import Connect, Mint, Minted, named, reached
from cloud.patience import Patience
from cloud.transport import Request, Response, Transport
from cloud.uses import Use, use_of
from zhengyun.errors import Problems, ZhengyunError
from zhengyun.instant import text
from zhengyun.ports import Loan

# Before its end a credential is replaced, where the permit holds longer than it.
MARGIN: Final = timedelta(minutes=5)
# Whoever changes a password ends all tokens of its user to the second: those of another change's credentials too.
UNKNOWN: Final = 401
ATTEMPTS: Final = 2
SECOND: Final = 1.1


def nobody(_change: str) -> bool:
    """Of no other change is it known that it has ended."""
    return False


def known(error: ZhengyunError) -> None:
    """Tell: what is raised anyway is not told besides."""
    del error


@dataclass
class Minting:
    """Carries requests to one site: `inner` looks, until something is lent. `connect` makes a way of an entry in memory."""

    inner: Transport
    connect: Connect
    now: Callable[[], datetime]
    patience: Patience = field(default_factory=Patience)
    ended: Callable[[str], bool] = nobody
    """Which changes have ended, so that what they have left can be deleted before it ends by itself."""
    tell: Callable[[ZhengyunError], None] = known
    """What could not be given back, where something else has gone wrong before."""
    _mint: Mint | None = field(default=None, init=False, repr=False)
    _purse: dict[Use, Minted] = field(default_factory=dict, init=False, repr=False)
    _turns: defaultdict[Use, threading.Lock] = field(
        default_factory=lambda: defaultdict(threading.Lock), init=False, repr=False
    )

    def __post_init__(self) -> None:
        self.site = self.inner.site

    @contextmanager
    def lent(self, loan: Loan, change: str, not_after: datetime) -> Iterator[None]:
        """For as long as this lasts there is something to write with; afterwards none of it works.

        Raises: ZhengyunError (ZY-CLOUD-002, 310, 320 to 325).
        """
        mint = self._enter(loan, change, not_after)
        self._mint = mint
        try:
            mint.unmake(self.ended)
            yield
        except BaseException:
            for problem in self._give_back(mint, loan):
                self.tell(problem)
            raise
        if problems := self._give_back(mint, loan):
            raise problems[0] if len(problems) == 1 else Problems(problems)

    def send(self, request: Request) -> Response:
        """Send by the credential that is for such a request.

        Raises: NoAnswerError; ZhengyunError (ZY-CLOUD-320, 322, 323).
        """
        if self._mint is None:
            if request.method != "GET":
                raise ZhengyunError(codes.NOT_LENT, site=self.site, method=request.method, path=request.path)
            return self.inner.send(request)
        use = use_of(request, self.home)
        return self._carry(use, replace(request, tenant=""))

    @property
    def home(self) -> str:
        """Our own project."""
        return self._who.home

    @property
    def user(self) -> str:
        """Our own user."""
        return self._who.user

    @property
    def domain(self) -> str:
        """The domain that projects are made in."""
        return self._who.domain

    @property
    def entry(self) -> Mapping[str, object]:
        """How the site is reached."""
        return self.inner.entry

    @property
    def bound(self) -> str:
        """Nothing: each project has a credential of its own."""
        return ""

    @property
    def known_as(self) -> str:
        """The name by which is known what looks."""
        return self.inner.known_as

    def speaks(self, service: str) -> str:
        """The microversion that a service is spoken to in."""
        return self.inner.speaks(service)

    def version(self, service: str) -> str:
        """The newest version that a service says it speaks.

        Raises: NoAnswerError.
        """
        return self.inner.version(service)

    @property
    def _who(self) -> Transport:
        return self._mint.password if self._mint else self.inner

    def _enter(self, loan: Loan, change: str, not_after: datetime) -> Mint:
        """Find which of what was lent opens."""
        who, problem = "-", "-"
        for secret in loan.secrets:
            entry = reached(self.inner.entry, secret)
            mint = Mint(change, not_after, secret, entry, self.connect, self.now, self.patience)
            try:
                return mint.enter()
            except ZhengyunError as error:
                if error.code is not codes.REFUSED:
                    raise
                who, problem = named(secret), str(error.values["problem"])
        raise ZhengyunError(codes.NOT_LET_IN, site=self.site, user=who, problem=problem)

    def _carry(self, use: Use, request: Request) -> Response:
        for attempt in range(ATTEMPTS):
            answer = self._way(use).send(request)
            if answer.status != UNKNOWN or request.login:
                return answer
            if attempt < ATTEMPTS - 1:
                self.patience.sleep(SECOND)
        raise ZhengyunError(
            codes.RULED_OUT,
            site=self.site,
            service=request.service,
            method=request.method,
            path=request.path,
            problem=answer.problem,
        )

    def _way(self, use: Use) -> Transport:
        """The way by a credential for this use, which is made where there is none, or where it is about to end."""
        with self._turns[use]:
            mint, minted = self._mint, self._purse.get(use)
            if mint is None:
                raise ZhengyunError(codes.NOT_LENT, site=self.site, method="POST", path="/auth/tokens")
            now = self.now()
            if minted is None or minted.until <= now or minted.until < min(now + MARGIN, mint.not_after):
                minted = self._purse[use] = mint.make(use)
            return minted.transport

    def _give_back(self, mint: Mint, loan: Loan) -> tuple[ZhengyunError, ...]:
        """Unmake what was made, and have the password replaced; what went wrong with it."""
        until = max((one.until for one in self._purse.values()), default=self.now())
        self._mint = None
        self._purse.clear()
        problems = []
        try:
            mint = self._unmade(mint, loan)
        except ZhengyunError as error:
            left = ZhengyunError(codes.LEFT, site=self.site, change=mint.change, until=text(until), problem=str(error))
            problems.append(left)
        try:
            loan.renew(mint.held, mint.renew)
        except ZhengyunError as error:
            problems.append(
                ZhengyunError(
                    codes.NOT_RENEWED, site=self.site, change=mint.change, user=named(mint.held), problem=str(error)
                )
            )
        return tuple(problems)

    def _unmade(self, mint: Mint, loan: Loan) -> Mint:
        """Unmake by whatever opens now: another change may have renewed the password meanwhile."""
        try:
            mint.unmake(self.ended)
        except ZhengyunError as error:
            if error.code is not codes.REFUSED:
                raise
            mint = self._enter(loan, mint.change, mint.not_after)
            mint.unmake(self.ended)
        return mint
