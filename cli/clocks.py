"""Reading all clocks of an estate, and telling what was found."""

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import click

from cli.output import fitted
from cli.session import Session
from cli.text import _, reason, worded
from cli.wiring import House
from zhengyun.errors import N_, Exit, Words, ZhengyunError
from zhengyun.estate import Estate
from zhengyun.estate.time import Time

if TYPE_CHECKING:
    from clock.judging import Finding, Verdict
    from clock.reading import Reading

KINDS: Final[Mapping[str, str]] = {
    "silent": N_("silent"),
    "unsynchronised": N_("not set"),
    "stratum": N_("wrong stratum"),
    "falseticker": N_("falseticker"),
    "undecided": N_("undecided"),
    "off": N_("off"),
    "frozen": N_("frozen"),
    "runs": N_("runs away"),
    "stepped": N_("stepped"),
    "stale": N_("stale"),
    "unauthenticated": N_("not authenticated"),
}
SILENT: Final = "silent"


@dataclass(frozen=True)
class Looked:
    """What one look at all clocks has found. `began` is our clock then, nanoseconds since 1970."""

    time: Time
    readings: "Mapping[str, Reading]"
    verdict: "Verdict"
    began: int
    seconds: float

    def document(self) -> dict[str, Any]:
        """The same as data; offsets are nanoseconds ahead of the agreed time, at least and at most."""
        agreed = self.verdict.agreed
        return {
            "seconds": round(self.seconds, 2),
            "agreed": {"true": agreed.true, "false": agreed.false, "camps": agreed.camps, "ours": _pair(self._ours())},
            "clocks": [self._clock(one) for one in self.readings.values()],
            "findings": [
                {"clock": one.name, "kind": one.kind, "text": words_of(one.words)} for one in self.verdict.findings
            ],
        }

    def _ours(self) -> Any:
        """How far our own clock is ahead."""
        common = self.verdict.common
        return (-common.high, -common.low) if common else None

    def _clock(self, one: "Reading") -> dict[str, Any]:
        return {
            "clock": one.name,
            "by": one.way,
            "offset": _pair(self.verdict.offsets.get(one.name)),
            "facts": one.facts._asdict() if one.facts else None,
            "lost": one.lost,
            "findings": [each.kind for each in self.verdict.of(one.name)],
        }

    @property
    def exit(self) -> Exit:
        """What the commands end with that judge."""
        kinds = {one.kind for one in self.verdict.findings}
        return Exit.DRIFT if kinds - {SILENT} else Exit.UNREACHABLE if kinds else Exit.OK


def _pair(bounds: Any) -> list[int] | None:
    return list(bounds) if bounds else None


def time_of(estate: Estate) -> Time:
    """The estate's time tree. Raises: ZhengyunError (ZY-CLOCK-001)."""
    from clock import codes

    if estate.time is None:
        raise ZhengyunError(codes.NO_TIME)
    return estate.time


def look(house: House, estate: Estate, *, hosts: bool = True) -> Looked:
    """Read every clock, without hosts only those that answer packets, and hold them against each other.

    Raises: ZhengyunError (ZY-CLOCK-001).
    """
    from clock.asked import by_packets
    from clock.asking import ask
    from clock.history import last, records
    from clock.judging import judge
    from clock.reading import by_packets as read

    wanted, began, started = time_of(estate), time.time_ns(), time.monotonic()
    readings = dict(read(ask(by_packets(wanted, estate.hosts)), wanted.limits.drift))
    if hosts:
        readings |= house.told_by_ssh(estate, wanted)
    past = last(records(measured(house)))
    verdict = judge(wanted, readings, past, house.unproven(estate, wanted), time.time_ns())
    return Looked(wanted, readings, verdict, began, time.monotonic() - started)


def measured(house: House) -> "Sequence[Any]":
    """What the log tells of clocks; nothing where there are no records yet."""
    from clock.history import KIND

    try:
        return house.book.of_kind(KIND)
    except ZhengyunError:
        return ()


def record(house: House, looked: Looked) -> None:
    """Put a look on record. Raises: ZhengyunError where nothing can be recorded."""
    from clock.history import at, note

    house.book.append(note(looked.verdict, house.session.person, at(looked.began)))


def lines(session: Session, looked: Looked) -> Iterator[str]:
    """The clocks in a table, then what is wrong."""
    head = (_("Clock"), _("By"), _("Offset"), "±", _("Stratum"), _("From"), _("State"))
    rows = [_row(looked, one) for one in looked.readings.values()]
    yield from fitted(head, rows, {5, 6})
    yield from told(looked.verdict.findings)
    yield summary(looked)


def summary(looked: Looked) -> str:
    """All of it in one line."""
    from clock.spans import signed, span

    common, true = looked.verdict.common, looked.verdict.agreed.true
    if common is None:
        return _("clocks: {count} · no time is agreed").format(count=len(looked.readings))
    text = _("clocks: {count} · agreed by {who} · this machine's own clock {offset} ± {error} · {seconds} s")
    return text.format(
        count=len(looked.readings),
        who=", ".join(true),
        offset=signed(-common.middle),
        error=span(common.half),
        seconds=round(looked.seconds, 1),
    )


def _row(looked: Looked, one: "Reading") -> tuple[str, ...]:
    from clock.spans import signed, span

    offset, facts = looked.verdict.offsets.get(one.name), one.facts
    kinds = dict.fromkeys(_(KINDS[each.kind]) for each in looked.verdict.of(one.name))
    return (
        one.name,
        one.way.upper(),
        signed(offset.middle) if offset else "-",
        span(offset.half) if offset else "-",
        str(facts.stratum) if facts else "-",
        facts.reference if facts else "-",
        ", ".join(kinds) or _("right"),
    )


def told(findings: "Sequence[Finding]") -> Iterator[str]:
    """What is wrong, a line each."""
    for one in findings:
        name = one.name or _("all together")
        yield f"{click.style(name, fg='red')}: {_(KINDS[one.kind])}: {words_of(one.words)}"


def words_of(words: Words | str | ZhengyunError) -> str:
    """In the reader's language."""
    if isinstance(words, ZhengyunError):
        return f"{words.code.id} {reason(words)}"
    return worded(words) if isinstance(words, Words) else words
