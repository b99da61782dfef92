"""How many calls a service is sent at once: learnt from what it answers, so that others who use it are not pushed aside.

A service that says that it has too much to do (429, 503) gets half as many at once, and none before the time that it
asks for (AIMD, RFC 5681 section 3.1). Between that, what counts is how much longer calls take than the same calls took
at best: the share of it that is waiting tells how many of ours stand in its queue (TCP Vegas, RFC 6297 section 2).
Fewer than two may be more, more than four are too many. Whether the queue is of our making or of another's is one to us.

Which calls are the same: those of one method whose paths differ in identifiers only.
"""

import math
import re
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from statistics import median
from typing import Final

from cloud.patience import BUSY, asked_for
from cloud.transport import Request, Response, Transport

# So many of ours may stand in a service's queue: fewer, and there may be one more; more, and there is one less.
FEW: Final = 2.0
MANY: Final = 4.0
LESS: Final = 0.5
# Where twice as many of ours stand in the queue as are too many.
FAR_LESS: Final = 0.75
# After so many answers, or as many as there are at once, it is judged anew.
ROUND: Final = 6
# The best is that of the last and the present span of so many seconds: services change, and so do networks.
SPAN: Final = 120.0
# No service makes us wait for longer than this with one word.
LONGEST: Final = 30.0
WAIT: Final = math.inf
IDENTIFIER: Final = re.compile(r"[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f-]{20,22}|[0-9]+")


@dataclass(frozen=True, slots=True)
class Bounds:
    """How many calls of one service there are at once: never fewer, never more, and at first."""

    least: int = 2
    most: int = 16
    first: int = 8


@dataclass
class Best:
    """The shortest time that one kind of call took lately."""

    seconds: float
    before: float
    since: float

    def told(self, seconds: float, now: float) -> float:
        """Take note of one more, and return how many times the best it took."""
        if now - self.since > SPAN:
            self.before, self.seconds, self.since = self.seconds, seconds, now
        self.seconds = min(self.seconds, seconds)
        return seconds / max(1e-6, min(self.seconds, self.before))


@dataclass
class Limit:
    """What has been learnt about one service. It knows no clock and no thread: it is told what time it is."""

    bounds: Bounds
    at_once: float = 0.0
    under_way: int = 0
    held: float = 0.0
    """Nothing is sent before this time."""
    _best: dict[str, Best] = field(default_factory=dict)
    _ratios: list[float] = field(default_factory=list)
    _busiest: int = 0
    _lowered: float = -1.0

    def __post_init__(self) -> None:
        self.at_once = float(min(max(self.bounds.first, self.bounds.least), self.bounds.most))

    def room(self, now: float) -> float:
        """Seconds until a call may be sent if nothing else happens; 0 for now, WAIT for when another has ended."""
        if self.under_way >= int(self.at_once):
            return WAIT
        return max(0.0, self.held - now)

    def begun(self) -> None:
        """A call is sent."""
        self.under_way += 1
        self._busiest = max(self._busiest, self.under_way)

    def ended(self, call: str, began: float, now: float, *, busy: bool, fine: bool, asked: float = 0.0) -> None:
        """A call has ended: the service was too `busy`, or it went `fine`; what went wrong otherwise tells nothing."""
        self.under_way -= 1
        if busy:
            self._too_much(began, now, asked)
        elif fine:
            best = self._best.setdefault(call, Best(now - began, now - began, now))
            self._ratios.append(best.told(now - began, now))
            if len(self._ratios) >= max(ROUND, int(self.at_once)):
                self._judge()

    def _too_much(self, began: float, now: float, asked: float) -> None:
        """What was sent before we became fewer says nothing about how many we are now."""
        self.held = max(self.held, now + min(LONGEST, asked))
        if began > self._lowered:
            self.at_once = max(float(self.bounds.least), self.at_once * LESS)
            self._lowered = now
            self._ratios.clear()

    def _judge(self) -> None:
        ratio = median(self._ratios)
        queue = self._busiest * (1 - 1 / ratio)
        if queue > MANY:
            fewer = min(self.at_once - 1, self.at_once * FAR_LESS) if queue > 2 * MANY else self.at_once - 1
            self.at_once = max(float(self.bounds.least), fewer)
        elif queue < FEW and self._busiest >= int(self.at_once):
            self.at_once = min(float(self.bounds.most), self.at_once + 1)
        self._ratios.clear()
        self._busiest = self.under_way


class Limited:
    """Carries requests by another transport, no more of one service at once than it bears. First come, first served."""

    def __init__(
        self, inner: Transport, bounds: Bounds | None = None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._inner, self._bounds, self._clock = inner, bounds or Bounds(), clock
        self.site = inner.site
        self.limits: dict[str, Limit] = {}
        self._lines: dict[str, deque[object]] = {}
        self._changed = threading.Condition()

    def send(self, request: Request) -> Response:
        """Wait for our turn, send once, and learn from the answer.

        Raises: as the other.
        """
        limit = self._enter(request.service)
        began, answer = self._clock(), None
        try:
            answer = self._inner.send(request)
            return answer
        finally:
            self._leave(limit, request, began, answer)

    @property
    def width(self) -> int:
        """How many calls there can be at once, of all services that have been asked together."""
        with self._changed:
            return sum(int(limit.at_once) for limit in self.limits.values()) or self._bounds.first

    @property
    def home(self) -> str:
        """Our own project."""
        return self._inner.home

    @property
    def user(self) -> str:
        """Our own user."""
        return self._inner.user

    @property
    def domain(self) -> str:
        """The domain that projects are made in."""
        return self._inner.domain

    @property
    def entry(self) -> Mapping[str, object]:
        """How the site is reached."""
        return self._inner.entry

    @property
    def bound(self) -> str:
        """The type of our way to tokens, where it leads to one project and no other; else nothing."""
        return self._inner.bound

    @property
    def known_as(self) -> str:
        """The name by which our credentials are known."""
        return self._inner.known_as

    def speaks(self, service: str) -> str:
        """The microversion that a service is spoken to in; nothing where it has none."""
        return self._inner.speaks(service)

    def version(self, service: str) -> str:
        """The newest version that a service says it speaks."""
        return self._inner.version(service)

    def _enter(self, service: str) -> Limit:
        ticket = object()
        with self._changed:
            limit = self.limits.setdefault(service, Limit(self._bounds))
            line = self._lines.setdefault(service, deque())
            line.append(ticket)
            try:
                while wait := limit.room(self._clock()) if line[0] is ticket else WAIT:
                    self._changed.wait(None if wait == WAIT else wait)
                limit.begun()
            finally:
                # Also where somebody has had enough of waiting: whoever stands behind must not wait for ever.
                line.remove(ticket)
                self._changed.notify_all()
        return limit

    def _leave(self, limit: Limit, request: Request, began: float, answer: Response | None) -> None:
        busy = answer is not None and answer.status in BUSY
        # How long bytes take that are sent tells of their number.
        fine = answer is not None and answer.status < 400 and not request.upload
        asked = asked_for(answer) if answer is not None and busy else 0.0
        with self._changed:
            limit.ended(shape(request), began, self._clock(), busy=busy, fine=fine, asked=asked)
            self._changed.notify_all()


def shape(request: Request) -> str:
    """A request without its identifiers: what takes as long as others of the kind."""
    return f"{request.method} {IDENTIFIER.sub('*', request.path)}"
