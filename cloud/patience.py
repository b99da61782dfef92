"""When a call is tried again, and after which pause.

What is safe: a request that certainly had no effect (429, 503, no connection, no token) always; one that comes to the
same when repeated (GET, PUT, PATCH, DELETE, and whatever its caller says is so) after any failure of the service's
too; one that meets a conflict where its caller knows that what is in its way is on its way out. Anything else is never
simply repeated: it may have had its effect, and whoever asked has to look.
"""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, NamedTuple

from cloud.transport import NoAnswerError, NotBelievedError, Request, Response

BUSY: Final = frozenset({429, 503})
BROKEN: Final = frozenset({500, 502, 504})
REPEATABLE: Final = frozenset({"GET", "PUT", "PATCH", "DELETE"})
CONFLICT: Final = 409
# Neutron counts a thing twice while it is being created, once as reserved and once as used, so that the last of
# several at once may be told that the quota is exhausted. Whether it fits was counted before; it is tried so often at least,
# however long a service under load takes for each, and for as long as anything else.
QUOTA_ATTEMPTS: Final = 6
# A project that was made a moment ago may not be known yet to every Keystone behind one address.
EARLY_ATTEMPTS: Final = 5

Answer = Response | NoAnswerError


class Notice(NamedTuple):
    """Something was tried again, or will be: why, after how many seconds, for which time."""

    site: str
    service: str
    problem: str
    seconds: float
    attempt: int


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a call is tried: pauses grow from the first by doubling to the longest, until `seconds` are over."""

    seconds: float = 30.0
    first: float = 0.2
    longest: float = 5.0
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic

    def pause(self, attempt: int, asked: float = 0.0) -> float:
        """The pause before the next attempt; what the service asks for counts, within bounds."""
        grown = min(self.longest, self.first * float(2 ** min(attempt, 16)))
        return max(min(asked, 6 * self.longest), grown * random.uniform(0.7, 1.3))  # noqa: S311 - spreads callers


@dataclass(frozen=True, slots=True)
class Manner:
    """How one call is made: what its caller knows about repeating it, and about what is no error."""

    repeatable: bool = False
    """It comes to the same when repeated, whatever its method."""
    patient: bool = False
    """What is in its way is on its way out."""
    gone_is_fine: bool = False
    there_is_fine: bool = False


PLAIN: Final = Manner()


def may_repeat(request: Request, answer: Answer, attempt: int, manner: Manner, *, late: bool = False) -> bool:
    """Whether a request is sent again after this answer; `late`, when its time is over."""
    if isinstance(answer, Response) and answer.over_quota:
        return attempt < QUOTA_ATTEMPTS or not late
    return not late and _passes(request, answer, attempt, manner)


def _passes(request: Request, answer: Answer, attempt: int, manner: Manner) -> bool:
    """Whether what is wrong may pass, and the request may be sent twice."""
    repeatable = manner.repeatable or request.method in REPEATABLE
    if isinstance(answer, NotBelievedError):
        return False
    if isinstance(answer, NoAnswerError):
        return not answer.sent or repeatable
    if answer.status in BUSY:
        return True
    if answer.status in BROKEN:
        return repeatable
    if answer.early:
        return attempt < EARLY_ATTEMPTS
    return answer.status == CONFLICT and manner.patient


def may_have_worked(answer: Answer) -> bool:
    """Whether the request may have had its effect all the same; a conflict too, for an earlier attempt may have won."""
    if isinstance(answer, NoAnswerError):
        return answer.sent
    return answer.status in BROKEN or (answer.status == CONFLICT and not answer.over_quota)


def asked_for(answer: Answer) -> float:
    """Retry-After in seconds (RFC 9110 section 10.2.3); a date is not waited for."""
    if isinstance(answer, NoAnswerError):
        return 0.0
    headers = {name.lower(): value for name, value in answer.headers.items()}
    value = headers.get("retry-after", "")
    return float(value) if value.isascii() and value.isdigit() and len(value) < 10 else 0.0
