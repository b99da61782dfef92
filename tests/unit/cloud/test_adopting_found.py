"""What a survey makes of a project's ports, volumes, copies and users, and what a project vouches for."""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from cloud import mark
from cloud.adoption.findings import Known, Survey
from cloud.adoption.people import users
from cloud.adoption.standing import ports
from cloud.adoption.storage import copies, types, volumes
from cloud.adoption.systems import Told
from cloud.adoption.unsaid import MOST_VOUCHED, unsaid
from cloud.view import View
from zhengyun.errors import ZhengyunError
from zhengyun.resource import Address, Existing, World

Item = dict[str, Any]
Seen = Mapping[str, Any]
NOTHING = Known({}, (), {}, {})


def view(**lists: Sequence[Seen]) -> View:
    """A site where nothing is but this."""
    names = ("floating", "ports", "trunk", "server", "volume", "snapshot", "backup", "volumetype", "user", "roles")
    return View(
        "primary", "town", {one: [*lists.get(one, ())] for one in (*names, "role_assignments")}, "home", domain="d"
    )


def survey(**servers: str) -> Survey:
    """A project in which these servers are known already, by identifier."""
    found = Survey("finance", {"id": "p", "name": "Finance"})
    found.paths = {("server", one): path for one, path in servers.items()}
    return found


def port(name: str, server: str = "", **more: Any) -> Item:
    owner = "compute:nova" if server else ""
    ours = {"id": name or "unnamed", "name": name, "project_id": "p", "network_id": "n", "security_groups": ["g"]}
    return {**ours, "device_owner": owner, "device_id": server, **more}


@pytest.mark.parametrize(
    ("one", "declared"),
    [
        (port("", "s"), False),
        (port("vip", "s"), True),
        (port("vip"), True),
        (port("", "s", allowed_address_pairs=[{"ip_address": "192.0.2.1"}]), True),
        (port("", "s", qos_policy_id="q"), True),
        (port("", "s", port_security_enabled=False), True),
        (port("gateway", "r", device_owner="network:router_interface"), False),
    ],
)
def test_a_port_is_declared_where_a_servers_own_leg_could_not_be_it(one: Item, declared: bool) -> None:
    found = survey()
    ports(found, view(ports=[one]))
    assert bool(found.paths) is declared
    assert not found.left


def test_a_floating_address_leads_to_a_servers_own_leg_though_it_has_a_name() -> None:
    found = survey()
    ports(found, view(ports=[port("web", "s")], floating=[{"port_id": "web", "project_id": "p"}]))
    assert not found.paths


def test_a_second_leg_in_a_network_and_one_with_other_groups_are_declared() -> None:
    found = survey()
    legs = [port("", "s", id=one, **more) for one, more in (
        ("a", {}), ("b", {}), ("c", {"network_id": "m", "security_groups": ["h"]}), ("d", {"network_id": "o"})
    )]  # fmt: skip
    ports(found, view(ports=legs))
    assert {one for _, one in found.paths} == {"b", "c"}


def test_a_trunk_declares_what_it_is_made_of() -> None:
    found, trunk = (
        survey(),
        {"id": "t", "name": "T 1", "project_id": "p", "port_id": "a", "sub_ports": [{"port_id": "b"}]},
    )
    legs = [port("", "s", id="a"), port("", "t", id="b", device_owner="trunk:subport")]
    ports(found, view(ports=legs, trunk=[trunk]))
    assert found.paths == {
        ("port", "a"): "finance/port",
        ("port", "b"): "finance/port-2",
        ("trunk", "t"): "finance/t-1",
    }


def volume(name: str, *servers: str, **more: Any) -> Item:
    attached = [{"server_id": one, "volume_id": name, "device": "/dev/vdb"} for one in servers]
    ours = {"id": name or "unnamed", "name": name, "os-vol-tenant-attr:tenant_id": "p", "attachments": attached}
    return {**ours, "volume_type": "fast", **more}


@pytest.mark.parametrize(
    ("one", "path"),
    [
        (volume("pay-web-data", "w"), "finance/pay/web/data"),
        (volume("pay-files", "w", "x"), "finance/pay/files"),
        (volume("pay-archive"), "finance/pay/archive"),
        (volume("portal_old"), "finance/portal/old"),
        (volume("left over"), ""),
        (volume(""), ""),
        (volume("both", "w", "y"), ""),
        (volume("theirs", "w", "another's"), ""),
    ],
)
def test_a_volume_belongs_to_its_server_or_to_the_system_of_all_that_have_it_or_by_its_name(
    one: Item, path: str
) -> None:
    found = survey(w="finance/pay/web", x="finance/pay/app", y="finance/desk/one")
    volumes(found, view(volume=[one]), Known({}, (Told("portal"),), {}, {}))
    assert found.paths.get(("volume", one["id"]), "") == path
    assert bool(found.left) is not bool(path)


