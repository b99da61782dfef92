"""A policy of 5,000 rules held against itself, beside the comparison of every rule with every other."""

import random
from collections.abc import Sequence
from datetime import date
from ipaddress import ip_network
from typing import Final

from bench.measure import Timed, call, middle, table
from inventory.loader import load
from inventory.source import Folder
from lab.town.estates import NETWORKS, folder
from network.judging.covering import superfluous
from network.judging.judge import judge
from network.model import Model
from network.paths import path
from network.rules import Rule
from zhengyun.estate.policy import Conduit, Policy, SecurityZone

RULES: Final = 5_000
ZONES: Final = 60
ROUNDS: Final = 5
DAY: Final = date(2026, 11, 23)


def policies() -> None:
    """The same rules by intervals and in pairs; then the model of the town, whole and a path in it."""
    rules = _rules(random.Random(1))  # noqa: S311 - a policy that nobody has
    ours = middle([call(lambda: superfluous(rules)) for _ in range(ROUNDS)])
    pairs = call(lambda: _in_pairs(rules))
    estates = [load(Folder(folder(one))) for one in NETWORKS]
    model = Model(estates, DAY)
    rows = [
        _row(f"superfluous among {RULES} rules, by intervals", ours, ours),
        _row("each rule held against each before it", pairs, ours),
        _row("the town's three networks judged whole", middle([call(lambda: judge(Model(estates, DAY))) for _ in range(ROUNDS)]), ours),
        _row("a path, tables of routes made already", middle([call(lambda: path(model, "p-ih1", "d-xh", "tcp", 8443)) for _ in range(ROUNDS)]), ours),
    ]  # fmt: skip
    table(f"A policy of {RULES} rules between {ZONES} zones", ("", "wall s", "CPU s", "× ours"), rows)
    print(f"\nfound superfluous: {len(superfluous(rules))} of {len(rules)}")


def _row(name: str, took: Timed, ours: Timed) -> tuple[str, float, float, float]:
    return name, took.wall, took.cpu, took.cpu / ours.cpu


def _rules(chance: random.Random) -> list[Rule]:
    """Conduits between zones of both families, some of which others cover."""
    zones = [
        SecurityZone(f"internal/zone-{number}", "", 3, (f"10.{number}.0.0/16", f"2001:db8:{number:x}::/48"))
        for number in range(ZONES)
    ]
    policy = Policy({one.name: one for one in zones})
    conduits = [_conduit(number, chance) for number in range(RULES)]
    sides = {one.name: one.addresses for one in policy.zones.values()}
    return [
        Rule(one.name, one.source, one.target, sides[one.source], sides[one.target], one.protocol, one.ports)
        for one in conduits
    ]


def _conduit(number: int, chance: random.Random) -> Conduit:
    source, target = chance.sample(range(ZONES), 2)
    first = chance.randrange(1, 65_000)
    last = min(first + chance.choice((0, 0, 0, 10, 1_000, 20_000)), 65_535)
    protocol = chance.choice(("tcp", "tcp", "udp"))
    names = f"internal/zone-{source}", f"internal/zone-{target}"
    return Conduit(f"conduit-{number}", *names, protocol, ((first, last),), "", "")  # type: ignore[arg-type]


def _in_pairs(rules: Sequence[Rule]) -> int:
    """What one does by hand: whether one rule before it covers the whole of a rule."""
    spans = [(list(map(ip_network, one.sources)), list(map(ip_network, one.targets))) for one in rules]
    found = 0
    for at, one in enumerate(rules):
        for before in range(at):
            other = rules[before]
            if (
                other.protocol == one.protocol
                and other.ports[0][0] <= one.ports[0][0]
                and one.ports[0][1] <= other.ports[0][1]
                and spans[before][0] == spans[at][0]
                and spans[before][1] == spans[at][1]
            ):
                found += 1
                break
    return found
