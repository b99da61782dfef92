"""A simulated device: what it runs, what it would start with, and what it goes back to by itself."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from lab.devices.comware import COMWARE
from lab.devices.configuration import Language, Section, copied, loaded, printed
from lab.devices.ios import IOS
from lab.devices.vrp import VRP

Kind = Literal["huawei_vrp", "hp_comware", "cisco_ios"]
LANGUAGES: dict[Kind, Language] = {"huawei_vrp": VRP, "hp_comware": COMWARE, "cisco_ios": IOS}


@dataclass
class Faults:
    """What is wrong with a device. `pages`: its pager cannot be switched off. `full`: nothing can be saved. `old`: it has nothing that goes back by
    itself. `deaf` lines are taken without a word and change nothing; a line that begins with `hangs` is never answered, one with `cuts`
    ends the connection."""

    pages: bool = False
    full: bool = False
    old: bool = False
    deaf: str = ""
    hangs: str = ""
    cuts: str = ""


@dataclass
class Trial:
    """What is gone back to, and when, by the device's clock in seconds."""

    before: Section
    until: float


@dataclass
class SimulatedDevice:
    """A device. `running` and `saved` are its configurations; who looks asks `tick` first, since nobody else moves its clock."""

    name: str
    kind: Kind
    running: Section
    saved: Section
    faults: Faults = field(default_factory=Faults)
    clock: Callable[[], float] = time.monotonic
    trial: Trial | None = None

    @classmethod
    def made(cls, name: str, kind: Kind, text: str) -> "SimulatedDevice":
        """A device that runs this and has saved it. Raises: RefusedError."""
        running = loaded(text, LANGUAGES[kind])
        return cls(name, kind, running, copied(running))

    @property
    def language(self) -> Language:
        """The commands that it knows."""
        return LANGUAGES[self.kind]

    def tick(self) -> None:
        """Go back where the time for it has come."""
        if self.trial and self.clock() >= self.trial.until:
            self.back()

    def arm(self, seconds: float) -> None:
        """Go back after so long; to where a trial that runs already would go back to."""
        before = self.trial.before if self.trial else copied(self.running)
        self.trial = Trial(before, self.clock() + seconds)

    def back(self) -> None:
        """Go back now."""
        if self.trial:
            self.running, self.trial = self.trial.before, None

    def text(self, section: Section, mark: str) -> str:
        """A configuration as it shows it."""
        return printed(section, self.language, mark)
