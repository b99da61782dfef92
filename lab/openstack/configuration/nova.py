"""Nova: servers on compute hosts that exist in memory only."""

from lab.openstack.configuration import audit, sections
from lab.openstack.configuration.blueprint import Blueprint
from lab.openstack.configuration.ini import Section, merge, render

# What a project may have when nobody has set its quota.
_QUOTAS = {"instances": 1000, "cores": 4000, "ram": 8_000_000, "server_groups": 100, "key_pairs": 1000}


def files(blueprint: Blueprint) -> dict[str, str]:
    """Nova's files by name."""
    return {
        "nova.conf": render(configuration(blueprint)),
        "policy.yaml": "{}\n",
        **audit.files(blueprint, "nova"),
    }


def configuration(blueprint: Blueprint) -> dict[str, Section]:
    """The sections of nova.conf."""
    return merge(
        sections.service(blueprint, "nova"),
        sections.database(blueprint, "database", "nova_cell1"),
        sections.database(blueprint, "api_database", "nova_api"),
        sections.tokens(blueprint, "nova"),
        _daemons(blueprint),
        _compute(blueprint),
        _neighbours(blueprint),
        {"quota": _QUOTAS, "api": {"max_limit": 1000, **sections.ANSWERS}},
    )


def _daemons(blueprint: Blueprint) -> dict[str, Section]:
    return {
        "DEFAULT": {
            "my_ip": "127.0.0.1",
            "report_interval": 10,
            "service_down_time": 120,
            "update_resources_interval": 60,
            "periodic_fuzzy_delay": 5,
        },
        "wsgi": {"api_paste_config": blueprint.etc("nova", "api-paste.ini")},
        "scheduler": {"workers": 1},
        "conductor": {"workers": 1},
        "upgrade_levels": {"compute": "auto"},
        "vnc": {"enabled": False},
    }


def _compute(blueprint: Blueprint) -> dict[str, Section]:
    size = blueprint.kept.size
    return {
        "DEFAULT": {
            "compute_driver": "zylab.LabDriver",
            "instances_path": blueprint.state("instances"),
            "resume_guests_state_on_host_boot": True,
            # No agent plugs the port, so there is no event to wait for.
            "vif_plugging_is_fatal": False,
            "vif_plugging_timeout": 0,
            "cpu_allocation_ratio": "4.0",
            "ram_allocation_ratio": "1.0",
            "disk_allocation_ratio": "1.0",
            "reserved_host_memory_mb": 0,
        },
        "compute": {"resource_provider_association_refresh": 300},
        "zylab": {
            "hosts": size.host_names(),
            "vcpus": size.vcpus,
            "ram_mib": size.ram_mib,
            "disk_gib": size.disk_gib,
        },
    }


def _neighbours(blueprint: Blueprint) -> dict[str, Section]:
    login = sections.login(blueprint, "nova")
    region = {"os_region_name": blueprint.region}
    return {
        "glance": {
            "service_type": "image",
            "endpoint_override": blueprint.url("glance"),
            "region_name": blueprint.region,
        },
        "cinder": {"catalog_info": "block-storage::internalURL", **login, **region},
        "neutron": sections.login(blueprint, "neutron"),
        "placement": sections.login(blueprint, "placement"),
    }
