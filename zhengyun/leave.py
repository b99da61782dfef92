"""What a request is asked under: a grant or a standing permit, and how far the log says that it is used up.

Nothing here is believed because it stands in a database: the gate verifies the signatures under the leave again, and
its uses are counted from the intents of the log, in the order in which they stand there.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from zhengyun import codes
from zhengyun.errors import ZhengyunError
from zhengyun.instant import parse, text
from zhengyun.permit import Permit
from zhengyun.plan import Plan
from zhengyun.standing import Standing
from zhengyun.subject import Subject
from zhengyun.window import parse as window_of


@dataclass(frozen=True, slots=True)
class Leave:
    """A grant or a standing permit as it stands now.

    `used` names the requests under it whose intents the log holds, the first first; `ended` the instant at which it was
    taken back, or nothing; `runbook` the digest of the runbook that is being run, or nothing.
    """

    permit: Permit
    subject: Subject
    used: tuple[str, ...] = ()
    ended: str = ""
    runbook: str = ""

    @property
    def name(self) -> str:
        """What it is called."""
        return self.permit.request

    @property
    def left(self) -> int:
        """How many uses are left."""
        return max(0, self.subject.count - len(self.used))

    def in_time(self, now: datetime) -> bool:
        """Whether its time has come and is not over, and nobody has taken it back."""
        return not self.ended and parse(self.subject.not_before) <= now <= parse(self.subject.not_after)

    def allows(self, request: str) -> bool:
        """Whether a request is among the first that the count allows, or may still become one."""
        return request in self.used[: self.subject.count] or (request not in self.used and self.left > 0)

    def refusals(self, request: str, person: str, plan: Plan, now: datetime) -> Iterator[ZhengyunError]:
        """Yield why that person may not have this plan carried out under it now, whoever has signed it."""
        subject = self.subject
        if person != subject.person:
            yield ZhengyunError(
                codes.NOT_GIVEN_TO, under=self.name, holder=subject.person, person=person, kind=subject.kind
            )
        if not parse(subject.not_before) <= now <= parse(subject.not_after):
            begins, ends = subject.not_before, subject.not_after
            times = {"begins": begins, "ends": ends, "now": text(now)}
            yield ZhengyunError(codes.OUT_OF_TIME, place=None, under=self.name, kind=subject.kind, **times)
        yield from self.turn(request)
        yield from subject.refusals(plan, self.name)
        if isinstance(subject, Standing):
            yield from self._by_runbook(subject, now)

    def turn(self, request: str) -> Iterator[ZhengyunError]:
        """Yield that nobody can use it any more, or that no use is left for this request."""
        if self.ended:
            yield ZhengyunError(codes.LEAVE_ENDED, under=self.name, ended=self.ended, kind=self.subject.kind)
        if not self.allows(request):
            used = ", ".join(self.used[: self.subject.count])
            told = {"count": self.subject.count, "requests": used, "kind": self.subject.kind}
            yield ZhengyunError(codes.USED_UP, place=None, under=self.name, **told)

    def _by_runbook(self, standing: Standing, now: datetime) -> Iterator[ZhengyunError]:
        if self.runbook != standing.runbook:
            given = self.runbook or "-"
            yield ZhengyunError(codes.OTHER_RUNBOOK, under=self.name, runbook=standing.name, given=given)
        window = window_of(standing.window) if standing.window else None
        if window and not window.open_at(now):
            opens = window.shown(window.next_opening(now))
            yield ZhengyunError(codes.OUT_OF_WINDOW, under=self.name, window=standing.window, opens=opens)


class Precedents(Protocol):
    """What has been granted and what has been done, as the log tells it."""

    def leave(self, name: str) -> Leave | None:
        """The grant or standing permit of that name, if there is one."""
        ...

    def unreviewed(self, request: str) -> tuple[str, ...]:
        """The requests for which the glass was broken before this one, and which no auditor has reviewed yet."""
        ...


class NoPrecedents:
    """Nothing is known of what was: nothing is granted, and no glass can be broken."""

    def leave(self, name: str) -> Leave | None:
        """None."""
        del name
        return None

    def unreviewed(self, request: str) -> tuple[str, ...]:
        """Nobody knows."""
        del request
        return ("?",)
