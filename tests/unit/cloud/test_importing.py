"""States of Terraform and stacks of Heat come to files of an estate; what is not understood is told, secrets stay out."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cloud.adoption.draft import Draft, Files, draft, systems_of
from cloud.adoption.systems import told_of
from cloud.importing.drafted import surveyed
from cloud.importing.heat import heat
from cloud.importing.recorded import Records
from cloud.importing.terraform import terraform
from inventory.loader import load
from inventory.overlay import Overlay
from inventory.yaml_text import dump
from tests.examples import examples
from tests.unit.inventory.estates import ESTATE, SITE, Memory
from zhengyun.errors import ZhengyunError
from zhengyun.estate import Estate

SAMPLES: Final = Path(__file__).parents[2] / "samples"
STATE: Final = (SAMPLES / "terraform/payroll.tfstate").read_bytes()
EXPORT: Final = (SAMPLES / "heat/portal-export.json").read_bytes()
WIDE: Final = SITE.replace(
    "addresses: [198.51.100.0/24]}", 'addresses: [198.51.100.0/24, "2001:db8:64::/48"], exposed: true}'
)
BASE: Final = Memory({"estate.yaml": ESTATE.encode(), "primary/site.yaml": WIDE.encode()})


def drafted(records: Records) -> Draft:
    """The draft for a town that offers what the samples use."""
    estate = load(BASE)
    view, survey, given_ = surveyed(records, estate, ("primary", "finance", ""), ())
    common = {"level": 3, "zone": "business", "owner": "Wang"}
    told = {name: told_of(name, (), common) for name in systems_of(survey)}

    def loaded(files: Files) -> Estate:
        texts = {"primary/tenants/finance.yaml": dump(files.tenant), "primary/adopt/finance.yaml": dump(files.adopt)}
        return load(Overlay(BASE, texts))

    return draft(view, survey, replace(given_, told=told), loaded)


def imported(tool: str, data: bytes) -> Records:
    return terraform(data, "payroll.tfstate") if tool == "terraform" else heat({"portal.json": data})


@pytest.fixture(scope="module")
def made() -> Draft:
    """The state's draft."""
    return drafted(terraform(STATE, "payroll.tfstate"))


class TestTerraform:
    """A state with modules, count, for_each, data sources and secrets."""

    def test_its_files_are_right_and_say_all_of_it(self, made: Draft) -> None:
        assert made.errors == ()
        tenant = made.files.tenant
        assert set(tenant["systems"]["payroll"]["servers"]) == {"web-1", "web-2", "db"}
        assert tenant["systems"]["payroll"]["servers"]["db"]["running"] is False
        assert tenant["networks"]["office"]["addresses"][1] == {"addresses": "2001:db8:64::/64", "ipv6": "slaac"}
        assert tenant["groups"]["db"]["egress"] == "declared"
        assert tenant["systems"]["payroll"]["servers"]["web-1"]["floating"] == "internet"

    def test_every_identifier_stands_beside_its_path(self, made: Draft) -> None:
        things = made.files.adopt["things"]
        assert things["server"]["finance/payroll/web-2"] == "00000000-0000-4000-8000-000000000022"
        assert things["volume"] == {"finance/payroll/db/data": "00000000-0000-4000-8000-000000000024"}

    def test_what_is_not_understood_is_told_by_name(self, made: Draft) -> None:
        told = {one.name for one in made.left}
        assert told >= {"openstack_lb_loadbalancer_v2.front", "random_password.db"}

    def test_no_secret_gets_out(self, made: Draft) -> None:
        told = json.dumps([made.files, made.left], default=str)
        for secret in ("Hunter2", "SECRET-KEY", "c2VjcmV0"):
            assert secret not in told


