"""Who is right: what all clocks say held against each other, never against anybody's own opinion of itself."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal, NamedTuple

from clock.bounds import Agreement, Bounds, agreement
from clock.packets import ALARM
from clock.reading import MILLION, Facts, Moment, Reading
from clock.spans import signed, span
from zhengyun.errors import N_, Words, ZhengyunError
from zhengyun.estate.time import UNSYNCHRONISED, Time

Kind = Literal[
    "silent", "unsynchronised", "stratum", "falseticker", "undecided", "off", "frozen", "runs", "stepped", "stale",
    "unauthenticated",
]  # fmt: skip
# A clock that goes half as fast as ours or less does not go.
STANDS: Final = -MILLION // 2


class Finding(NamedTuple):
    """What is wrong with a clock; with all of them where `name` is empty."""

    name: str
    kind: Kind
    words: Words | str | ZhengyunError


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found. `common` is how far the agreed time is ahead of our clock, `offsets` how far each clock is ahead of the agreed time."""

    agreed: Agreement
    common: Bounds | None
    offsets: Mapping[str, Bounds]
    findings: tuple[Finding, ...] = field(default=())

    def of(self, name: str) -> tuple[Finding, ...]:
        """What is wrong with one clock."""
        return tuple(one for one in self.findings if one.name == name)


def judge(
    time: Time,
    readings: Mapping[str, Reading],
    before: Mapping[str, Moment] | None = None,
    unproven: Mapping[str, Words | str | ZhengyunError] | None = None,
    now: int = 0,
) -> Verdict:
    """Hold all readings against each other. `before` is by how much each was off when it was last recorded, `unproven` who does not
    authenticate though it should, `now` our clock in nanoseconds.

    References and the servers next to them have a voice; what follows them has none, or one lie would have many.
    """
    claimed = ((name, _claimed(time, one)) for name, one in readings.items())
    said = {name: one for name, one in claimed if one}
    slack = time.limits.agree // 2
    agreed = agreement({name: one.wider(slack) for name, one in said.items()})
    common = _tight(agreed, said)
    offsets = {name: one.ahead.minus(common) for name, one in readings.items() if one.ahead} if common else {}
    judged = _Judging(time, agreed, offsets, before or {}, now)
    findings = [*_undecided(agreed), *(one for reading in readings.values() for one in judged.findings(reading))]
    findings += [Finding(name, "unauthenticated", words) for name, words in (unproven or {}).items()]
    return Verdict(agreed, common, offsets, tuple(findings))


def _claimed(time: Time, reading: Reading) -> Bounds | None:
    """Where the true time is if a clock is right: as far from it as it says of itself that it may be (RFC 5905 section 11.2.1).

    Nothing of a clock that has no voice, or no time.
    """
    first = reading.name in time.sources or time.stratum(reading.name) == 1
    if not (first and reading.ahead and reading.facts and _is_set(reading.facts)):
        return None
    return reading.ahead.wider(reading.facts.distance)


def _is_set(facts: Facts) -> bool:
    return facts.leap != ALARM and facts.stratum < UNSYNCHRONISED


def _tight(agreed: Agreement, said: Mapping[str, Bounds]) -> Bounds | None:
    """The agreed time without the slack that is left to sources that are right, where they agree without it."""
    known = agreed.common
    for name in agreed.true:
        known = known.both(said[name]) if known else None
    return known or agreed.common


def _undecided(agreed: Agreement) -> Iterator[Finding]:
    if agreed.camps and not agreed.true:
        camps = " | ".join(", ".join(camp) for camp in agreed.camps)
        yield Finding("", "undecided", Words(N_("no majority agrees: {camps}"), {"camps": camps}))


@dataclass(frozen=True, slots=True)
class _Judging:
    time: Time
    agreed: Agreement
    offsets: Mapping[str, Bounds]
    before: Mapping[str, Moment]
    now: int

    def findings(self, reading: Reading) -> Iterator[Finding]:
        """What is wrong with one clock, what matters most first."""
        if reading.ahead is None:
            yield Finding(reading.name, "silent", reading.problem)
            return
        yield from self._gait(reading)
        if reading.facts:
            yield from self._account(reading.name, reading.facts)
        yield from self._place(reading.name)

    def _gait(self, reading: Reading) -> Iterator[Finding]:
        """Whether it goes, and as ours does."""
        rate, most = reading.rate, self.time.limits.drift
        if rate and rate.high < STANDS:
            yield Finding(reading.name, "frozen", Words(N_("its clock stands still")))
        elif not reading.steady:
            yield Finding(reading.name, "stepped", Words(N_("was set to another time while it was asked")))
        elif rate and rate.nearest > most:
            values = {"rate": rate.low if rate.low > 0 else rate.high, "most": most}
            yield Finding(reading.name, "runs", Words(N_("runs away by {rate} ppm, at most {most} are usual"), values))

    def _account(self, name: str, facts: Facts) -> Iterator[Finding]:
        """What it says of itself."""
        wanted = self.time.stratum(name)
        if facts.leap == ALARM:
            yield Finding(name, "unsynchronised", Words(N_("says that its clock is not set (leap indicator 3)")))
        if facts.stratum >= UNSYNCHRONISED:
            yield Finding(name, "stratum", Words(N_("says that it is at stratum 16: nobody gives it the time")))
        elif name in self.time.servers and facts.stratum != wanted:
            values = {"stratum": facts.stratum, "wanted": wanted}
            yield Finding(name, "stratum", Words(N_("is at stratum {stratum}, by the tree at {wanted}"), values))
        if facts.leap != ALARM and facts.age > self.time.limits.stale:
            yield Finding(name, "stale", Words(N_("was last set {age} ago"), {"age": span(facts.age)}))

    def _place(self, name: str) -> Iterator[Finding]:
        """How far off it is, and whether that came suddenly."""
        offset = self.offsets.get(name)
        if offset is None:
            return
        values = {"offset": signed(offset.middle), "error": span(offset.half)}
        if name in self.agreed.false:
            who = ", ".join(self.agreed.true)
            text = N_("a falseticker: {offset} ± {error} from the time in which {who} agree")
            yield Finding(name, "falseticker", Words(text, {**values, "who": who}))
        elif offset.nearest > self.time.limits.offset:
            most = span(self.time.limits.offset)
            text = N_("is {offset} ± {error} off, at most {most} are allowed")
            yield Finding(name, "off", Words(text, {**values, "most": most}))
        past = self.before.get(name)
        if past and not past.ahead.wider((self.now - past.at) * self.time.limits.drift // MILLION).meets(offset):
            text = N_("was stepped: {offset} ± {error} now, {before} when it was last recorded, {age} ago")
            more = {"before": signed(past.ahead.middle), "age": span(self.now - past.at)}
            yield Finding(name, "stepped", Words(text, {**values, **more}))
