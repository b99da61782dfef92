"""Calls of a site's services: tried again where that is safe, paged, and in our own errors.

What is safe: a request that certainly had no effect (429, 503, no connection) always; a GET, PUT or DELETE, which
come to the same when repeated, after any failure of the service's too; a DELETE or an action that meets a conflict,
because what is in its way is on its way out. A creation that was cut off is never simply repeated: the thing is
looked for by its mark first.
"""

import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from cloud import codes
from cloud.transport import NoAnswerError, Request, Response, Transport
from zhengyun.errors import ZhengyunError

if TYPE_CHECKING:
    from cloud.kinds.base import Kind, Listing, Task

BUSY: Final = frozenset({429, 503})
BROKEN: Final = frozenset({500, 502, 504})
REPEATABLE: Final = frozenset({"GET", "PUT", "DELETE"})
FORBIDDEN: Final = frozenset({401, 403})
GONE: Final = 404
CONFLICT: Final = 409
# Neutron counts a thing twice while it is being created, once as reserved and once as used, so that the last of
# several at once may be told that the quota is exhausted. Whether it fits was counted before; it is tried so often.
QUOTA_ATTEMPTS: Final = 6


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

    def pause(self, attempt: int, asked: float) -> float:
        """The pause before the next attempt; what the service asks for counts, within bounds."""
        grown = min(self.longest, self.first * float(2**attempt))
        return max(min(asked, 6 * self.longest), grown * random.uniform(0.7, 1.3))  # noqa: S311 - spreads callers


class CutOffError(Exception):
    """A creation had no clear answer: it may have come about."""

    def __init__(self, error: ZhengyunError, *, taken: bool) -> None:
        super().__init__(str(error))
        self.error, self.taken = error, taken


