"""Giving back what somebody left in the cloud: exactly what was named, as it was when people agreed, and nothing declared."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

import pytest

from cloud.capacity.reclaim import Ages, Candidate, Why, candidates
from cloud.errands.reclaiming import reclaimable
from cloud.openstack import OpenStack
from cloud.planning import effects_of, plan_site
from tests.carrying import bring_about, carry_out, planned
from tests.contract.cloud.by_hand.asking import Asking
from tests.integration.cloud.small import everything
from tests.lab_site import NAME, LabSite
from zhengyun.action import Action
from zhengyun.errors import Problems
from zhengyun.estate import Estate
from zhengyun.plan import Plan, Scope, moved

pytestmark = [pytest.mark.lab, pytest.mark.slow]

TOWN: Final = "giveback"
SITE: Final = everything(TOWN, 178)
AT_ONCE: Final = Ages(idle=0, old=0)


@dataclass(frozen=True)
class Left:
    """What somebody has left behind, by what it is, and the hands that see and give it back."""

    cloud: OpenStack
    hands: Asking
    ids: dict[str, str]

    def offered(self) -> dict[str, Candidate]:
        """What of it is offered, by what it is."""
        able = reclaimable(SITE, self.cloud.observe())
        found = {one.id: one for one in candidates(able, AT_ONCE, datetime.now(UTC))}
        return {what: found[identifier] for what, identifier in self.ids.items() if identifier in found}

    def plan(self, *what: str) -> tuple[Action, ...]:
        """The actions by which some of it goes."""
        words = ("reclaim", *(self.ids.get(one, one) for one in what))
        return plan_site(SITE, self.cloud, Scope((NAME,), errand=words, allow_destroy=True), deep=False).actions


def _leave(hands: Asking, cloud: OpenStack) -> dict[str, str]:
    world = cloud.observe()
    ids = {(address.kind, address.path): one.id for address, one in world.existing.items()}
    server = {
        "name": "forgotten",
        "flavorRef": ids["flavor", f"site/{TOWN}-tiny"],
        "imageRef": ids["image", f"site/{TOWN}-base"],
        "networks": "none",
    }
    left = {"server": hands.ask("POST", "compute", "/servers", {"server": server})["server"]["id"]}
    volume = {"volume": {"name": "kept for later", "size": 2}}
    left["volume"] = hands.ask("POST", "block-storage", "/volumes", volume)["volume"]["id"]
    hands.until(hands.volume_is(left["volume"], "available"))
    snapshot = {"snapshot": {"volume_id": left["volume"], "name": "just in case"}}
    left["snapshot"] = hands.ask("POST", "block-storage", "/snapshots", snapshot)["snapshot"]["id"]
    port = {"port": {"network_id": ids["network", f"{TOWN}/office"], "name": "spare"}}
    left["port"] = hands.ask("POST", "network", "/v2.0/ports", port)["port"]["id"]
    floating = {"floatingip": {"floating_network_id": ids["network", f"site/{TOWN}-out"]}}
    left["floating"] = hands.ask("POST", "network", "/v2.0/floatingips", floating)["floatingip"]["id"]
    hands.until(lambda: bool(hands.server(left["server"])["status"] == "ACTIVE"))
    hands.act(left["server"], "os-stop")
    hands.until(lambda: bool(hands.server(left["server"])["status"] == "SHUTOFF"))
    return left


@pytest.fixture(scope="module")
def left(lab_site: LabSite) -> Left:
    """A department in order, and what somebody has left beside it."""
    cloud, hands = lab_site.cloud(TOWN), Asking(lab_site)
    assert not bring_about(SITE, cloud).not_done()
    return Left(cloud, hands, _leave(hands, cloud))


def test_what_was_left_is_offered_with_what_it_takes_and_nothing_declared_is(left: Left) -> None:
    offered = left.offered()
    assert {what: one.why for what, one in offered.items()} == {
        "server": Why.IDLE,
        "volume": Why.UNATTACHED,
        "snapshot": Why.OLD,
        "port": Why.UNUSED,
        "floating": Why.UNUSED,
    }
    assert (offered["server"].size.vcpus, offered["volume"].size.storage_gib, offered["floating"].size.addresses) == (
        1,
        2,
        1,
    )
    assert all(one.days == 0 and one.project for one in offered.values())
    declared = {one.id for address, one in left.cloud.observe().existing.items() if address.tenant == TOWN}
    able = {one.id for address, one in reclaimable(SITE, left.cloud.observe()) if address.tenant == TOWN}
    assert declared
    assert not able & declared - {left.ids["port"]}
    assert planned(SITE, left.cloud) == (), "no plan of the files touches any of it"


def test_nothing_goes_that_was_not_named_or_is_declared(left: Left) -> None:
    world = left.cloud.observe()
    mine = next(
        one.id for address, one in world.existing.items() if address.kind == "server" and address.tenant == TOWN
    )
    for words, code in (("volume",), "ZY-CLOUD-188"), ((mine,), "ZY-CLOUD-185"), (("no-such",), "ZY-CLOUD-187"):
        with pytest.raises(Problems) as refused:
            left.plan(*words)
        assert [error.code.id for error in refused.value.errors] == [code]


def test_what_has_changed_since_people_agreed_does_not_go(left: Left) -> None:
    actions = left.plan("server")
    estate = Estate("demo", "demo", "external", (SITE,))
    agreed = Plan("demo", "", Scope((NAME,)), actions, effects_of(estate, actions))
    assert agreed.effects.loses, "its disk"
    assert not list(moved(agreed, {NAME: left.cloud.observe()}))
    left.hands.act(left.ids["server"], "os-start")
    left.hands.until(lambda: bool(left.hands.server(left.ids["server"])["status"] == "ACTIVE"))
    assert {one.rest.attribute for one in moved(agreed, {NAME: left.cloud.observe()})} >= {"state"}


def test_what_was_agreed_to_goes_and_nothing_else(left: Left) -> None:
    before = {address for address in left.cloud.observe().existing if address.kind != "unclaimed"}
    done = carry_out(left.cloud, left.plan("server", "volume", "snapshot", "port", "floating"))
    assert not done.not_done()
    assert [action.verb for action in done.actions] == ["delete"] * 5
    after = left.cloud.observe()
    assert not left.offered()
    assert {address for address in after.existing if address.kind != "unclaimed"} == before
    again = carry_out(left.cloud, done.actions)
    assert not again.not_done(), "what is gone already is no failure"
