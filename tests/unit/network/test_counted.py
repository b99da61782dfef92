"""What firewalls tell of their counters, read as foreign bytes are; who tells nothing keeps rules that others have, too, from being accused."""

import json
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as some

from network.counted import ORDER, counted, read
from network.judging.conduits import unused
from network.model import Model
from remote.port import Identity, Result
from remote.simulated import Ran, SimulatedConnector, SimulatedHost
from tests.examples import examples
from tests.unit.network.harbour import KEY
from tests.unit.network.isles import DAY, inner
from zhengyun.errors import Exit, ZhengyunError
from zhengyun.estate import Estate
from zhengyun.secret import Secret

USER = "zy-probe"


def told(**counts: int) -> bytes:
    """What the program says of such counters of what passes, and of others."""
    after = {f"zhengyun/passing/zy:{name}": count for name, count in counts.items()}
    others = {"zhengyun/arriving/zy:hand-in.in": 99, "other/passing/zy:hand-in": 99}
    return json.dumps({"schema": "zhengyun-probe/1", "counters": [{}, {**after, **others}]}).encode()


def firewalls(estate: Estate, **answers: Ran) -> SimulatedConnector:
    """The estate's firewalls, each of which answers an order without a packet."""

    def program(ran: Ran) -> Callable[[bytes], Ran]:
        return lambda order: ran if json.loads(order) == ORDER else Ran(status=1)

    hosts = {
        (one.address, one.port): SimulatedHost(KEY, frozenset({USER}), {"program": program(answers[one.name])})
        for one in estate.hosts.hosts.values()
        if one.name in answers
    }
    return SimulatedConnector(hosts, Identity(USER, Secret({})))


def keyed(estate: Estate, *without: str) -> Estate:
    """The estate, whose firewalls have keys by which they are believed, but for some."""
    hosts = {name: replace(one, key="" if name in without else KEY) for name, one in estate.hosts.hosts.items()}
    return replace(estate, hosts=replace(estate.hosts, hosts=hosts))


def test_both_families_of_a_rule_are_one_count_and_only_what_passes_counts() -> None:
    said = told(**{"hand-in": 3, "hand-in.6": 4, "deliver": 0})
    assert read(Result("wall-e", out=said)) == {"hand-in": 7, "deliver": 0}


@pytest.mark.parametrize(
    "result",
    [
        Result("wall-e", status=1, err=b"sudo: no"),
        Result("wall-e", out=b""),
        Result("wall-e", out=b"[]"),
        Result("wall-e", out=b'{"problem": "no order"}'),
        Result("wall-e", out=b'{"counters": null}'),
        Result("wall-e", out=told(deliver=-1)),
    ],
)
def test_who_tells_no_counters_is_named(result: Result) -> None:
    with pytest.raises(ZhengyunError) as caught:
        read(result)
    assert (caught.value.code.id, caught.value.exit) == ("ZY-NET-016", Exit.UNREACHABLE)
    assert caught.value.values["host"] == "wall-e"


@examples(100)
@given(some.binary(max_size=60) | some.recursive(some.none() | some.integers() | some.text(max_size=5), lambda inner: some.lists(inner, max_size=3) | some.dictionaries(some.sampled_from(["counters", "problem", "zhengyun/passing/zy:a"]), inner, max_size=3)).map(lambda one: json.dumps(one).encode()))  # fmt: skip
def test_whatever_a_firewall_says_is_counters_or_a_refusal(said: bytes) -> None:
    try:
        found = read(Result("wall-e", out=said))
    except ZhengyunError as error:
        assert error.code.id == "ZY-NET-016"  # noqa: PT017 - either is right
    else:
        assert all(count >= 0 for count in found.values())


def test_nobody_is_accused_for_whom_a_firewall_that_told_nothing_may_have_counted() -> None:
    estate = keyed(inner())
    nothing = Ran(told(**{"hand-in": 0, "deliver": 0}))
    quiet = firewalls(estate, **{"wall-e": nothing, "wall-w": nothing})
    every = counted(estate, DAY, quiet, "program")
    assert not every.untold
    accused = {str(one.facts["rule"]) for one in unused(Model([estate], DAY), every.counters)}
    assert "deliver" in accused
    for other in (Ran(status=255), Ran(fault="cut off")):
        one_alone = counted(estate, DAY, firewalls(estate, **{"wall-e": nothing, "wall-w": other}), "program")
        assert set(one_alone.untold) == {"wall-w"}
        assert not list(unused(Model([estate], DAY), one_alone.counters))
    keyless = counted(keyed(inner(), "wall-w"), DAY, quiet, "program")
    assert set(keyless.untold) == {"wall-w"}