def test_copies_stand_below_their_volumes_by_the_minute_and_two_of_one_minute_do_not_meet() -> None:
    found = survey()
    found.paths["volume", "v"] = "finance/pay/web/data"
    made = {"name": "", "volume_id": "v", "status": "available", "created_at": "2026-11-22T04:38:08.000000"}
    owner = {"os-extended-snapshot-attributes:project_id": "p"}
    copies(found, view(snapshot=[{**made, **owner, "id": one} for one in ("s", "t")]))
    assert found.paths["snapshot", "s"] == "finance/pay/web/data/20261122t0438z"
    assert found.paths["snapshot", "t"] == "finance/pay/web/data/20261122t0439z"


@pytest.mark.parametrize(
    ("status", "of", "why"),
    [("error", "v", "error"), ("available", "gone", "its volume is gone"), ("available", "w", "is left as it is")],
)
def test_a_copy_of_nothing_that_is_ours_is_left_with_the_reason(status: str, of: str, why: str) -> None:
    found = survey()
    found.paths["volume", "v"] = "finance/pay/web/data"
    one = {"id": "s", "name": "", "volume_id": of, "status": status, "created_at": "2026-11-22T04:38:08.000000"}
    copies(found, view(backup=[{**one, "os-backup-project-attr:project_id": "p"}], volume=[volume("w")]))
    assert why in found.left[0].why


def test_the_type_of_a_volume_is_left_by_name() -> None:
    found = survey()
    types(found, view(volume=[volume("v")], volumetype=[{"id": "1", "name": "fast"}, {"id": "2", "name": "bulk"}]))
    assert [one.name for one in found.left] == ["fast"]


def assigned(user: str, role: str, project: str = "p") -> Item:
    return {"user": {"id": user}, "role": {"id": role}, "scope": {"project": {"id": project}}}


@pytest.mark.parametrize(
    ("roles", "why"),
    [
        ([assigned("u", "1")], ""),
        ([], "no role"),
        ([assigned("u", "1"), assigned("u", "1", "other")], "elsewhere"),
        ([assigned("u", "2")], "administrator"),
    ],
)
def test_a_service_user_has_roles_in_the_project_alone_and_is_no_administrator(roles: list[Item], why: str) -> None:
    found = survey()
    people = [{"id": "u", "name": "finance-robot", "domain_id": "d"}]
    named = [{"id": "1", "name": "member"}, {"id": "2", "name": "Admin"}]
    site = view(user=people, role_assignments=roles, roles=named)
    users(found, site, NOTHING._replace(users=frozenset({"finance-robot"})))
    assert found.paths.get(("user", "u")) == (None if why else "finance/robot")
    assert [why in one.why for one in found.left] == ([True] if why else [])


def test_a_service_user_that_is_not_there_is_refused() -> None:
    with pytest.raises(ZhengyunError) as refused:
        users(survey(), view(), NOTHING._replace(users=frozenset({"nobody"})))
    assert refused.value.code.id == "ZY-CLOUD-236"


def test_a_project_vouches_for_what_bears_no_mark() -> None:
    tags = [*mark.tags("town", "finance"), mark.voucher("servergroup", "g-1", "finance/apart")]
    assert mark.vouched(tags, "town") == {("servergroup", "g-1"): "finance/apart"}
    assert mark.vouched(tags, "city") == {}
    assert mark.vouched(tags[2:], "town") == {}


@pytest.mark.parametrize("tag", ["zhengyun:servergroup=g-1=other", "zhengyun:servergroup=g-1=No path"])
def test_a_project_that_says_two_things_says_nothing(tag: str) -> None:
    tags = [*mark.tags("town", "finance"), mark.voucher("servergroup", "g-1", "finance/apart"), tag]
    assert mark.vouched(tags, "town") == {}


def test_a_project_vouches_for_as_many_things_as_it_has_room_for_tags() -> None:
    addresses = [Address("primary", "servergroup", f"finance/apart-{number:03}") for number in range(MOST_VOUCHED + 2)]
    attributes = {"tenant": "finance", "policy": "anti-affinity", "max_per_host": None}
    world = World("primary", {one: Existing(one, one.path, attributes) for one in addresses})
    assert sorted(unsaid(world, addresses)) == addresses[MOST_VOUCHED:]
