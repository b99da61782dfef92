"""What this room needs of a vault's server: the few calls of its HTTP interface, in the field's own words."""

from collections.abc import Mapping
from typing import Any, NamedTuple, Protocol

from zhengyun.canonical import digest


class Wrapped(NamedTuple):
    """A token that stands for an answer which waits for others' words (a control group), or for its one reader.

    `accessor` names it without opening it; `seconds` is how long it lasts; `path` is what was asked for.
    """

    token: str
    accessor: str
    seconds: int
    path: str

    def __repr__(self) -> str:
        # Whoever has the token has what it stands for.
        return f"Wrapped({self.accessor}, {self.path})"


class Answer(NamedTuple):
    """What a server answered: `data`, or who came in (`auth`), or what waits (`wrapped`)."""

    data: Mapping[str, Any]
    auth: Mapping[str, Any]
    wrapped: Wrapped | None


class Need(NamedTuple):
    """One thing that a change needs of a vault and that waits for others' words there.

    `operation` is the vault's own word: `read`, `update` (POST or PUT), `delete`, `list`; `body` is empty where none is sent.
    """

    operation: str
    path: str
    body: Mapping[str, Any] = {}

    @property
    def digest(self) -> str:
        """`sha256:` of the body in canonical JSON; empty where there is none."""
        return digest(self.body) if self.body else ""

    @property
    def key(self) -> tuple[str, str, str]:
        """What tells it from others, without its body."""
        return self.operation, self.path, self.digest

    def __str__(self) -> str:
        return f"{self.operation} {self.path}"


class Performer(Protocol):
    """Does, in the midst of a change, what was opened for it and has been agreed to."""

    def perform(self, need: Need) -> Answer:
        """Do it, and return what the vault answered.

        Raises: ZhengyunError (ZY-VAULT-001 to 008, 054, 055).
        """
        ...


class Health(NamedTuple):
    """How a server stands. `clock` is its own, in seconds since 1970."""

    begun: bool
    sealed: bool
    active: bool
    version: str
    clock: int


class Server(Protocol):
    """One server of OpenBao, or of what speaks like it. Every method raises ZhengyunError ZY-VAULT-001 to 008."""

    @property
    def address(self) -> str:
        """Where it is, as people type it."""
        ...

    def health(self) -> Health:
        """How it stands; sealed or not begun is an answer."""
        ...

    def ask(self, method: str, path: str, body: Mapping[str, Any] | None = None, *, token: str = "") -> Answer:
        """Ask for something: GET, LIST, POST, PUT or DELETE a path below /v1/, as whoever the token stands for."""
        ...

    def download(self, path: str, *, token: str) -> bytes:
        """An answer in bytes: a snapshot."""
        ...

    def upload(self, path: str, data: bytes, *, token: str) -> None:
        """Give bytes."""
        ...
