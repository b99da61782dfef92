"""What a simulated device says to whoever is logged in: prompts, pages, questions, refusals. Pure but for the device's state."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import ClassVar, NamedTuple

from lab.devices.configuration import Editing, RefusedError, copied
from lab.devices.device import SimulatedDevice


class Question(NamedTuple):
    """What it asks, and what becomes of the answer."""

    text: str
    then: "Callable[[str], Said]"


Said = str | Question


class HangingError(Exception):
    """It says nothing any more."""


class LeftError(Exception):
    """The conversation is over."""


class Shell(ABC):
    """One conversation. `line` takes a line, `key` a key where the pager waits; both return what comes on the screen, with the prompt after it."""

    mark: ClassVar[str] = "#"
    more: ClassVar[str] = "---- More ----"
    erase: ClassVar[str] = "\x1b[16D                \x1b[16D"
    page: ClassVar[int] = 24

    def __init__(self, device: SimulatedDevice) -> None:
        self.device = device
        self.editing: Editing | None = None
        self._paged = True
        self._rest: list[str] = []
        self._asked: Question | None = None

    @property
    def paging(self) -> bool:
        """Whether a key is waited for, and no line."""
        return bool(self._rest)

    @abstractmethod
    def prompt(self) -> str:
        """The prompt of where one is."""

    @abstractmethod
    def user(self, words: str) -> Said:
        """A command outside the configuration. Raises: RefusedError."""

    @abstractmethod
    def special(self, words: str) -> Said | None:
        """A command inside the configuration that is no part of it; nothing where it is none."""

    @abstractmethod
    def refused(self, error: RefusedError, words: str) -> str:
        """How it says no."""

    def hello(self) -> str:
        """The first thing on the screen."""
        return f"\n{self.prompt()}"

    def line(self, words: str) -> str:
        """Take a line. Raises: HangingError, LeftError."""
        self.device.tick()
        if self._asked:
            question, self._asked = self._asked, None
            return self._shown(question.then(words.strip()))
        words = words.strip()
        faults = self.device.faults
        if faults.hangs and words.startswith(faults.hangs):
            raise HangingError
        if faults.cuts and words.startswith(faults.cuts):
            raise LeftError
        try:
            return self._shown(self._done(words))
        except RefusedError as error:
            return self._shown(self.refused(error, words))

    def key(self, one: str) -> str:
        """Take a key while the pager waits."""
        if one in "qQ\x03":
            self._rest = []
            return self.erase + self.prompt()
        return self.erase + self._page()

    def _done(self, words: str) -> Said:
        if not words:
            return ""
        if self.editing is None:
            return self.user(words)
        said = self.special(words)
        if said is not None:
            return said
        if self.device.faults.deaf and words.startswith(self.device.faults.deaf):
            return ""
        self.editing.tell(words)
        return ""

    def _shown(self, said: Said) -> str:
        if isinstance(said, Question):
            self._asked = said
            return said.text
        if self._paged and said.count("\n") > self.page:
            self._rest = said.splitlines()
            return self._page()
        return said + self.prompt()

    def _page(self) -> str:
        now, self._rest = self._rest[: self.page], self._rest[self.page :]
        text = "".join(f"{one}\n" for one in now)
        return text + (f"  {self.more}" if self._rest else self.prompt())

    def edit(self, *, copy: bool = False) -> None:
        """Begin to configure what runs, or a copy of it."""
        running = self.device.running
        self.editing = Editing(self.device.language, copied(running) if copy else running)

    def unpaged(self, said: str = "") -> str:
        """The pager is switched off, where that is possible. Raises: RefusedError."""
        if self.device.faults.pages:
            raise RefusedError
        self._paged = False
        return said

    def configuration(self, saved: bool = False) -> str:
        """What it runs, or what it has saved."""
        return self.device.text(self.device.saved if saved else self.device.running, self.mark)

    def save(self) -> None:
        """Keep what runs."""
        self.device.saved = copied(self.device.running)
