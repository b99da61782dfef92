"""H3C Comware 7: what is told counts at once, and goes back by itself when the delay of a commit is over."""

from typing import Final

from network.codes import devices as codes
from network.devices.line import Dialect, LineDevice, shown
from network.port import Candidate
from network.sessions import Speech

# The delay is in minutes: where a release took it for seconds, it would go back too early, and never too late.
MINUTE: Final = 60
AGAIN: Final = 5
YES: Final = ((r"\[Y/N\]:?\s*$", "Y"), (r"press the enter key\):?\s*$", ""))


class Comware(LineDevice):
    """A router or switch of H3C."""

    dialect = Dialect(
        speech=Speech(
            "hp_comware", r"(?:^|\n)(?:RBM_[PS])?[<\[]{name}(?:-[^\]\n]*)?[>\]]$", ("screen-length disable",)
        ),
        enter="system-view",
        leave="return",
        running="display current-configuration",
        saved="display saved-configuration",
        refusal=r"^\s*(% ?\S|\^\s*$|Error)|[Ff]ailed to",
        noise=r"^(return$|#?\s*$)",
        save="save",
        kept=r"saved? .*successfully|Configuration is saved",
        asks=YES,
    )

    def push(self, candidate: Candidate, seconds: int) -> None:
        """Set the delay, then say the lines."""
        self._tell((self.dialect.enter,))
        said = self._session.ask(f"configuration commit delay {-(-seconds // MINUTE)}")
        if self._refused(said):
            self._session.ask(self.dialect.leave)
            self._no_way_back(shown(said))
        try:
            self._tell(candidate.lines)
        finally:
            self._session.ask(self.dialect.leave)

    def take_over(self) -> bool:
        """It does not tell whether a delay runs. A new one lasts from now on, and what is gone back to stays; where there was none, that is what runs."""
        self._tell((self.dialect.enter, f"configuration commit delay {AGAIN}", self.dialect.leave))
        return True

    def confirm(self) -> None:
        """Commit before the delay is over. Raises: ZhengyunError (ZY-NET-086)."""
        self._tell((self.dialect.enter,))
        said = self._session.ask("configuration commit", YES)
        self._session.ask(self.dialect.leave)
        self._accepted(said, codes.GONE_BACK)

    def revert(self) -> int:
        """Shorten the delay to the least that there is: Comware has no word for going back at once. Raises: ZhengyunError (ZY-NET-087)."""
        self._session.ask(self.dialect.enter)
        said = self._session.ask("configuration commit delay 1")
        self._session.ask(self.dialect.leave)
        self._accepted(said, codes.NOT_REVERTED)
        return MINUTE
