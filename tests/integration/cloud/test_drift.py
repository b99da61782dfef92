"""Drift, and who it was: as far as the services' own events know, and nobody where they do not."""

from dataclasses import dataclass
from typing import Any, Final

import pytest

from lab.openstack import intruder
from lab.openstack.rest import Session
from lab.openstack.services import PEOPLE
from tests.integration.cloud.conftest import Found
from tests.integration.cloud.town import Department, Town
from tests.lab_site import NAME, LabSite, answer
from zhengyun.instant import SystemClock, text

pytestmark = [pytest.mark.lab, pytest.mark.slow]

RULE: Final = "in tcp 443 from 0.0.0.0/0"
BEFORE: Final = Department({"app": ("tiny", {})}, spare="198.51.100.16/28")
AFTER: Final = Department({"app": ("tiny", {})}, spare="198.51.100.32/28")


@dataclass(frozen=True)
class Drifted:
    """A town in which somebody did things by hand between two instants, and what drift says of it."""

    town: Town
    began: str
    ended: str
    strange: str
    """The identifier of the rule that was added."""
    told: Any
    words: str

    def of(self, kind: str, path: str) -> Any:
        """What is told of one thing."""
        (found,) = [one for one in self.told["drift"] if one["address"] == f"{NAME}/{kind}/{self.town.name}{path}"]
        return found


@pytest.fixture(scope="module")
def drifted(found: Found, lab_site: LabSite) -> Drifted:
    """Everything is done at once, by two people, to a town in which a network has been replaced before."""
    town = found("drifting")
    town.applied(BEFORE)
    _replace_spare(town)
    mallory = intruder.log_in(lab_site.place, NAME, town.name)
    admin = lab_site.log_in(PEOPLE[0], lab_site.known.passwords[PEOPLE[0]], "admin")
    began = text(SystemClock().now())
    strange = _meddle(mallory, admin)
    ended = text(SystemClock().now())
    said = town.types("drift", "-o", "json")
    assert said.code == 4, said.err
    return Drifted(town, began, ended, strange, said.json["sites"][0], town.types("drift").out)


def _replace_spare(town: Town) -> None:
    """One network was made, changed, and made anew: what is known of it now is the newest."""
    session = town.session()
    (network,) = session.get("network", "/v2.0/networks?name=spare")["networks"]
    path = f"/v2.0/networks/{network['id']}"
    answer(session, "PUT", "network", path, {"network": {"name": "another"}})
    town.applied(BEFORE)
    answer(session, "DELETE", "network", path)
    town.applied(AFTER)


def _meddle(mallory: Session, admin: Session) -> str:
    """Close one port and open another, take a network away, rename a server, add a network; and a quota is changed."""
    groups = mallory.get("network", f"/v2.0/security-groups?name=web&project_id={mallory.project}")["security_groups"]
    rule = next(one for one in groups[0]["security_group_rules"] if one["direction"] == "ingress")
    answer(mallory, "DELETE", "network", f"/v2.0/security-group-rules/{rule['id']}")
    opened = {"security_group_id": groups[0]["id"], "direction": "ingress", "ethertype": "IPv4", "protocol": "tcp"}
    opened |= {"port_range_min": 22, "port_range_max": 22, "remote_ip_prefix": "0.0.0.0/0"}
    made = answer(mallory, "POST", "network", "/v2.0/security-group-rules", {"security_group_rule": opened})
    (spare,) = mallory.get("network", f"/v2.0/networks?name=spare&project_id={mallory.project}")["networks"]
    answer(mallory, "DELETE", "network", f"/v2.0/networks/{spare['id']}")
    (server,) = mallory.get("compute", "/servers")["servers"]
    answer(mallory, "PUT", "compute", f"/servers/{server['id']}", {"server": {"name": "mine"}})
    answer(mallory, "POST", "network", "/v2.0/networks", {"network": {"name": "hidden"}})
    _put_there(mallory, str(server["id"]))
    quota = {"quota_set": {"instances": 50}}
    answer(admin, "PUT", "compute", f"/os-quota-sets/{mallory.project}", quota, "compute 2.90")
    return str(made["security_group_rule"]["id"])


def _put_there(mallory: Session, like: str) -> None:
    """A server like another, a volume and an image: no event says what came of a creation."""
    (flavor,) = mallory.get("compute", "/flavors?limit=1")["flavors"]
    image = mallory.get("compute", f"/servers/{like}")["server"]["image"]["id"]
    server = {"name": "squatter", "flavorRef": flavor["id"], "imageRef": image, "networks": "none"}
    answer(mallory, "POST", "compute", "/servers", {"server": server}, "compute 2.90")
    answer(mallory, "POST", "block-storage", "/volumes", {"volume": {"name": "loot", "size": 1}})
    body = {"name": "own", "disk_format": "raw", "container_format": "bare"}
    answer(mallory, "POST", "image", "/v2/images", body)


