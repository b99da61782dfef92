"""What the hosts of one instance have sent and caught: read from what they say, kept by the numbers of the probes, and no more than that."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from network.codes import proving as codes
from network.probing import standing
from network.probing.plan import Plan
from network.probing.standing import Fault
from zhengyun.errors import ZhengyunError

SCHEMA: Final = "zhengyun-probe/1"
SEEN: Final = ("out", "in", "shouted", "delivered")
ANSWERS: Final = frozenset({"syn-ack", "rst", "echo", "unreachable"})
MOST: Final = 16 << 20
"""Bytes that are heard of a host."""
BEHIND: Final = "began late, after"
LATE: Final = 250
"""Milliseconds that a host may begin after the window does: controls are sent then."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What one host says: numbers of probes that left it, came in, came in as a shout, and were let in; answers by number. `problem` is why
    it said nothing that counts. `counters` are those of its rules before and after, by their names; `rules` is what is otherwise in its kernel
    than rendered, None where nobody has asked."""

    out: frozenset[int] = frozenset()
    inside: frozenset[int] = frozenset()
    shouted: frozenset[int] = frozenset()
    delivered: frozenset[int] = frozenset()
    answered: Mapping[int, str] = field(default_factory=dict)
    lost: int = 0
    counters: Mapping[str, int] | None = None
    """By how much each grew."""
    problem: str = ""
    rules: tuple[Fault, ...] | None = None

    @property
    def late(self) -> bool:
        """Whether it was not heard because it began when others had sent."""
        return self.problem.startswith(BEHIND)

    def document(self) -> dict[str, Any]:
        """As JSON data."""
        names = {"out": self.out, "in": self.inside, "shouted": self.shouted, "delivered": self.delivered}
        return {
            **{name: sorted(found) for name, found in names.items()},
            "answered": [[number, word] for number, word in sorted(self.answered.items())],
            "lost": self.lost,
            "counters": dict(self.counters) if self.counters is not None else None,
            "problem": self.problem,
            "rules": [one.document() for one in self.rules] if self.rules is not None else None,
        }


class Reading:
    """Reads what hosts of a plan say; a host may say anything. `rules` are the texts that were rendered for hosts, by their names."""

    def __init__(self, plan: Plan, rules: Mapping[str, str] | None = None) -> None:
        self._plan, self._rules = plan, rules or {}
        self._numbers = {marker: number for number, marker in enumerate(plan.markers)}

    def heard(self, said: bytes, host: str = "") -> Heard:
        """What the line of a host says. What is no such line is a host that was not heard, and why."""
        try:
            data = json.loads(said[:MOST])
            if not isinstance(data, dict) or data.get("schema") != SCHEMA:
                return Heard(problem="no report")
            if "problem" in data:
                return Heard(problem=str(data["problem"])[:200])
            found = self._heard(data)
            text = self._rules.get(host)
            return replace(found, rules=standing.held(text, data.get("rules"))) if text is not None else found
        except (ValueError, TypeError, KeyError, RecursionError, OverflowError) as error:
            return Heard(problem=f"no report: {type(error).__name__}")

    def _heard(self, data: Mapping[str, Any]) -> Heard:
        late = _whole(data["began"]) // 1_000_000 - self._plan.begins
        seen = {name: frozenset(self._number(one) for one in data[name]) - {-1} for name in SEEN}
        rows = [(self._number(marker), str(word)) for marker, word in data["answered"]]
        answers = {number: word for number, word in rows if number >= 0 and word in ANSWERS}
        problem = f"{BEHIND} {late} ms" if late > LATE else ""
        return _made(seen, answers, _whole(data["lost"]), _grown(data["counters"]), problem)

    def _number(self, marker: object) -> int:
        return self._numbers.get(marker, -1) if type(marker) is int else -1


def _grown(pair: object) -> Mapping[str, int] | None:
    """By how much each counter grew; what was not there before began at nothing."""
    if pair is None:
        return None
    if not isinstance(pair, list) or len(pair) != 2 or not all(isinstance(one, dict) for one in pair):
        raise TypeError("counters")
    before, after = pair
    return {str(name): _whole(count) - _whole(before.get(name, 0)) for name, count in after.items()}


def _whole(value: object) -> int:
    if type(value) is not int or abs(value) > 1 << 62:
        raise TypeError(type(value).__name__)
    return value


def body(
    plan: Plan, network: str, began: str, ended: str, heard: Mapping[str, Heard], left_out: Sequence[str] = ()
) -> dict[str, Any]:
    """A half, as it is signed; instants as texts. `left_out` are the network's hosts of which the plan does not have every leg."""
    hosts = {name: one.document() for name, one in sorted(heard.items())}
    own = {"plan": plan.digest, "network": network, "began": began, "ended": ended}
    return {**own, "left_out": list(left_out), "hosts": hosts}


def read(document: Mapping[str, Any], plan: Plan) -> Mapping[str, Heard]:
    """The hosts of a half of this plan. Raises: ZhengyunError (ZY-NET-141, ZY-NET-145 another plan's)."""
    try:
        if document["plan"] != plan.digest:
            raise ZhengyunError(codes.OTHER_PLAN, network=document["network"])
        if not isinstance(document["left_out"], list) or not all(isinstance(one, str) for one in document["left_out"]):
            raise TypeError("left_out")
        own = {host for host, network in plan.networks.items() if network == document["network"]}
        told = {host: document["hosts"].get(host) for host in sorted(own)}
        return {host: _read(row, len(plan.probes)) for host, row in told.items() if row is not None}
    except (TypeError, ValueError, KeyError, AttributeError) as error:
        raise ZhengyunError(codes.NO_FORM, what="half", problem=str(error)) from error


def _read(row: Mapping[str, Any], count: int) -> Heard:
    seen = {name: frozenset(row[name]) for name in SEEN}
    if any(type(one) is not int or not 0 <= one < count for found in seen.values() for one in found):
        raise ValueError("number")
    counters = row["counters"]
    grown = {str(name): _whole(one) for name, one in counters.items()} if counters is not None else None
    answers = {_whole(number): str(word) for number, word in row["answered"]}
    heard = _made(seen, answers, _whole(row["lost"]), grown, str(row["problem"]))
    return replace(heard, rules=standing.read(row["rules"]))


def _made(
    seen: Mapping[str, frozenset[int]],
    answers: Mapping[int, str],
    lost: int,
    counters: Mapping[str, int] | None,
    problem: str,
) -> Heard:
    return Heard(seen["out"], seen["in"], seen["shouted"], seen["delivered"], answers, lost, counters, problem)
