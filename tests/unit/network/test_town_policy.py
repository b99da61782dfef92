"""The policies of the town's three networks: nothing is wrong with them, alone or together, and the paths of the page are as it says."""

import re
from datetime import date

import pytest

from lab.town.estates import NETWORKS, estate
from network.judging.judge import judge
from network.model import Model
from network.paths import path
from network.rendering.nftables import rendered
from zhengyun.estate.policy import generated

pytestmark = pytest.mark.slow

DAY = date(2026, 11, 23)
ESTATES = {name: estate(name) for name in NETWORKS}


@pytest.mark.parametrize("names", [NETWORKS, *((one,) for one in NETWORKS)])
def test_nothing_is_wrong(names: tuple[str, ...]) -> None:
    assert [str(one) for one in judge(Model([ESTATES[one] for one in names], DAY)) if not one.told] == []


def test_the_answer_of_the_other_sites_exchange_host_comes_by_the_firewall_that_saw_the_question() -> None:
    model = Model(ESTATES.values(), DAY)
    for source in ("p-eh1", "d-eh1", "p-ih1", "d-ih1"):
        for target in ("p-xh", "d-xh"):
            port = 8444 if "eh" in source else 8443
            for family in (4, 6):
                assert path(model, source, target, "tcp", port, family).verdict == "open", (source, target, family)


@pytest.mark.parametrize(
    ("source", "target", "port", "verdict"),
    [
        ("p-ih1", "p-xh", 8443, "open"),
        ("p-ih1", "198.19.10.11", 80, "refused"),
        ("p-eh1", "p-ih1", 80, "refused"),
        ("p-vh1", "p-eh1", 80, "unreachable"),
        ("p-vh1", "p-ih1", 80, "refused"),
    ],
)
def test_between_networks_only_the_exchange_is_reached(source: str, target: str, port: int, verdict: str) -> None:
    assert path(Model(ESTATES.values(), DAY), source, target, "tcp", port).verdict == verdict


NAMED = re.compile(r'comment "zy:([a-z0-9-]+)')


@pytest.mark.parametrize("name", NETWORKS)
def test_every_rule_goes_by_the_name_of_a_conduit_or_by_one_that_no_conduit_may_have(name: str) -> None:
    town = ESTATES[name]
    assert town.policy
    told = {found for one in rendered(town, DAY) for found in NAMED.findall(str(one.vars))}
    conduits = {one.name for one in town.policy.conduits}
    assert told & conduits
    assert sorted(one for one in told - conduits if not generated(one)) == []
    assert not [one for one in conduits if generated(one)]
