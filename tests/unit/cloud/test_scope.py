"""What `--only` may name, and what it must not tear apart."""

from dataclasses import replace

import pytest

from cloud.planning import plan
from cloud.simulated import Simulated
from inventory.loader import load
from tests.carrying import bring_about, planned
from tests.estates import Parts, network, server, shared, site, tenant, volume, with_servers
from tests.unit.inventory.estates import whole
from zhengyun.errors import Exit, Problems
from zhengyun.estate import Volume
from zhengyun.plan import Scope
from zhengyun.resource import Address, Foreign

SITE = "primary"
ESTATE = load(whole())


@pytest.mark.parametrize("only", ["finance", "finance/payroll", "site"])
def test_what_is_declared_can_be_asked_for(only: str) -> None:
    cloud = Simulated(SITE)
    bring_about(ESTATE.sites[0], cloud)
    assert not plan(ESTATE, {SITE: cloud}, Scope((SITE,), (only,))).actions


def test_only_what_was_asked_for_is_planned() -> None:
    made = plan(ESTATE, {SITE: Simulated(SITE)}, Scope((SITE,), ("site",)))
    assert {action.address.tenant for action in made.actions} == {"site"}


@pytest.mark.parametrize("only", ["finanse", "finance/payrol", "fin", "finance/"])
def test_a_slip_is_refused_and_not_taken_for_nothing_to_do(only: str) -> None:
    with pytest.raises(Problems) as raised:
        plan(ESTATE, {SITE: Simulated(SITE)}, Scope((SITE,), (only, "site")))
    (error,) = raised.value.errors
    assert (error.code.id, error.code.exit) == ("ZY-CLOUD-015", Exit.BAD_INPUT)
    assert only in str(error)
    assert "finance, health, site" in str(error)


def test_a_tenant_that_is_declared_no_more_can_be_taken_away_by_its_name() -> None:
    cloud = Simulated(SITE)
    (main,) = ESTATE.sites
    bring_about(main, cloud)
    gone = replace(ESTATE, sites=(replace(main, tenants=()),))
    made = plan(gone, {SITE: cloud}, Scope((SITE,), ("finance",), allow_destroy=True))
    assert "delete primary/project/finance" in [action.id for action in made.actions]


STAFFED = with_servers(tenant("finance"), server("app", "office", volumes=(volume(),)))
MOVED = replace(STAFFED, networks=(network("office", "10.0.1.0/24"),))


def _refused(parts: Parts, cloud: Simulated, *only: str) -> list[tuple[str, str]]:
    with pytest.raises(Problems) as raised:
        planned(site(shared(), parts), cloud, only=only)
    return [(error.code.id, str(error)) for error in raised.value.errors]


def test_nothing_goes_away_that_is_held_outside_of_what_was_asked_for() -> None:
    cloud = Simulated(SITE)
    bring_about(site(shared(), Parts(tenants=(STAFFED,))), cloud)
    ((code, words),) = _refused(Parts(tenants=(MOVED,)), cloud, "finance/office")
    assert code == "ZY-CLOUD-031"
    assert "primary/subnet/finance/office/10.0.0.0/24" in words
    assert "server finance/desk/app" in words
    whole = site(shared(), Parts(tenants=(MOVED,)))
    assert not bring_about(whole, cloud, only=["finance"]).not_done()
    assert not planned(whole, cloud)


@pytest.mark.parametrize("volumes", [(), (volume(size_gib=1),)], ids=["declared no longer", "declared smaller"])
def test_a_volume_that_a_strangers_server_holds_does_not_go_away(volumes: tuple[Volume, ...]) -> None:
    cloud = Simulated(SITE)
    large = with_servers(tenant("finance"), server("app", "office", volumes=(volume(size_gib=2),)))
    bring_about(site(shared(), Parts(tenants=(large,))), cloud)
    path = "finance/desk/app/data"
    cloud.lose(Address(SITE, "attachment", path))
    cloud.foreign.append(Foreign("attachment", path, "its identifier", "finance"))
    less = with_servers(tenant("finance"), server("app", "office", volumes=volumes))
    codes = dict(_refused(Parts(tenants=(less,)), cloud))
    assert "server its identifier" in codes["ZY-CLOUD-028"]
