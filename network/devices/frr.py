"""FRR: vtysh, and beside it the program of the account that checks a candidate and goes back by itself (`zhengyun-frr` on the router)."""

import re
from typing import Final

from network.codes import devices as codes
from network.devices.line import Dialect, LineDevice, shown
from network.port import Candidate
from network.sessions import Speech
from zhengyun.errors import N_, Words, ZhengyunError

LINE: Final = re.compile(r"line (\d+): (.*)")
WORD: Final = re.compile(r"[0-9a-f]{16}")
NOT_ARMED: Final = 3


class Frr(LineDevice):
    """A router of FRR, entered as an account whose shell is the program above."""

    dialect = Dialect(
        speech=Speech("cisco_ios", r"(?:^|\n){name}(?:\([^)\n]*\))?[#>] ?$", ("terminal length 0",)),
        enter="configure terminal",
        leave="end",
        running="show running-config no-header",
        saved="saved",
        refusal=r"^(% |%% |line \d+: |Error|Failed|.*[Cc]onfiguration is locked)",
        noise=r"^(Building configuration|Current configuration)|^(!|end)?\s*$",
        save="write memory",
        kept=r"^\[OK\]$",
    )
    _word = ""

    def saved(self) -> str:
        """The configuration that it would start with."""
        status, said = self._session.run(self.dialect.saved)
        if status:
            raise ZhengyunError(codes.REFUSED_LINE, device=self._name, line=self.dialect.saved, said=shown(said))
        return self._printed(said)

    def check(self, candidate: Candidate) -> None:
        """Ask FRR's own parser. Raises: ZhengyunError (ZY-NET-083)."""
        super().check(candidate)
        text = "".join(f"{line}\n" for line in candidate.lines)
        status, said = self._session.run("check", text)
        if status:
            found = LINE.search(said)
            self._not_understood(candidate, int(found[1]) if found else 0, found[2] if found else shown(said))

    def push(self, candidate: Candidate, seconds: int) -> None:
        """Arm the way back on the router, then say the lines."""
        status, said = self._session.run(f"arm {seconds}")
        word = WORD.search(said)
        if status or not word:
            self._no_way_back(shown(said))
        self._word = word[0]
        try:
            self._tell((self.dialect.enter, *candidate.lines))
        finally:
            self._session.ask(self.dialect.leave)

    def take_over(self) -> bool:
        """Whether somebody's change waits on the router: whoever is let in may confirm it."""
        _status, said = self._session.run("status")
        word = WORD.search(said)
        if said.startswith("reverting"):
            raise ZhengyunError(codes.WAITS, device=self._name, said=shown(said))
        self._word = word[0] if word else ""
        return bool(word)

    def confirm(self) -> None:
        """It stays. Raises: ZhengyunError (ZY-NET-086)."""
        status, said = self._session.run(f"confirm {self._word}")
        if status:
            raise ZhengyunError(codes.GONE_BACK, device=self._name, said=shown(said))

    def revert(self) -> int:
        """Go back at once. Raises: ZhengyunError (ZY-NET-087)."""
        status, said = self._session.run(f"revert {self._word}")
        if status == NOT_ARMED and said.startswith("idle"):
            return 0
        if status:
            problem: object = shown(said) if said.strip() else Words(N_("what ran before could not be loaded"))
            raise ZhengyunError(codes.NOT_REVERTED, device=self._name, said=problem)
        return 0
