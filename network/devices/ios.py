"""Cisco IOS and IOS XE: a configuration with a timer goes back by itself (Configuration Rollback Confirmed Change)."""

from typing import Final

from network.codes import devices as codes
from network.devices.line import Dialect, LineDevice, shown
from network.port import Candidate
from network.sessions import Speech

# The timer takes minutes.
MOST: Final = 120
MINUTE: Final = 60


class Ios(LineDevice):
    """A router or switch of Cisco."""

    dialect = Dialect(
        speech=Speech(
            "cisco_ios",
            r"(?:^|\n){name}(?:\([^)\n]*\))?[#>]$",
            ("terminal length 0", "terminal width 511"),
            r" *--More--\s*$",
        ),
        enter="configure terminal",
        leave="end",
        running="show running-config",
        saved="show startup-config",
        refusal=r"^\s*%(?! ?Warning)|^\s*\^\s*$|^Error|[Cc]ommand rejected",
        noise=r"^(Building configuration|Current configuration|Using \d+|! |version \d|!?\s*$|end$)",
        save="write memory",
        kept=r"^\[OK\]",
        asks=((r"\[confirm\]\s*$", ""), (r"\[startup-config\]\?\s*$", "")),
    )

    def push(self, candidate: Candidate, seconds: int) -> None:
        """Enter the configuration with a timer, then say the lines."""
        minutes = min(max(1, -(-seconds // MINUTE)), MOST)
        said = self._session.ask(f"{self.dialect.enter} revert timer {minutes}")
        if self._refused(said):
            self._session.ask(self.dialect.leave)
            self._no_way_back(shown(said))
        try:
            self._tell(candidate.lines)
        finally:
            self._session.ask(self.dialect.leave)

    def take_over(self) -> bool:
        """Whether a timer runs: whoever is let in may confirm."""
        return not self._refused(self._session.ask("show archive config rollback timer"))

    def confirm(self) -> None:
        """It stays. Raises: ZhengyunError (ZY-NET-086)."""
        said = self._session.ask("configure confirm")
        self._accepted(said, codes.GONE_BACK)

    def revert(self) -> int:
        """Go back at once. Raises: ZhengyunError (ZY-NET-087)."""
        said = self._session.ask("configure revert now", self.dialect.asks)
        self._accepted(said, codes.NOT_REVERTED)
        return 0
