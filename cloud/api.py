"""Calls of a site's services: tried again where that is safe, paged, and in our own errors.

A creation that was cut off is never simply repeated: the thing is looked for by its mark first.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

from cloud import codes
from cloud.pages import cut_short, is_list, next_marker
from cloud.patience import (
    BUSY,
    CONFLICT,
    PLAIN,
    Answer,
    Manner,
    Notice,
    Patience,
    asked_for,
    may_have_worked,
    may_repeat,
)
from cloud.silence import silence
from cloud.transport import Login, NoAnswerError, NotBelievedError, Request, Response, Transport
from zhengyun.errors import Code, ZhengyunError

if TYPE_CHECKING:
    from cloud.kinds.base import Kind
    from cloud.kinds.task import Listing, Task

__all__ = ["Api", "CutOffError", "Notice", "Patience"]

FORBIDDEN: Final = frozenset({401, 403})
GONE: Final = 404
# How Nova, Neutron and Cinder say that a quota is exhausted.
EXHAUSTED: Final = frozenset({403, 409, 413})
# A page of a list without links that is shorter than this is the last: services cut theirs at a thousand.
FULL: Final = 100
UNKNOWN: Final = 401
# How long, and how often, somebody waits to be let in whose password has just been set.
SECOND: Final = 1.0
LOGINS: Final = 4
# How often a thing whose creation was cut off is looked for before it is made again, and how often that is done.
LOOKS: Final = 3
CREATIONS: Final = 3

Item = Mapping[str, Any]


class CutOffError(ZhengyunError):
    """A request had no clear answer: it may have had its effect. `taken` where something was in its way."""

    def __init__(self, code: Code, *, taken: bool, **values: object) -> None:
        super().__init__(code)
        self.values, self.taken = values, taken


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

    def look(self, service: str, path: str) -> Any | None:
        """The body of an answer, or None where the thing is not there."""
        answer = self._send(Request("GET", service, path), Manner(gone_is_fine=True))
        return None if answer.status == GONE else answer.body

    def listed(self, listing: "Listing") -> list[Item]:
        """Every item of a list, page by page.

        Raises: ZhengyunError where the service cuts its list short (ZY-CLOUD-026) or answers with no list (ZY-CLOUD-004):
        what is not known is not absent.
        """
        return [item for page in self._pages(listing) for item in page]

    def put(self, service: str, path: str, body: Any, tenant: str = "", *, wait_for_turn: bool = False) -> Any:
        """Set something; repeating it comes to the same."""
        return self._send(Request("PUT", service, path, body=body, tenant=tenant), Manner(patient=wait_for_turn)).body

    def patch(self, service: str, path: str, body: Any, content_type: str = "") -> Any:
        """Set some attributes; repeating it comes to the same."""
        return self._send(Request("PATCH", service, path, body=body, content_type=content_type)).body

    def post(self, service: str, path: str, body: Any, tenant: str = "", *, wait_for_turn: bool = False) -> Any:
        """Ask for an action; `wait_for_turn` tries again where something else is still going on with the thing.

        Raises: CutOffError where it may have been begun.
        """
        return self._send(Request("POST", service, path, body=body, tenant=tenant), Manner(patient=wait_for_turn)).body

    def post_as(self, login: Login, service: str, path: str, body: Any) -> Any:
        """Ask for something as somebody whose password has just been set.

        Keystone revokes all that it had issued to him before, to the second (its tokens tell no smaller time): a token
        of the same second is refused.

        Raises: CutOffError where it may have been begun.
        """
        for attempt in range(LOGINS):
            self.patience.sleep(SECOND)
            try:
                return self._send(Request("POST", service, path, body=body, login=login)).body
            except ZhengyunError as error:
                if error.values.get("status") != UNKNOWN or attempt == LOGINS - 1:
                    raise
        raise AssertionError

    def add(self, service: str, path: str, body: Any) -> None:
        """Add what can be there once only; that it is there is no error."""
        self._send(Request("POST", service, path, body=body), Manner(repeatable=True, there_is_fine=True))

    def upload(self, request: Request) -> None:
        """Send bytes; sending them again comes to the same."""
        self._send(request)

    def delete(self, service: str, path: str, tenant: str = "") -> bool:
        """Take something away; False where it is gone already."""
        request = Request("DELETE", service, path, tenant=tenant)
        return self._send(request, Manner(patient=True, gone_is_fine=True)).status != GONE

    def leave(self, service: str, path: str, body: Any) -> None:
        """Ask for a tie to be undone; that there is none is no error."""
        self._send(Request("PUT", service, path, body=body), Manner(patient=True, gone_is_fine=True))

    def create(self, kind: "Kind", task: "Task", path: str, body: Any, *, service: str = "", tenant: str = "") -> Any:
        """Create a thing of ours; where the answer was lost, it is looked for by its mark before it is tried again.

        So it is where a run that was torn off may have asked for it: that may come about long after the run's end.
        """
        service = service or (kind.listing.service if kind.listing else "")
        request, again = Request("POST", service, path, body=body, tenant=tenant), task.action.again
        there = kind.find(task) if again else None
        if there:
            return _wrapped(there, body)
        for attempt in range(CREATIONS):
            try:
                made = self._send(request).body
                return self._only(kind, task, made, body) if attempt or again else made
            except CutOffError as cut_off:
                found = self._search(kind, task, cut_off)
                if found:
                    return _wrapped(found, body)
                if cut_off.taken or attempt == CREATIONS - 1:
                    raise
            except ZhengyunError as refused:
                # What takes up the quota may be what a torn-off run had asked for.
                exhausted = refused.values.get("status") in EXHAUSTED
                found = self._search(kind, task, refused) if again and exhausted else None
                if found is None:
                    raise
                return _wrapped(found, body)
        raise AssertionError

    def pause(self, service: str, problem: str, attempt: int, asked: float = 0.0) -> None:
        """Wait before something is tried again, and say so."""
        seconds = self.patience.pause(attempt, asked)
        self.retries += 1
        self.notice(Notice(self.transport.site, service, problem, seconds, attempt + 1))
        self.patience.sleep(seconds)

    def _search(self, kind: "Kind", task: "Task", why: ZhengyunError) -> Item | None:
        """Look for what may have been made. Who was told of a conflict looks once: what is in the way is there."""
        for attempt in range(1 if isinstance(why, CutOffError) and why.taken else LOOKS):
            found = kind.find(task)
            if found:
                return found
            self.pause(str(why.values["service"]), str(why.values["problem"]), attempt)
        return None

    def _only(self, kind: "Kind", task: "Task", made: Any, body: Any) -> Any:
        """What was made again may have a twin by now, from the attempt whose answer was lost: the first one stays."""
        item = made[next(iter(body))] if _is_wrapped(body) else made
        twin = next((one for one in kind.claims(task) if kind.id_of(one) != kind.id_of(item)), None)
        if twin is None:
            return made
        with suppress(ZhengyunError):
            kind.delete(replace(task, action=replace(task.action, target=kind.id_of(item))))
        return _wrapped(twin, body)

    def _pages(self, listing: "Listing") -> Iterator[list[Item]]:
        query, seen, seen_items = listing.query, {""}, 0
        request = Request("GET", listing.service, listing.path)
        while True:
            body = self.get(listing.service, listing.path, query)
            if not is_list(body, listing.key):
                raise self._error(request, Response(200, body), codes.FAILED)
            yield body[listing.key]
            if listing.by_offset and len(body[listing.key]) >= FULL:
                seen_items += len(body[listing.key])
                query = (*listing.query, ("offset", str(seen_items)))
                continue
            marker = next_marker(body, listing.key)
            if cut_short(body, listing.key) or (marker and marker in seen):
                raise self._error(request, Response(200), codes.CUT_SHORT)
            if not marker:
                return
            seen.add(marker)
            query = (*(pair for pair in listing.query if pair[0] != "marker"), ("marker", marker))

    def _send(self, request: Request, manner: Manner = PLAIN) -> Response:
        deadline = self.patience.clock() + self.patience.seconds
        attempt = 0
        while True:
            answer = self._once(request)
            if isinstance(answer, Response) and _is_fine(answer, manner):
                return answer
            if not may_repeat(request, answer, attempt, manner, late=self.patience.clock() > deadline):
                raise self._refusal(request, answer)
            self.pause(request.service, answer.problem, attempt, asked_for(answer))
            attempt += 1

    def _once(self, request: Request) -> Answer:
        try:
            return self.transport.send(request)
        except NoAnswerError as error:
            return error

    def _refusal(self, request: Request, answer: Answer) -> ZhengyunError:
        if isinstance(answer, NotBelievedError):
            return silence(self.transport.site, request.service, answer)
        if isinstance(answer, NoAnswerError) or answer.status in BUSY:
            return self._error(request, answer, codes.UNREACHABLE)
        return self._error(request, answer, codes.REFUSED if answer.status in FORBIDDEN else codes.FAILED)

    def _error(self, request: Request, answer: Answer, code: Code) -> ZhengyunError:
        values: dict[str, object] = {
            "site": self.transport.site,
            "service": request.service,
            "method": request.method,
            "path": request.path,
            "problem": answer.problem,
            "status": answer.status if isinstance(answer, Response) else 0,
        }
        if request.method == "POST" and may_have_worked(answer):
            return CutOffError(code, taken=values["status"] == CONFLICT, **values)
        error = ZhengyunError(code)
        error.values = values
        return error


def _is_fine(answer: Response, manner: Manner) -> bool:
    if answer.status == GONE:
        return manner.gone_is_fine
    if answer.status == CONFLICT:
        return manner.there_is_fine and not answer.over_quota
    return answer.status < 400


def _wrapped(item: Item, body: Any) -> Any:
    """Most services wrap what they answer as they want it wrapped."""
    return {next(iter(body)): item} if _is_wrapped(body) else item


def _is_wrapped(body: Any) -> bool:
    return isinstance(next(iter(body.values())), Mapping)
