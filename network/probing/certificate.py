"""The document of a proof: what was tried and what came of it, in whole numbers and texts, so that it has one digest."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final

from network.probing.bearing import Faults, faults
from network.probing.counting import Count, counts
from network.probing.halves import Heard
from network.probing.plan import Plan
from network.probing.scope import scope
from network.probing.signed import Part
from network.probing.verdict import LOST, NOT_SEEN, Judged, Seen, failed_controls, gravest, judge
from zhengyun.canonical import NotCanonicalError, digest
from zhengyun.guarding import Guard
from zhengyun.instant import parse, text

VALID: Final = timedelta(days=30)
WHOLE: Final = 10_000
"""Parts of a whole score."""
NAMED: Final = 500
"""So many wrong probes are named."""


@dataclass(frozen=True, slots=True)
class Mutation:
    """What came of taking guards away: how many were tried, and those that nobody missed."""

    tried: int
    survivors: tuple[Guard, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """A joined proof."""

    plan: Plan
    judged: tuple[Judged, ...]
    controls: int
    failed: tuple[int, ...]
    counts: tuple[Count, ...]
    mutation: Mutation | None = field(default=None)
    rules: Faults = field(default_factory=dict)

    @property
    def passed(self) -> bool:
        """Whether everything came out as it should: nothing unknown, no control lost, no rule that was not rendered,
        every guard missed that was taken away."""
        survived = self.mutation is not None and self.mutation.survivors
        short = any(one.short for one in self.counts) or any(self.rules.values())
        return bool(self.judged) and all(one.right for one in self.judged) and not (self.failed or short or survived)

    def doubtful(self, heard: Mapping[str, Heard]) -> bool:
        """Whether hosts that were heard have missed something, so that to measure again is worth it: nothing else is unknown by itself."""
        every = not any(one.problem for one in heard.values())
        return any(one.verdict == "unknown" and (every or one.why.text in {NOT_SEEN, LOST}) for one in self.judged)


def outcome(plan: Plan, heard: Mapping[str, Heard], mutation: Mutation | None = None) -> Outcome:
    """What follows of what all hosts of a plan have said."""
    seen = Seen(plan.probes, plan.legs, heard)
    controls = sum(1 for one in plan.probes if one.control)
    told = counts(plan.probes, plan.legs, heard), mutation, faults(plan.legs, heard)
    return Outcome(plan, judge(seen), controls, failed_controls(seen), *told)


def document(
    found: Outcome, maker: Part, halves: Sequence[Part], version: str, *, training: bool = False, seconds: int = 0
) -> dict[str, Any]:
    """The document `net-proof/1`, with its digest. `seconds` is how long all of it took, where somebody has counted; else what the halves took.

    `as_declared` is whether everything that was tried came out as it should, `passed` whether that was everything, besides.
    """
    began, ended = (sorted(str(one.body[name]) for one in halves) for name in ("began", "ended"))
    took = int((parse(ended[-1]) - parse(began[0])).total_seconds())
    told = scope(found.plan, halves)
    whole = {
        "version": version,
        "training": training,
        "networks": sorted(found.plan.rosters),
        "plan": {
            "digest": found.plan.digest,
            "made": found.plan.made,
            "network": maker.network,
            "signer": maker.signer,
        },
        "scope": told,
        "began": began[0],
        "ended": ended[-1],
        "valid_until": text(parse(ended[-1]) + VALID),
        "allowed": _tried(found.judged, "open"),
        "forbidden": _tried(found.judged, "closed"),
        "unknown": sum(1 for one in found.judged if one.verdict == "unknown"),
        "controls": found.controls,
        "controls_failed": len(found.failed),
        "counters": _counters(found.counts),
        "rules": _rules(found.rules),
        "mutation": _mutation(found.mutation),
        "seconds": seconds or took,
        "milliseconds": found.plan.milliseconds,
        "score": _score(found.judged),
        "as_declared": found.passed,
        "passed": found.passed and not told["partial"],
        "matrix": _matrix(found),
        "wrong": [_named(found, one) for one in gravest(found.judged)[:NAMED]],
        "halves": [
            {"network": one.network, "signer": one.signer, "key": one.key._asdict(), "digest": one.digest}
            for one in halves
        ],
    }
    return {**whole, "digest": digest(whole)}


def genuine(whole: Mapping[str, Any]) -> bool:
    """Whether a document's digest is of what it says; never raises on what is foreign."""
    try:
        rest = {name: one for name, one in whole.items() if name not in ("digest", "format")}
        return bool(digest(rest) == whole["digest"])
    except (NotCanonicalError, KeyError, TypeError, RecursionError):
        return False


def _tried(judged: Iterable[Judged], wanted: str) -> dict[str, int]:
    own = [one for one in judged if one.probe.expected == wanted]
    opened = sum(1 for one in own if one.verdict == "open" and (wanted == "closed" or one.right))
    return {"tried": len(own), "open": opened}


def _counters(found: Sequence[Count]) -> dict[str, Any]:
    names = ("host", "decided", "counted", "passed", "permitted")
    short = [{name: getattr(one, name) for name in names} for one in found if one.short]
    return {"compared": len(found), "short": short}


def _rules(found: Faults) -> dict[str, Any]:
    wrong = [
        {"host": host, "what": one.what, "table": one.table, "chain": one.chain, "rule": one.rule}
        for host, every in found.items()
        for one in every
    ]
    return {"compared": len(found), "wrong": wrong[:NAMED]}


def _mutation(found: Mutation | None) -> dict[str, Any] | None:
    if found is None:
        return None
    survivors = [one._asdict() for one in found.survivors]
    return {"tried": found.tried, "caught": found.tried - len(survivors), "survivors": survivors}


def _score(judged: Sequence[Judged]) -> int:
    return sum(1 for one in judged if one.right) * WHOLE // len(judged) if judged else 0


def _matrix(found: Outcome) -> list[dict[str, Any]]:
    """By zones, protocol, family and what was expected: how often each verdict."""
    cells: dict[tuple[str, str, str, int, str], Counter[str]] = {}
    for one in found.judged:
        legs, probe = found.plan.legs, one.probe
        cell = (legs[probe.source].zone, legs[probe.target].zone, probe.protocol, probe.family, probe.expected)
        cells.setdefault(cell, Counter())[one.verdict] += 1
    names = ("source", "target", "protocol", "family", "expected")
    return [
        {
            **dict(zip(names, cell, strict=True)),
            "tried": told.total(),
            **{word: told[word] for word in ("open", "closed", "unknown")},
        }
        for cell, told in sorted(cells.items())
    ]


def _named(found: Outcome, one: Judged) -> dict[str, Any]:
    legs = found.plan.legs
    ends = {name: legs[place] for name, place in (("source", one.probe.source), ("target", one.probe.target))}
    told = {name: {"host": leg.host, "zone": leg.zone, "address": leg.address} for name, leg in ends.items()}
    probe = one.probe
    said = {"protocol": probe.protocol, "family": probe.family, "port": probe.port, "expected": probe.expected}
    return {**told, **said, "verdict": one.verdict, "why": str(one.why)}
