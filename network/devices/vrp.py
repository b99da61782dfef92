"""Huawei VRP 8 (NetEngine, CloudEngine): two stages, where a commit on trial goes back by itself. VRP 5 has no such thing and is told nothing."""

import re
from typing import Final

from network.codes import devices as codes
from network.devices.line import Dialect, LineDevice, shown
from network.port import Candidate
from network.sessions import Speech
from zhengyun.errors import N_, Words, ZhengyunError

# What `commit trial` takes, in seconds.
LEAST, MOST = 60, 65535
TWO_STAGES: Final = ("[~", "[*")
WAITS: Final = "[*"
YES: Final = ((r"\[Y/N\]:?\s*$", "Y"),)


class Vrp(LineDevice):
    """A router or switch of Huawei."""

    dialect = Dialect(
        speech=Speech(
            "huawei_vrpv8", r"(?:^|\n)(?:HRP_[MS])?[<\[][~*]?{name}(?:-[^\]\n]*)?[>\]]$", ("screen-length 0 temporary",)
        ),
        enter="system-view",
        leave="return",
        running="display current-configuration",
        saved="display saved-configuration",
        refusal=r"^\s*(Error:|\^\s*$|% ?(Unrecognized|Incomplete|Wrong|Too many))|[Ff]ailed to",
        noise=r"^(!Software Version|!Last configuration|!The current|return$|#?\s*$)",
        save="save",
        kept=r"saved? .*successfully|successfully saved",
        asks=YES,
    )

    def push(self, candidate: Candidate, seconds: int) -> None:
        """Say the lines into the candidate of the session, then commit it on trial."""
        self._tell((self.dialect.enter,))
        if not self._session.prompt.startswith(TWO_STAGES):
            self._session.ask(self.dialect.leave)
            self._no_way_back(Words(N_("its configuration counts at once; `commit trial` is not there")))
        try:
            self._tell(candidate.lines)
            self._tell((f"commit trial {min(max(seconds, LEAST), MOST)}",))
        except ZhengyunError:
            # Nothing of it has counted yet.
            self._session.ask("clear configuration candidate", YES)
            self._session.ask(self.dialect.leave, YES)
            raise

    def take_over(self) -> bool:
        """A trial is confirmed by the session that began it alone. Raises: ZhengyunError (ZY-NET-092) where one runs."""
        said = self._session.ask("display configuration trial status")
        if not self._refused(said) and re.search(r"\bactive\b", said, re.IGNORECASE):
            raise ZhengyunError(codes.WAITS, device=self._name, said=shown(said))
        return False

    def confirm(self) -> None:
        """Commit what is on trial. Raises: ZhengyunError (ZY-NET-086)."""
        # As long as something waits to be committed, the prompt says so; where nothing does, a commit would change nothing and say nothing.
        self._session.ask("display clock")
        if not self._session.prompt.startswith(WAITS):
            raise ZhengyunError(codes.GONE_BACK, device=self._name, said=self._session.prompt)
        said = self._session.ask("commit")
        self._accepted(said, codes.GONE_BACK)
        self._session.ask(self.dialect.leave)

    def revert(self) -> int:
        """End the trial. Raises: ZhengyunError (ZY-NET-087)."""
        said = self._session.ask("abort trial", YES)
        self._accepted(said, codes.NOT_REVERTED)
        self._session.ask(self.dialect.leave)
        return 0
