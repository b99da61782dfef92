"""Transports for tests: one that counts what a real one carries, and one that answers from a script."""

import threading
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from cloud.transport import NoAnswerError, Request, Response, Transport
from cloud.versions import ASKED

Answer = Response | NoAnswerError


@dataclass
class Counting:
    """Carries by another transport, and keeps every request; `before` may answer in its place, or raise."""

    inner: Transport
    before: Callable[[Request], Answer | None] = lambda _: None
    requests: list[Request] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self.site = self.inner.site

    def send(self, request: Request) -> Response:
        """Keep it, then carry it."""
        with self._lock:
            self.requests.append(request)
        answer = self.before(request)
        if isinstance(answer, NoAnswerError):
            raise answer
        return answer or self.inner.send(request)

    @property
    def home(self) -> str:
        """As the other."""
        return self.inner.home

    @property
    def user(self) -> str:
        """As the other."""
        return self.inner.user

    @property
    def domain(self) -> str:
        """As the other."""
        return self.inner.domain

    @property
    def entry(self) -> Mapping[str, object]:
        """As the other."""
        return self.inner.entry

    @property
    def bound(self) -> str:
        """As the other."""
        return self.inner.bound

    @property
    def known_as(self) -> str:
        """As the other."""
        return self.inner.known_as

    def speaks(self, service: str) -> str:
        """As the other."""
        return self.inner.speaks(service)

    def version(self, service: str) -> str:
        """As the other."""
        return self.inner.version(service)

    def writes(self) -> list[str]:
        """What would have changed something."""
        return [f"{one.method} {one.service} {one.path}" for one in self.requests if one.method != "GET"]

    def counted(self) -> Counter[str]:
        """How often each path was asked for."""
        return Counter(f"{one.method} {one.service} {one.path}" for one in self.requests)


@dataclass
class Scripted:
    """Answers from a script, in order; the last answer stays. Without one, everything is an empty 200."""

    answers: list[Answer] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)
    site: str = "primary"
    home: str = "home"
    user: str = "user"
    domain: str = "default"
    entry: Mapping[str, object] = field(default_factory=lambda: {"auth_url": "http://192.0.2.1:5000/v3"})
    bound: str = ""
    known_as: str = "primary"
    older: dict[str, str] = field(default_factory=dict)

    def speaks(self, service: str) -> str:
        """As it was told."""
        return self.older.get(service, ASKED.get(service, ""))

    def send(self, request: Request) -> Response:
        """The next answer."""
        self.requests.append(request)
        answer = (
            self.answers.pop(0) if len(self.answers) > 1 else self.answers[0] if self.answers else Response(200, {})
        )
        if isinstance(answer, NoAnswerError):
            raise answer
        return answer

    def version(self, service: str) -> str:
        """None that matters."""
        return f"{service} 1"

    def then(self, *answers: Answer) -> "Scripted":
        """The same with more answers."""
        self.answers += answers
        return self


@dataclass
class Time:
    """A clock that only goes when somebody sleeps."""

    now: float = 0.0
    slept: list[float] = field(default_factory=list)

    def sleep(self, seconds: float) -> None:
        """Let so much time go by."""
        self.slept.append(seconds)
        self.now += seconds

    def clock(self) -> float:
        """What time it is."""
        return self.now


def statuses(*codes: int, body: object = None) -> Iterable[Response]:
    """An answer for each status."""
    return [Response(code, body if body is not None else {}) for code in codes]
