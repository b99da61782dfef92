"""The contract of the cloud's drivers: what a change has done can be taken back, and then the site is as it was."""

from collections.abc import Collection, Sequence
from typing import Final

import pytest

from cloud.errands.left import Why
from cloud.errands.reverting import walked
from cloud.kinds.legs import ADDRESS
from cloud.planning import plan_site
from cloud.port import Cloud
from cloud.simulated import Simulated
from tests.carrying import Carried, carry_out, planned
from tests.contract.cloud.conftest import ROOMS
from tests.contract.cloud.story import STORIES, Titled
from tests.contract.cloud.telling import MODULES
from tests.estates import SITE, site
from zhengyun.action import Action, Effects
from zhengyun.estate import Site
from zhengyun.past import Past
from zhengyun.plan import Plan, Scope
from zhengyun.resource import Address, World

assert MODULES
# What the cloud chooses anew, or what follows from where things came to stand.
CHOSEN: Final = frozenset({"the address", "host", "zoned", "availability_zone", "since"})
# What is made again and is not all that it was, or stays in order.
GOOD: Final = frozenset({Why.EMPTY, Why.OTHER, Why.ADDRESS, Why.MENDED})
# What has grown and does not shrink: all that stays as a change has left it.
GROWN: Final = frozenset(
    {
        "server-update-volume-that-it-boots-from",
        "volume-update-size-attached",
        "volume-update-size-and-type",
        "volume-create-in-a-zone",
        "subnetpool-update-grows",
    }
)
# Of these a real site is asked: each verb, each bond, and what goes over from one to another. Not of two things that the lab
# cannot do: the number of a flavor that goes is given to the next one, which Nova then takes for the same, and its hosts
# remember the ports of servers that are gone.
REAL: Final = frozenset(
    {
        "server-delete",
        "server-update-groups",
        "snapshot-delete-with-its-volume",
        "floating-delete",
        "router-update-subnets-left",
        "subnet-another-under-a-server",
        "server-update-flavor",
        "port-goes-over-to-a-trunk",
        "trunk-a-subport-is-replaced",
        "quota-update-every-field",
        "rule-delete",
    }
)


@pytest.fixture
def cloud(driver: str, request: pytest.FixtureRequest) -> Cloud:
    """A site where nothing of an estate's is yet."""
    return Simulated("primary", rooms=ROOMS) if driver == "simulated" else request.getfixturevalue("empty_cloud")


def past_of(carried: Carried) -> Past:
    """What was done, as the records would tell it."""
    plan = Plan("city", "c0ffee", Scope((SITE,)), carried.actions, Effects())
    return Past.of("CR-TEST22", plan, carried.outcomes)


def planned_back(at: Site, cloud: Cloud, past: Past) -> tuple[Action, ...]:
    """The plan that takes it back."""
    way = walked(cloud, cloud.observe(), past)
    words = ("revert", past.request, past.digest, *(one.word for one in way.left))
    return plan_site(at, cloud, Scope((SITE,), allow_destroy=True, errand=words), deep=False, past=past).actions


def shown(world: World, passing_over: Sequence[Titled] = (), moved: Collection[Address] = ()) -> dict[str, object]:
    """A site without identifiers, without what some stories are about, and without the addresses of what has moved."""
    return {
        str(address): {
            name: value
            for name, value in one.attributes.items()
            if name not in CHOSEN and value is not None and not (address in moved and name.startswith(ADDRESS))
        }
        for address, one in world.existing.items()
        if not any(titled.place.owns(address) or address.path == titled.place.name for titled in passing_over)
    }


def owners(actions: Sequence[Action], stories: Sequence[Titled]) -> set[str]:
    """The stories that some actions belong to."""
    return {titled.id for titled in stories for action in actions if titled.place.owns(action.address)}


@pytest.mark.slow
def test_whatever_a_change_has_done_is_taken_back_and_that_again(cloud: Cloud, driver: str) -> None:
    stories = [one for one in STORIES if driver == "simulated" or one.id in REAL]
    whole = [titled.tell(titled.place) for titled in stories]
    before, after = site(*(one.before for one in whole)), site(*(one.after for one in whole))
    assert not carry_out(cloud, planned(before, cloud)).not_done()
    stayed = [one for one in stories if one.id in GROWN]
    stood = cloud.observe()

    done = carry_out(cloud, planned(after, cloud))
    assert not done.not_done()
    way = walked(cloud, cloud.observe(), past_of(done))
    bad = {
        titled.id for titled in stories for one in way.left if one.why not in GOOD and titled.place.owns(one.address)
    }
    assert bad == {one.id for one in stayed}

    back = carry_out(cloud, planned_back(after, cloud, past_of(done)))
    assert not back.not_done()
    moved = {one.address for one in way.left if one.why is Why.ADDRESS}
    assert shown(cloud.observe(), stayed, moved) == shown(stood, stayed, moved), "not as it was before the change"
    assert owners(planned(before, cloud), stories) == {one.id for one in stayed}

    forth = carry_out(cloud, planned_back(after, cloud, past_of(back)))
    assert not forth.not_done()
    told_again = owners(planned(after, cloud), stories)
    # What was made smaller by being made anew has grown on its way back, and does not shrink.
    assert told_again <= {
        "snapshot-delete-with-its-volume-that-is-replaced",
        "volume-replace-smaller",
        "subnetpool-replace",
    }
