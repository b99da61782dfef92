"""What was read of one clock: how far it is ahead of ours at least and at most, and what it says of itself."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

from clock.asking import Heard, Sample, offset_of
from clock.bounds import Bounds
from clock.packets import Packet, nanoseconds
from zhengyun.errors import N_, Words, ZhengyunError
from zhengyun.estate.time import UNSYNCHRONISED

Way = Literal["ntp", "ssh"]
MILLION: Final = 10**6
PROGRAM: Final = 'while read -r word _; do echo "$word $(date +%s%N)"; done'
"""What answers each line with its word and the time of a host, in any shell of POSIX with the date of GNU."""


class Facts(NamedTuple):
    """What a server says of itself: `distance` from the reference, and how long ago (`age`) it was last set, nanoseconds."""

    leap: int
    stratum: int
    distance: int
    reference: str
    age: int


@dataclass(frozen=True, slots=True)
class Reading:
    """One clock. `ahead` is how far it is ahead of ours; `rate` how much faster it goes, in parts per million; `lost` how many of the
    questions were not answered, and `at` when it was last heard, by ours. Without `ahead` the `problem` says why."""

    name: str
    way: Way
    ahead: Bounds | None = None
    rate: Bounds | None = None
    facts: Facts | None = None
    lost: int = 0
    steady: bool = True
    problem: Words | str | ZhengyunError = ""
    at: int = 0


class Moment(NamedTuple):
    """A clock's lead over ours, and when by ours."""

    at: int
    ahead: Bounds


def by_packets(heard: Mapping[str, Heard], drift: int) -> Mapping[str, Reading]:
    """Readings of what servers have answered; `drift` is how fast a clock may run away meanwhile, in parts per million."""
    return {name: _server(name, one, drift) for name, one in heard.items()}


def _server(name: str, heard: Heard, drift: int) -> Reading:
    lost = heard.asked - len(heard.samples)
    if not heard.samples:
        return Reading(name, "ntp", lost=lost, problem=heard.strange or Words(N_("no answer")))
    last = heard.samples[-1].packet
    if last.kiss:
        return Reading(name, "ntp", lost=lost, problem=Words(N_("sends us away: {kiss}"), {"kiss": last.kiss}))
    moments = [Moment(one.came, Bounds(*offset_of(one))) for one in heard.samples]
    ahead, steady = together(moments, drift)
    return Reading(name, "ntp", ahead, rate_of(moments), _facts(heard.samples[-1]), lost, steady, at=moments[-1].at)


def by_conversation(name: str, answers: Sequence[tuple[int, int, bytes]], drift: int) -> Reading:
    """The reading of a host that told its time, each time with our clock before the question and after the answer."""
    moments = list(_told(answers))
    if not moments:
        return Reading(name, "ssh", problem=Words(N_("tells no time")))
    ahead, steady = together(moments, drift)
    return Reading(
        name, "ssh", ahead, rate_of(moments), lost=len(answers) - len(moments), steady=steady, at=moments[-1].at
    )


def _told(answers: Sequence[tuple[int, int, bytes]]) -> Iterator[Moment]:
    for sent, received, line in answers:
        if line.strip().isdigit() and len(line) < 24:
            instant = int(line)
            yield Moment(received, Bounds(instant - received, instant - sent))


def together(moments: Sequence[Moment], drift: int) -> tuple[Bounds, bool]:
    """What several looks at a clock say of its lead now, and whether they can all be true of one that runs steadily."""
    now = moments[-1]
    known = now.ahead
    for one in moments[:-1]:
        narrower = known.both(one.ahead.wider((now.at - one.at) * drift // MILLION + 1))
        if narrower is None:
            return now.ahead, False
        known = narrower
    return known, True


def rate_of(moments: Sequence[Moment]) -> Bounds | None:
    """How much faster than ours a clock went between the first look and the last, parts per million."""
    first, last = moments[0], moments[-1]
    elapsed = last.at - first.at
    if elapsed <= 0:
        return None
    gained = last.ahead.minus(first.ahead)
    return Bounds(gained.low * MILLION // elapsed, -(-gained.high * MILLION // elapsed))


def _facts(sample: Sample) -> Facts:
    packet = sample.packet
    sent = nanoseconds(packet.sent, sample.came)
    age = max(sent - nanoseconds(packet.updated, sent), 0)
    return Facts(packet.leap, packet.stratum or UNSYNCHRONISED, packet.distance, reference_of(packet), age)


def reference_of(packet: Packet) -> str:
    """Where a server has its time from by its own account: a receiver's name, or the address of another server."""
    word = packet.reference.rstrip(b"\0")
    if packet.stratum <= 1 and word.isascii() and word.decode("ascii").isprintable():
        return word.decode("ascii")
    return ".".join(map(str, packet.reference))
