"""What subnet pools let be planned."""

from dataclasses import replace

import pytest

from cloud.kinds.subnetpool import covered
from cloud.simulated import Simulated
from tests.carrying import bring_about, planned, told
from tests.estates import Parts, network, site, tenant
from zhengyun.errors import Problems
from zhengyun.estate import Site, SubnetPool
from zhengyun.resource import Foreign, Value


@pytest.mark.parametrize(
    ("before", "after", "grows"),
    [
        (["10.0.0.0/16"], ["10.0.0.0/16", "10.8.0.0/16"], True),
        (["10.0.0.0/16"], ["10.0.0.0/15"], True),
        (["10.0.0.0/15"], ["10.0.0.0/16"], False),
        (["10.0.0.0/16"], ["10.8.0.0/16"], False),
        (["2001:db8::/48"], ["10.0.0.0/8"], False),
        (None, ["10.0.0.0/8"], True),
    ],
)
def test_a_pool_grows_in_place_and_never_loses_a_prefix_so(before: Value, after: Value, grows: bool) -> None:
    assert covered(before, after) is grows


def _site(*ranges: tuple[str, str]) -> Site:
    one = network("office", *(addresses for addresses, _ in ranges))
    subnets = tuple(replace(subnet, pool=pool) for subnet, (_, pool) in zip(one.subnets, ranges, strict=True))
    pools = tuple(SubnetPool(name, ("10.0.0.0/16",), 8, 32, 8) for name in ("one", "two"))
    return site(Parts(tenants=(tenant("a", networks=(replace(one, subnets=subnets),)),), subnet_pools=pools))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ([("10.0.0.0/24", "")], [("10.0.1.0/24", "one")]),
        ([("10.0.0.0/24", "one")], [("10.0.0.0/24", "one"), ("10.0.1.0/24", "two")]),
        ([("10.0.0.0/24", "one"), ("10.0.1.0/24", "one")], [("10.0.0.0/24", "two"), ("10.0.1.0/24", "two")]),
    ],
    ids=["renumbered into a pool", "two pools", "both at once"],
)
def test_what_neutron_would_refuse_in_the_middle_is_refused_before(
    before: list[tuple[str, str]], after: list[tuple[str, str]]
) -> None:
    cloud = Simulated("primary")
    bring_about(_site(*before), cloud)
    with pytest.raises(Problems) as caught:
        planned(_site(*after), cloud)
    assert {error.code.id for error in caught.value.errors} == {"ZY-CLOUD-120"}


def test_a_range_alone_in_its_family_goes_over_to_a_pool() -> None:
    cloud = Simulated("primary")
    bring_about(_site(("10.0.0.0/24", ""), ("2001:db8::/64", "")), cloud)
    actions = planned(_site(("10.0.0.0/24", "one"), ("2001:db8::/64", "")), cloud)
    assert told(actions) == ["create subnet a/office/10.0.0.0/24", "delete subnet a/office/10.0.0.0/24"]


GUEST = Foreign("subnet", "guest 10.0.7.0/24", "s7", "site", "site/one")


@pytest.mark.parametrize(
    ("after", "code", "named"),
    [
        (_site(("10.0.0.0/24", "one"), ("10.0.7.128/25", "one")), "ZY-CLOUD-121", "guest 10.0.7.0/24"),
        (site(Parts(tenants=(tenant("a"),))), "ZY-CLOUD-028", "guest 10.0.7.0/24 (s7)"),
    ],
    ids=["the same addresses", "the pool goes"],
)
def test_what_another_took_from_a_pool_is_left_and_named(after: Site, code: str, named: str) -> None:
    cloud = Simulated("primary")
    bring_about(_site(("10.0.0.0/24", "one")), cloud)
    cloud.foreign.append(GUEST)
    with pytest.raises(Problems) as caught:
        planned(after, cloud)
    assert [error.code.id for error in caught.value.errors] == [code]
    assert named in str(caught.value.errors[0])


def test_other_ranges_of_such_a_pool_are_taken_as_before() -> None:
    cloud = Simulated("primary")
    bring_about(_site(("10.0.0.0/24", "one")), cloud)
    cloud.foreign.append(GUEST)
    beside = _site(("10.0.0.0/24", "one"), ("10.0.8.0/24", "one"))
    assert told(planned(beside, cloud)) == ["create subnet a/office/10.0.8.0/24"]
    assert told(planned(_site(("10.0.0.0/24", "one"), ("10.0.7.0/24", "one")), Simulated("primary")))
