"""What follows of what both sides have seen: open, closed or unknown, and why. Pure; what nobody can know is unknown, and never passes."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, Literal, NamedTuple

from network.probing.choosing import Probe
from network.probing.halves import Heard
from network.probing.roster import GUARDS, Leg
from zhengyun.errors import N_, Words

Verdict = Literal["open", "closed", "unknown"]
GREETED: Final[Mapping[str, frozenset[str]]] = {
    "tcp": frozenset({"syn-ack", "rst"}),
    "icmp": frozenset({"echo"}),
}
"""How whoever is permitted to begin has to be answered, where an answer is certain."""


class Judged(NamedTuple):
    """What became of a probe. `silent` where it arrived and its answer did not come back."""

    probe: Probe
    verdict: Verdict
    why: Words
    silent: bool = False

    @property
    def right(self) -> bool:
        """Whether that is what the policies want."""
        return self.verdict == self.probe.expected and not self.silent


def gravest(judged: Iterable[Judged]) -> list[Judged]:
    """Those that did not come out right: what is open first, then what somebody said nothing of, last what follows from others' silence."""
    wrong = [one for one in judged if not one.right]
    return sorted(wrong, key=lambda one: (one.verdict == "unknown", one.why.text == NO_CONTROL))


class Seen:
    """What all halves say together, asked by the number of a probe."""

    def __init__(self, probes: Sequence[Probe], legs: Sequence[Leg], heard: Mapping[str, Heard]) -> None:
        self.probes, self.legs, self.heard = probes, legs, heard
        firewalls = {leg.host for leg in legs if leg.kind == "firewall"}
        self.passed = frozenset(
            number for host in firewalls if host in heard for number in heard[host].inside & heard[host].out
        )
        """What a firewall has let through."""
        self._controls: dict[tuple[int, str], list[int]] = {}
        for number, one in enumerate(probes):
            if one.control:
                self._controls.setdefault((one.target, one.protocol), []).append(number)

    def source(self, number: int) -> Heard | None:
        """What the sending host says, nothing where it was not heard."""
        return self._of(self.probes[number].source)

    def target(self, number: int) -> Heard | None:
        """What the receiving host says."""
        return self._of(self.probes[number].target)

    def held(self, number: int) -> bool:
        """Whether a control was seen to leave and to come in."""
        one, other = self.source(number), self.target(number)
        return bool(one and other and number in one.out and number in other.inside)

    def controls(self, number: int) -> Sequence[int]:
        """The controls that a probe rests on."""
        one = self.probes[number]
        return self._controls.get((one.target, one.protocol), ())

    def _of(self, place: int) -> Heard | None:
        found = self.heard.get(self.legs[place].host)
        return found if found and not found.problem else None


def judge(seen: Seen) -> tuple[Judged, ...]:
    """Every probe that is no control, in the plan's order."""
    return tuple(_judged(seen, number, one) for number, one in enumerate(seen.probes) if not one.control)


def failed_controls(seen: Seen) -> tuple[int, ...]:
    """The controls that were not seen at both ends."""
    return tuple(number for number, one in enumerate(seen.probes) if one.control and not seen.held(number))


def _judged(seen: Seen, number: int, probe: Probe) -> Judged:
    source, target = seen.legs[probe.source], seen.legs[probe.target]
    there, here = seen.target(number), seen.source(number)
    came = _came(seen, number)
    if came:
        silent = probe.expected == "open" and _silent(probe, here, number)
        return Judged(probe, "open", _with(SILENT if silent else came, source, target), silent)
    doubts = _doubts(seen, number, source, target)
    if doubts:
        return Judged(probe, "unknown", doubts)
    arrived = there is not None and number in there.inside | there.shouted
    return Judged(probe, "closed", _with(REFUSED_THERE if arrived else NEVER_CAME, source, target))


LET_IN: Final = N_("{target} let it in")
ANSWERED: Final = N_("it was answered in the name of {target}")
PASSED: Final = N_("it passed a firewall and came to {target}")
CAME_OVER: Final = N_("it came to {target} from another network")
SILENT: Final = N_("it came in, and no answer came back")
REFUSED_THERE: Final = N_("{target} itself refused it")
NEVER_CAME: Final = N_("it left {source} and never came to {target}")
NOT_HEARD: Final = N_("{host} was not heard: {problem}")
NOT_SEEN: Final = N_("it was not seen to leave {source}")
LOST: Final = N_("the capture of {target} has lost packets")
UNCONTROLLED: Final = N_("nobody of its own network can send a control to {target}")
NO_CONTROL: Final = N_("a control did not arrive at {target}")
REASONS: Final = (
    *(LET_IN, ANSWERED, PASSED, CAME_OVER, SILENT, REFUSED_THERE, NEVER_CAME),
    *(NOT_HEARD, NOT_SEEN, LOST, UNCONTROLLED, NO_CONTROL),
)
"""Every text by which a verdict says why: a proof has them filled, and whoever reads one finds its text again."""


def _came(seen: Seen, number: int) -> str:
    """By what it is open, an English text; empty where nothing says so.

    Whoever lets something in that he should refuse is open; and what has come through a firewall or to the other network has passed what
    should have kept it away, even if its target refused it then. A firewall or router that refuses what is for itself does its work, and what
    a firewall itself sends nobody else can keep away but its target.
    """
    probe, there, here = seen.probes[number], seen.target(number), seen.source(number)
    source, target = seen.legs[probe.source], seen.legs[probe.target]
    if there and number in there.delivered:
        return LET_IN
    if here and here.answered.get(number) in ("syn-ack", "echo"):
        return ANSWERED
    if there and number in there.inside | there.shouted and probe.expected == "closed" and target.kind not in GUARDS:
        if number in seen.passed:
            return PASSED
        if source.plane != target.plane and source.kind != "firewall":
            return CAME_OVER
    return ""


def _silent(probe: Probe, here: Heard | None, number: int) -> bool:
    """Whether an answer is certain where it is permitted, and none came."""
    greeted = GREETED.get(probe.protocol)
    return bool(greeted and (here is None or here.answered.get(number) not in greeted))


def _doubts(seen: Seen, number: int, source: Leg, target: Leg) -> Words | None:
    """Why nobody can say that it did not come."""
    there, here = seen.target(number), seen.source(number)
    for leg, heard in ((source, here), (target, there)):
        if heard is None:
            said = seen.heard.get(leg.host)
            return Words(NOT_HEARD, {"host": leg.host, "problem": said.problem if said else "-"})
    return next(_lacks(seen, number, source, target), None)


def _lacks(seen: Seen, number: int, source: Leg, target: Leg) -> Iterator[Words]:
    there, here = seen.target(number), seen.source(number)
    if here and number not in here.out:
        yield _with(NOT_SEEN, source, target)
    if there and there.lost:
        yield _with(LOST, source, target)
    controls = seen.controls(number)
    if not controls:
        yield _with(UNCONTROLLED, source, target)
    elif not all(map(seen.held, controls)):
        yield _with(NO_CONTROL, source, target)


def _with(text: str, source: Leg, target: Leg) -> Words:
    return Words(text, {"source": source.host, "target": target.host})
