"""An answer is lost after the service has done what it was asked: no thing is made twice, and none is left half made."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

import pytest

from lab.openstack.proxy import Fault, cuts, spoils
from lab.openstack.rest import Session
from tests.carrying import Carried, carry_out, planned, told
from tests.integration.cloud.conftest import HASTY
from tests.integration.cloud.small import everything
from tests.lab_site import LabSite

pytestmark = pytest.mark.lab

# What is made, and the request that makes it.
CREATIONS: Final = {
    "project": r"^/v3/projects$",
    "key": r"/os-keypairs$",
    "flavor": r"/flavors$",
    "image": r"/images$",
    "network": r"/networks$",
    "subnet": r"/subnets$",
    "router": r"/routers$",
    "group": r"/security-groups$",
    "rule": r"/security-group-rules$",
    "floating": r"/floatingips$",
    "server": r"/servers$",
    "volume": r"/volumes$",
    "attachment": r"/os-volume_attachments$",
}
# What else it takes until a thing is whole.
STEPS: Final = {
    "the executor's role": ("PUT", r"/roles/"),
    "quota of servers": ("PUT", r"/v2.1/os-quota-sets/"),
    "quota of volumes": ("PUT", r"/v3/os-quota-sets/"),
    "quota of networks": ("PUT", r"/v2.0/quotas/"),
    "the quota's seal": ("PUT", r"^/v3/projects/[^/]+/tags/zhengyun"),
    "a network's mark": ("PUT", r"/networks/[^/]+/tags$"),
    "a router's mark": ("PUT", r"/routers/[^/]+/tags$"),
    "a router's leg": ("PUT", r"/add_router_interface$"),
    "a flavor's mark": ("POST", r"/os-extra_specs$"),
    "an image's bytes": ("PUT", r"/file$"),
}
MANNERS: Final[Mapping[str, Callable[[str, str], Fault]]] = {"cut": cuts, "spoilt": partial(spoils, 502)}


@dataclass(frozen=True)
class Town:
    """An estate that was applied while everything went wrong once."""

    name: str
    faults: Mapping[str, Fault]
    carried: Carried
    left: list[str]
    session: Session
    project: str

    def listed(self, service: str, path: str, key: str, version: str = "") -> list[Any]:
        """A list as the service has it."""
        return list(self.session.get(service, path, version=version)[key])


@pytest.fixture(scope="module", params=MANNERS)
def town(request: pytest.FixtureRequest, lab_site: LabSite) -> Town:
    """The estate, applied."""
    proxy, clouds = request.getfixturevalue("proxy"), request.getfixturevalue("proxied")
    make = MANNERS[request.param]
    faults = {name: make("POST", path) for name, path in CREATIONS.items()}
    faults |= {name: make(method, path) for name, (method, path) in STEPS.items()}
    name = f"lost-{request.param}"
    site = everything(name, 101 + list(MANNERS).index(request.param))
    cloud = lab_site.cloud(name, patience=HASTY, clouds=clouds)
    actions = planned(site, cloud)
    with proxy.told(*faults.values()):
        carried = carry_out(cloud, actions)
    session = lab_site.session()
    (project,) = session.get("identity", f"/projects?name={name}")["projects"]
    return Town(name, faults, carried, told(planned(site, cloud, deep=True)), session, project["id"])


def test_everything_is_done_all_the_same(town: Town) -> None:
    assert not town.carried.not_done()
    assert {action.address.kind for action in town.carried.actions} == {*CREATIONS, "quota"}


@pytest.mark.parametrize("what", [*CREATIONS, *STEPS])
def test_every_answer_was_lost_once(town: Town, what: str) -> None:
    """So that the other tests here say something."""
    assert town.faults[what].met == 1


def test_then_there_is_nothing_to_do(town: Town) -> None:
    assert town.left == []


def test_nothing_is_there_twice(town: Town) -> None:
    listed, own = town.listed, f"project_id={town.project}"
    volumes = listed("block-storage", f"/{town.session.project}/volumes/detail?all_tenants=1", "volumes")
    servers = listed("compute", f"/servers/detail?all_tenants=1&{own}", "servers")
    groups = listed("network", f"/v2.0/security-groups?name=web&{own}", "security_groups")
    rules = listed("network", f"/v2.0/security-group-rules?security_group_id={groups[0]['id']}", "security_group_rules")
    found = {
        "project": listed("identity", f"/projects?name={town.name}", "projects"),
        "key": [one for one in listed("compute", "/os-keypairs", "keypairs") if _of(one["keypair"], town)],
        "flavor": [one for one in listed("compute", "/flavors", "flavors") if _of(one, town)],
        "image": [one for one in listed("image", "/v2/images?limit=100", "images") if _of(one, town)],
        "network": listed("network", f"/v2.0/networks?{own}", "networks"),
        "subnet": listed("network", f"/v2.0/subnets?{own}", "subnets"),
        "router": listed("network", f"/v2.0/routers?{own}", "routers"),
        "group": groups,
        "rule": [one for one in rules if one["direction"] == "ingress"],
        "floating": listed("network", f"/v2.0/floatingips?{own}", "floatingips"),
        "server": servers,
        "volume": [one for one in volumes if one["os-vol-tenant-attr:tenant_id"] == town.project],
        "attachment": [volume for server in servers for volume in server["os-extended-volumes:volumes_attached"]],
    }
    assert {kind: len(things) for kind, things in found.items()} == dict.fromkeys(CREATIONS, 1)


def test_what_was_asked_for_again_is_told_in_its_outcome(town: Town) -> None:
    retried = {one.action.split("/")[1] for one in town.carried.outcomes if one.detail.endswith(" retries")}
    assert retried >= {"project", "quota", "network", "router", "image"}


def _of(item: Mapping[str, Any], town: Town) -> bool:
    return str(item["name"]).startswith(town.name)
