"""What the driver needs from HTTP, so that neither retrying nor the kinds know whose library carries it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, BinaryIO, Protocol

from zhengyun.errors import Words


@dataclass(frozen=True, slots=True)
class Login:
    """Somebody else in a project, as whom a request is sent."""

    user: str
    password: str = field(repr=False)
    project: str


@dataclass(frozen=True, slots=True)
class Request:
    """One call of a service. `tenant` is the project whose token it takes; empty stands for our own."""

    method: str
    service: str
    path: str
    query: tuple[tuple[str, str], ...] = ()
    body: Any = field(default=None, repr=False)
    tenant: str = ""
    upload: Callable[[], BinaryIO] | None = None
    """Opens the bytes that are sent instead of a body; called anew for each attempt."""
    content_type: str = ""
    login: Login | None = None


@dataclass(frozen=True, slots=True)
class Response:
    """What the service answered."""

    status: int
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)
    early: bool = False
    """It is Keystone that refused, asked for the first token of a project, which it may not know of yet."""

    @property
    def problem(self) -> str:
        """The service's own words about what is wrong, on one line."""
        return " ".join(_message(self.body).split()) or f"HTTP {self.status}"

    @property
    def over_quota(self) -> bool:
        """Whether Neutron found a quota exhausted, which it also does for a moment while others are being created."""
        error = self.body.get("NeutronError") if isinstance(self.body, Mapping) else None
        return isinstance(error, Mapping) and error.get("type") == "OverQuota"


class NoAnswerError(Exception):
    """There was no answer. `sent` is False where the request certainly never reached the service."""

    def __init__(self, problem: str, *, sent: bool) -> None:
        super().__init__(problem)
        self.problem, self.sent = problem, sent


class NotBelievedError(NoAnswerError):
    """There was no answer, for whoever is at `address` could not show that it is the service: nothing was said to him."""

    def __init__(self, why: Words, address: str) -> None:
        super().__init__(str(why), sent=False)
        self.why, self.address = why, address


class Transport(Protocol):
    """Carries requests to one site."""

    site: str

    def send(self, request: Request) -> Response:
        """Send once and return the answer, whatever its status.

        Raises: NoAnswerError; ZhengyunError where no token can be had.
        """
        ...

    @property
    def home(self) -> str:
        """Our own project."""
        ...

    @property
    def user(self) -> str:
        """Our own user."""
        ...

    @property
    def domain(self) -> str:
        """The domain that projects are made in."""
        ...

    @property
    def entry(self) -> Mapping[str, object]:
        """How the site is reached, in the words of clouds.yaml: `auth_url` and the rest, and nothing about who we are."""
        ...

    @property
    def bound(self) -> str:
        """The type of our way to tokens, where it leads to one project and no other; else nothing."""
        ...

    @property
    def known_as(self) -> str:
        """The name by which our credentials are known."""
        ...

    def speaks(self, service: str) -> str:
        """The microversion that a service is spoken to in; nothing where it has none."""
        ...

    def version(self, service: str) -> str:
        """The newest version that a service says it speaks.

        Raises: NoAnswerError.
        """
        ...


def _message(body: Any) -> str:
    """Every service wraps its message in another way."""
    if isinstance(body, str):
        return body.strip()[:300]
    if isinstance(body, Mapping):
        for key in ("message", "detail", "title"):
            if isinstance(body.get(key), str):
                return str(body[key])
        return next((text for value in body.values() if (text := _message(value))), "")
    if isinstance(body, list) and body:
        return _message(body[0])
    return ""
