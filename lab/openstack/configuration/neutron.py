"""Neutron: networks, without agents. Ports are bound by the lab's own ML2 driver; no packet flows."""

from lab.openstack.configuration import audit, sections
from lab.openstack.configuration.blueprint import Blueprint
from lab.openstack.configuration.ini import Section, merge, render

PHYSICAL_NETWORKS = ("physnet1", "physnet2")
_VLANS = (100, 3999)

# Upstream's 10 security groups and 10 routers a project are used up by one department.
_QUOTAS = {
    "network": 200,
    "subnet": 200,
    "port": 2000,
    "router": 50,
    "floatingip": 200,
    "security_group": 200,
    "security_group_rule": 4000,
    "rbac_policy": 200,
}


def files(blueprint: Blueprint) -> dict[str, str]:
    """Neutron's files by name; its audit lines carry the request's id, by which a new rule's id finds its maker."""
    return {
        "neutron.conf": render(configuration(blueprint)),
        "ml2.ini": render(ml2()),
        "policy.yaml": "{}\n",
        **audit.files(blueprint, "neutron", structured=True),
    }


def configuration(blueprint: Blueprint) -> dict[str, Section]:
    """The sections of neutron.conf."""
    return merge(
        sections.service(blueprint, "neutron"),
        sections.database(blueprint, "database", "neutron"),
        sections.tokens(blueprint, "neutron"),
        {
            "DEFAULT": {
                "auth_strategy": "keystone",
                "api_paste_config": blueprint.etc("neutron", "api-paste.ini"),
                "core_plugin": "ml2",
                "service_plugins": ("router", "qos", "trunk", "port_forwarding", "segments", "zylab_l3"),
                # There is no agent to talk to.
                "rpc_workers": 0,
                "enable_traditional_dhcp": False,
                "notify_nova_on_port_status_changes": True,
                "notify_nova_on_port_data_changes": True,
                "send_events_interval": 1,
                "max_allowed_address_pair": 50,
                "dns_domain": f"{blueprint.region}.lab.test.",
            },
            # CADF names the path of a request; only Neutron's own events name the object that a POST made.
            "oslo_messaging_notifications": {"driver": "log"},
            "quotas": {f"quota_{resource}": limit for resource, limit in _QUOTAS.items()},
            "nova": {**sections.login(blueprint, "nova"), "endpoint_type": "internal"},
            "placement": {**sections.login(blueprint, "placement"), "endpoint_type": "internal"},
        },
    )


def ml2() -> dict[str, Section]:
    """The sections of ml2.ini."""
    first, last = _VLANS
    return {
        "ml2": {
            "type_drivers": ("flat", "vlan", "vxlan", "geneve", "local"),
            "tenant_network_types": "vxlan",
            "mechanism_drivers": "zylab",
            "extension_drivers": ("port_security", "qos"),
        },
        "ml2_type_flat": {"flat_networks": "*"},
        "ml2_type_vlan": {"network_vlan_ranges": [f"{name}:{first}:{last}" for name in PHYSICAL_NETWORKS]},
        "ml2_type_vxlan": {"vni_ranges": "10000:19999"},
        "ml2_type_geneve": {"vni_ranges": "20000:29999", "max_header_size": 38},
        "securitygroup": {"enable_security_group": True},
    }