@dataclass
class Api:
    """One user's way to one site's services. `retries` counts what had to be tried again."""

    transport: Transport
    patience: Patience = field(default_factory=Patience)
    notice: Callable[[Notice], None] = lambda _: None
    retries: int = 0

    def get(self, service: str, path: str, query: tuple[tuple[str, str], ...] = ()) -> Any:
        """The body of an answer."""
        return self._send(Request("GET", service, path, query)).body

    def list(self, listing: "Listing") -> list[Mapping[str, Any]]:
        """Every item of a list, page by page."""
        items: list[Mapping[str, Any]] = []
        path, query = listing.path, listing.query
        while True:
            body = self.get(listing.service, path, query)
            items += body[listing.key]
            following = _next_page(body, listing.key)
            if not following:
                return items
            marker = dict(query) | {"marker": items[-1]["id"]}
            query = tuple(marker.items())

    def put(self, service: str, path: str, body: Any, tenant: str = "") -> Any:
        """Set something; repeating it comes to the same."""
        return self._send(Request("PUT", service, path, body=body, tenant=tenant)).body

    def patch(self, service: str, path: str, body: Any, content_type: str = "") -> Any:
        """Change some attributes."""
        return self._send(Request("PATCH", service, path, body=body, content_type=content_type)).body

    def post(self, service: str, path: str, body: Any, tenant: str = "", *, wait_for_turn: bool = False) -> Any:
        """Ask for an action; `wait_for_turn` tries again where something else is still going on with the thing."""
        return self._send(Request("POST", service, path, body=body, tenant=tenant), patient=wait_for_turn).body

    def upload(self, request: Request) -> None:
        """Send bytes."""
        self._send(request)

    def delete(self, service: str, path: str, tenant: str = "") -> bool:
        """Take something away; False where it is gone already."""
        request = Request("DELETE", service, path, tenant=tenant)
        return self._send(request, patient=True, absent_is_fine=True).status != GONE

    def leave(self, service: str, path: str, body: Any) -> None:
        """Ask for a tie to be undone; that there is none is no error."""
        self._send(Request("PUT", service, path, body=body), patient=True, absent_is_fine=True)

    def create(self, kind: "Kind", task: "Task", path: str, body: Any, *, service: str = "", tenant: str = "") -> Any:
        """Create a thing of ours; where the answer was lost, it is looked for by its mark before it is tried again."""
        service = service or (kind.listing.service if kind.listing else "")
        request = Request("POST", service, path, body=body, tenant=tenant)
        for attempt in range(4):
            try:
                return self._send(request, creating=True).body
            except CutOffError as cut_off:
                found = kind.find(task)
                if found:
                    # Most services wrap what they answer as they want it wrapped.
                    return {next(iter(body)): found} if len(body) == 1 else found
                if cut_off.taken or attempt == 3:
                    raise cut_off.error from cut_off
                self._pause(service, str(cut_off), attempt, 0.0)
        raise AssertionError

    def _send(
        self, request: Request, *, patient: bool = False, creating: bool = False, absent_is_fine: bool = False
    ) -> Response:
        deadline = self.patience.clock() + self.patience.seconds
        attempt = 0
        while True:
            answer = self._once(request)
            if isinstance(answer, Response) and answer.status < 400:
                return answer
            if isinstance(answer, Response) and answer.status == GONE and absent_is_fine:
                return answer
            if not _may_repeat(request, answer, attempt, patient=patient) or self.patience.clock() > deadline:
                error = self._error(request, answer)
                if creating and _may_have_worked(answer):
                    raise CutOffError(error, taken=isinstance(answer, Response) and answer.status == CONFLICT)
                raise error
            self._pause(request.service, _problem(answer), attempt, _asked(answer))
            attempt += 1

    def _once(self, request: Request) -> Response | NoAnswerError:
        try:
            return self.transport.send(request)
        except NoAnswerError as error:
            return error

    def _pause(self, service: str, problem: str, attempt: int, asked: float) -> None:
        seconds = self.patience.pause(attempt, asked)
        self.retries += 1
        self.notice(Notice(self.transport.site, service, problem, seconds, attempt + 1))
        self.patience.sleep(seconds)

    def _error(self, request: Request, answer: Response | NoAnswerError) -> ZhengyunError:
        site, service, problem = self.transport.site, request.service, _problem(answer)
        if isinstance(answer, NoAnswerError) or answer.status in BUSY:
            return ZhengyunError(codes.UNREACHABLE, site=site, service=service, problem=problem)
        code = codes.REFUSED if answer.status in FORBIDDEN else codes.FAILED
        return ZhengyunError(
            code,
            site=site,
            service=service,
            method=request.method,
            path=request.path,
            status=answer.status,
            problem=problem,
        )


def _may_repeat(request: Request, answer: Response | NoAnswerError, attempt: int, *, patient: bool) -> bool:
    if isinstance(answer, NoAnswerError):
        return not answer.sent or request.method in REPEATABLE
    if answer.status in BUSY:
        return True
    if answer.status in BROKEN:
        return request.method in REPEATABLE
    if answer.over_quota:
        return attempt < QUOTA_ATTEMPTS
    return answer.status == CONFLICT and patient


def _may_have_worked(answer: Response | NoAnswerError) -> bool:
    """A conflict too: the first of two attempts may have won."""
    if isinstance(answer, NoAnswerError):
        return answer.sent
    return answer.status in BROKEN or (answer.status == CONFLICT and not answer.over_quota)


def _problem(answer: Response | NoAnswerError) -> str:
    return answer.problem


def _asked(answer: Response | NoAnswerError) -> float:
    """Retry-After in seconds (RFC 9110 section 10.2.3); a date is not waited for."""
    if isinstance(answer, NoAnswerError):
        return 0.0
    headers = {name.lower(): value for name, value in answer.headers.items()}
    value = headers.get("retry-after", "")
    return float(value) if value.isdigit() else 0.0


def _next_page(body: Mapping[str, Any], key: str) -> bool:
    links = body.get(f"{key}_links") or ()
    return bool(body.get("next")) or any(link.get("rel") == "next" for link in links)
