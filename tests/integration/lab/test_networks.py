"""Networks, as the product uses them."""

from collections.abc import Callable
from typing import Any

import pytest

pytestmark = pytest.mark.lab

EXTERNAL = {"router:external": True, "provider:network_type": "vlan", "provider:physical_network": "physnet2"}


def _external(site: Any, name: str, third: int) -> dict[str, Any]:
    network: dict[str, Any] = site.create("network", "/v2.0/networks", {"network": {"name": name, **EXTERNAL}})
    subnet = {"network_id": network["id"], "ip_version": 4, "cidr": f"203.0.{third}.0/24", "enable_dhcp": False}
    site.create("network", "/v2.0/subnets", {"subnet": subnet})
    return network


def _network(site: Any, name: str, third: int) -> tuple[dict[str, Any], dict[str, Any]]:
    network = site.create("network", "/v2.0/networks", {"network": {"name": name}})
    subnet = {"network_id": network["id"], "ip_version": 4, "cidr": f"10.60.{third}.0/24"}
    return network, site.create("network", "/v2.0/subnets", {"subnet": subnet})


def test_tags_are_put_on_every_kind_of_object_and_found_by(site: Any) -> None:
    tags = ["zhengyun:demo", "zhengyun:path=a/b"]
    external = _external(site, "tags-external", 1)
    network, subnet = _network(site, "tagged", 9)
    made = {
        "networks": network,
        "subnets": subnet,
        "ports": site.create("network", "/v2.0/ports", {"port": {"network_id": network["id"]}}),
        "routers": site.create("network", "/v2.0/routers", {"router": {"name": "tagged"}}),
        "security-groups": site.create("network", "/v2.0/security-groups", {"security_group": {"name": "tagged"}}),
        "floatingips": site.create(
            "network", "/v2.0/floatingips", {"floatingip": {"floating_network_id": external["id"]}}
        ),
    }
    for collection, thing in made.items():
        path = f"/v2.0/{collection}/{thing['id']}"
        assert sorted(site.change("PUT", "network", f"{path}/tags", {"tags": tags})["tags"]) == sorted(tags)
        found = site.get("network", f"/v2.0/{collection}?tags=zhengyun:demo")[collection.replace("-", "_")]
        assert [each["id"] for each in found] == [thing["id"]]
        site.change("PUT", "network", f"{path}/tags", {"tags": ["other"]})
        (answer,) = site.get("network", path).values()
        assert answer["tags"] == ["other"]


def test_several_tags_are_added_at_once(site: Any) -> None:
    network, _ = _network(site, "more tags", 10)
    path = f"/v2.0/networks/{network['id']}"
    site.change("PUT", "network", f"{path}/tags", {"tags": ["first"]})
    site.change("POST", "network", f"{path}/tags", {"tags": ["second", "third"]})
    assert sorted(site.get("network", path)["network"]["tags"]) == ["first", "second", "third"]


def test_no_object_gets_its_tags_when_it_is_made(site: Any) -> None:
    """Neutron itself is like that: whoever marks what he makes needs a second request. A port even takes them and says nothing."""
    network, _ = _network(site, "tags in a body", 11)
    port = {"network_id": network["id"], "tags": ["mine"]}
    assert site.create("network", "/v2.0/ports", {"port": port})["tags"] == []
    refused = site.session.ask("POST", "network", "/v2.0/networks", {"network": {"name": "n", "tags": ["mine"]}})
    assert (refused.status, "Attribute 'tags' not allowed in POST" in str(refused.body)) == (400, True)


@pytest.mark.parametrize("kind", ["tag-creation", "standard-attr-tag", "security-groups-default-rules", "router"])
def test_extensions_are_loaded(site: Any, kind: str) -> None:
    assert kind in {extension["alias"] for extension in site.get("network", "/v2.0/extensions")["extensions"]}


def test_provider_networks(site: Any) -> None:
    flat = {"provider:network_type": "flat", "provider:physical_network": "physnet1", "router:external": True}
    made = site.create("network", "/v2.0/networks", {"network": {"name": "flat", **flat}})
    assert (made["provider:network_type"], made["router:external"]) == ("flat", True)
    vlan = {"provider:network_type": "vlan", "provider:physical_network": "physnet1", "provider:segmentation_id": 777}
    made = site.create("network", "/v2.0/networks", {"network": {"name": "vlan", **vlan}})
    assert made["provider:segmentation_id"] == 777
    again = site.session.ask("POST", "network", "/v2.0/networks", {"network": {"name": "vlan again", **vlan}})
    assert again.status == 409


def test_a_router_with_a_gateway_carries_a_floating_address(
    site: Any, eventually: Callable[[Callable[[], Any]], Any]
) -> None:
    external = _external(site, "gateway-external", 2)
    network, subnet = _network(site, "inner", 1)
    gateway = {"network_id": external["id"]}
    router = site.create("network", "/v2.0/routers", {"router": {"name": "r", "external_gateway_info": gateway}})
    site.change("PUT", "network", f"/v2.0/routers/{router['id']}/add_router_interface", {"subnet_id": subnet["id"]})
    ports = site.get("network", f"/v2.0/ports?device_id={router['id']}")["ports"]
    assert {port["device_owner"]: port["status"] for port in ports} == {
        "network:router_gateway": "ACTIVE",
        "network:router_interface": "ACTIVE",
    }
    port = site.create("network", "/v2.0/ports", {"port": {"network_id": network["id"]}})
    floating = {"floating_network_id": external["id"], "port_id": port["id"]}
    made = site.create("network", "/v2.0/floatingips", {"floatingip": floating})
    path = f"/v2.0/floatingips/{made['id']}"
    eventually(lambda: site.get("network", path)["floatingip"]["status"] == "ACTIVE")
    site.change("PUT", "network", path, {"floatingip": {"port_id": None}})
    eventually(lambda: site.get("network", path)["floatingip"]["status"] == "DOWN")


def test_a_port_on_a_host_that_stands_for_a_fault_does_not_bind(site: Any) -> None:
    network, _ = _network(site, "faulty", 2)
    for host, kind in (("compute-1", "ovs"), ("compute-9-nobind", "binding_failed")):
        port = {"network_id": network["id"], "binding:host_id": host}
        assert site.create("network", "/v2.0/ports", {"port": port})["binding:vif_type"] == kind


def test_quality_of_service_and_trunks(site: Any) -> None:
    network, _ = _network(site, "qos", 3)
    policy = site.create("network", "/v2.0/qos/policies", {"policy": {"name": "slow"}})
    rule = {"bandwidth_limit_rule": {"max_kbps": 1000}}
    site.create("network", f"/v2.0/qos/policies/{policy['id']}/bandwidth_limit_rules", rule)
    port = {"network_id": network["id"], "qos_policy_id": policy["id"]}
    made = site.create("network", "/v2.0/ports", {"port": port})
    assert made["qos_policy_id"] == policy["id"]
    trunk = site.create("network", "/v2.0/trunks", {"trunk": {"port_id": made["id"]}})
    assert site.get("network", f"/v2.0/trunks/{trunk['id']}")["trunk"]["status"] == "ACTIVE"