class TestRoutes:
    """Static routes are recorded beside their router, one by one or many at once."""

    def test_of_a_state(self) -> None:
        state = json.loads(STATE)
        routed = {"router_id": "00000000-0000-4000-8000-000000000006", "next_hop": "198.51.100.70"}
        instances = [
            {"attributes": {**routed, "id": to, "destination_cidr": to}} for to in ("10.200.0.0/17", "nonsense")
        ]
        state["resources"].append(
            {"mode": "managed", "type": "openstack_networking_router_route_v2", "name": "far", "instances": instances}
        )
        made = drafted(terraform(json.dumps(state).encode(), "payroll.tfstate"))
        assert made.errors == ()
        (router,) = made.files.tenant["routers"].values()
        assert router["routes"] == [{"to": "10.200.0.0/17", "via": "198.51.100.70"}]

    def test_of_a_stack(self) -> None:
        stack = json.loads(EXPORT)
        ways = [{"destination": "10.200.0.0/17", "nexthop": "198.51.100.70"}]
        stack["template"]["resources"]["ways"] = {
            "type": "OS::Neutron::ExtraRouteSet",
            "properties": {"router": {"get_resource": "router"}, "routes": ways},
        }
        stack["template"]["resources"]["way"] = {
            "type": "OS::Neutron::ExtraRoute",
            "properties": {
                "router_id": {"get_resource": "router"},
                "destination": "10.200.128.0/17",
                "nexthop": "198.51.100.71",
            },
        }
        made = drafted(heat({"portal.json": json.dumps(stack).encode()}))
        (router,) = made.files.tenant["routers"].values()
        assert [one["to"] for one in router["routes"]] == ["10.200.0.0/17", "10.200.128.0/17"]


class TestHeat:
    """A stack as it is exported, and as a listing and a template tell of it."""

    def test_an_export_says_all_of_it(self) -> None:
        made = drafted(heat({"portal.json": EXPORT}))
        assert made.errors == ()
        assert made.files.tenant["systems"]["portal"]["servers"]["app"]["volumes"] == {"data": "10 GiB"}
        assert "OS::Heat::WaitCondition alarm" in {one.name for one in made.left}
        assert "Hunter2" not in json.dumps([made.files, made.left], default=str)

    def test_a_listing_and_a_template_say_the_same(self) -> None:
        files = {name: (SAMPLES / f"heat/portal-{name}.json").read_bytes() for name in ("resources", "template")}
        once, again = drafted(heat(files)), drafted(heat({"portal.json": EXPORT}))
        assert once.files.tenant == again.files.tenant

    def test_of_a_listing_alone_nothing_is_made_up(self) -> None:
        records = heat({"one": (SAMPLES / "heat/portal-resources.json").read_bytes()})
        with pytest.raises(ZhengyunError) as refused:
            drafted(records)
        assert refused.value.code.id == "ZY-CLOUD-235"


@pytest.mark.parametrize("tool", ["terraform", "heat"])
@pytest.mark.parametrize(
    "data", [b"", b"{", b"null", b"3", b'"x"', b"\xff\xfe", b"[" * 5000, b'{"version": 3, "resources": []}', b"{}"]
)
def test_what_is_no_state_is_refused(tool: str, data: bytes) -> None:
    with pytest.raises(ZhengyunError) as refused:
        imported(tool, data)
    assert refused.value.code.id == "ZY-CLOUD-234"


@pytest.mark.slow
@pytest.mark.parametrize(("tool", "whole"), [("terraform", STATE), ("heat", EXPORT)])
@examples(60)
@given(data=st.data())
def test_whatever_is_cut_off_or_put_wrong_is_refused_or_told(tool: str, whole: bytes, data: st.DataObject) -> None:
    cut = data.draw(st.integers(0, len(whole) - 2))
    with pytest.raises(ZhengyunError):
        imported(tool, whole[:cut])
    document = json.loads(whole)
    _spoil(document, data)
    try:
        made = drafted(imported(tool, json.dumps(document).encode()))
    except ZhengyunError:
        return
    assert "Hunter2" not in json.dumps([made.files, made.left], default=str)


def _spoil(document: Any, data: st.DataObject) -> None:
    """Put something else in the place of one value, wherever it lies."""
    places: list[tuple[Any, Any]] = []

    def collect(at: Any) -> None:
        for key, value in at.items() if isinstance(at, dict) else enumerate(at) if isinstance(at, list) else ():
            places.append((at, key))
            collect(value)

    collect(document)
    where, key = places[data.draw(st.integers(0, len(places) - 1))]
    wrong: Callable[[], Any] = lambda: data.draw(  # noqa: E731 - one word for what is drawn
        st.sampled_from(
            [None, True, -1, "", "\x1b[2J", "../../etc", [], {}, [[]], {"a": []}, "9" * 40, "::/0", "é" * 300]
        )
    )
    where[key] = wrong()
