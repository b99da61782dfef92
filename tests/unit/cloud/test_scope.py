"""What `--only` may name."""

from dataclasses import replace

import pytest

from cloud.planning import plan
from cloud.simulated import Simulated
from inventory.loader import load
from tests.carrying import bring_about
from tests.unit.inventory.estates import whole
from zhengyun.errors import Exit, Problems
from zhengyun.plan import Scope

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
    (site,) = ESTATE.sites
    bring_about(site, cloud)
    gone = replace(ESTATE, sites=(replace(site, tenants=()),))
    made = plan(gone, {SITE: cloud}, Scope((SITE,), ("finance",), allow_destroy=True))
    assert "delete primary/project/finance" in [action.id for action in made.actions]