@pytest.mark.parametrize(
    ("kind", "path", "state", "who", "what"),
    [
        ("rule", f"/web/{RULE}", "gone", "intruder", "delete /v2.0/security-group-rules/"),
        ("rule", "/web/in tcp 22 from 0.0.0.0/0", "strange", "intruder", "create /v2.0/security-group-rules"),
        ("network", "/spare", "gone", "intruder", "delete /v2.0/networks/"),
        ("server", "/desk/app", "changed", "intruder", "update /v2.1/servers/"),
        ("quota", "", "changed", "admin", "update /v2.1/os-quota-sets/"),
    ],
)
def test_what_was_done_by_hand_is_named_with_who_did_it_and_when(
    drifted: Drifted, kind: str, path: str, state: str, who: str, what: str
) -> None:
    found = drifted.of(kind, path)
    assert found["state"] == state
    newest = found["by"][0]
    assert newest["actor"] == who
    assert newest["what"].startswith(what)
    assert drifted.began <= newest["at"] <= drifted.ended
    assert newest["origin"] == "127.0.0.1"


def test_the_attribute_is_named_with_what_it_was_and_what_it_is(drifted: Drifted) -> None:
    # In a difference, `before` is what was found.
    assert drifted.of("server", "/desk/app")["changes"] == [
        {"attribute": "name", "before": "mine", "after": "desk-app"}
    ]
    quota = {change["attribute"]: (change["before"], change["after"]) for change in drifted.of("quota", "")["changes"]}
    assert quota["servers"] == (50, 5)
    assert "name: desk-app → mine" in drifted.words


def test_what_went_with_something_else_is_told_too(drifted: Drifted) -> None:
    """Neutron deletes a network's ranges with it, and writes no event of that."""
    found = drifted.of("subnet", "/spare/198.51.100.32/28")
    assert (found["state"], found["by"]) == ("gone", [])
    assert "by nobody that the services recorded" in drifted.words


def test_nothing_else_is_told(drifted: Drifted) -> None:
    assert len(drifted.told["drift"]) == 6
    assert drifted.words.endswith("drifted: 6\n")


def test_what_is_not_ours_is_told_beside_with_who_has_put_it_there(drifted: Drifted) -> None:
    role, stranger = (one for one in drifted.told["foreign"] if one["kind"] in {"assignment", "network"})
    assert (role["kind"], role["name"], role["tenant"]) == ("assignment", "intruder member", "drifting")
    assert (stranger["kind"], stranger["name"], stranger["tenant"]) == ("network", "hidden", "drifting")
    assert [deed["actor"] for deed in stranger["by"]] == ["intruder"]
    assert "primary/network/drifting/hidden is there, and is not ours" in drifted.words


@pytest.mark.parametrize(
    ("kind", "name", "what"),
    [
        ("server", "squatter", "create /v2.1/servers"),
        ("volume", "loot", "create /v3"),
        ("image", "own", "create /v2/images"),
    ],
)
def test_who_made_what_no_event_names_is_found_by_project_and_time(
    drifted: Drifted, kind: str, name: str, what: str
) -> None:
    (stranger,) = [one for one in drifted.told["foreign"] if (one["kind"], one["name"]) == (kind, name)]
    made = stranger["by"][-1]
    assert (made["actor"], made["matched"]) == ("intruder", "time")
    assert made["what"].startswith(what)
    assert drifted.began <= made["at"] <= drifted.ended
    assert "nobody else's creation fits by project and time" in drifted.words


def test_without_the_services_events_nobody_is_named(drifted: Drifted) -> None:
    settings = drifted.town.settings.read_text("utf-8").partition("[audit_logs]")[0]
    blind = drifted.town.root / "blind.toml"
    blind.write_text(settings, "utf-8")
    said = drifted.town.types("drift", settings=blind)
    assert said.code == 4
    assert "by whom is not known here" in said.out
    assert "intruder at" not in said.out


def test_a_plan_puts_it_right_and_leaves_what_is_not_ours_alone(drifted: Drifted) -> None:
    town = drifted.town
    town.applied(AFTER)
    said = town.types("drift", "-o", "json")
    assert said.code == 0, said.out
    names = {one["name"] for one in said.json["sites"][0]["foreign"]}
    assert names == {"intruder member", "hidden", "squatter", "loot", "own"}
