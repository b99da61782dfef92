"""Cinder: volumes, each a sparse file, in two backends that differ in name, and a third in a zone of its own."""

from lab.openstack.configuration import audit, sections
from lab.openstack.configuration.blueprint import Blueprint
from lab.openstack.configuration.ini import Section, merge, render

BACKENDS = ("fast", "bulk")
"""The backends; each is also the name of a volume type. The type `shared` allows a volume on several servers."""
ANNEX = "annex"
"""A backend in an availability zone of this name; it serves the first type, which so can be had in two zones."""

_QUOTAS = {
    "quota_volumes": 1000,
    "quota_snapshots": 1000,
    "quota_gigabytes": 100_000,
    "quota_backups": 1000,
    "quota_backup_gigabytes": 100_000,
}


def files(blueprint: Blueprint) -> dict[str, str]:
    """Cinder's files by name."""
    return {
        "cinder.conf": render(configuration(blueprint)),
        "policy.yaml": "{}\n",
        **audit.files(blueprint, "cinder"),
    }


def configuration(blueprint: Blueprint) -> dict[str, Section]:
    """The sections of cinder.conf."""
    return merge(
        sections.service(blueprint, "cinder"),
        sections.database(blueprint, "database", "cinder"),
        sections.tokens(blueprint, "cinder"),
        {
            "DEFAULT": {
                "auth_strategy": "keystone",
                "api_paste_config": blueprint.etc("cinder", "api-paste.ini"),
                "resource_query_filters_file": blueprint.shipped_etc / "cinder" / "resource_filters.json",
                "my_ip": "127.0.0.1",
                "glance_api_servers": blueprint.url("glance"),
                "enabled_backends": (*BACKENDS, ANNEX),
                "default_volume_type": BACKENDS[0],
                "scheduler_default_filters": ("AvailabilityZoneFilter", "CapacityFilter", "CapabilitiesFilter"),
                "report_interval": 10,
                "service_down_time": 120,
                "periodic_fuzzy_delay": 5,
                **_backup(blueprint),
                **_QUOTAS,
            },
            "backend_defaults": {"volume_driver": "zylab.volume.SparseFileDriver"},
            **{name: _backend(blueprint, name) for name in BACKENDS},
            ANNEX: {
                **_backend(blueprint, ANNEX),
                "volume_backend_name": BACKENDS[0],
                "backend_availability_zone": ANNEX,
            },
            "coordination": {"backend_url": f"file://{blueprint.state('lock')}"},
            "nova": {**sections.login(blueprint, "nova"), "interface": "internal"},
        },
    )


def _backend(blueprint: Blueprint, name: str) -> Section:
    return {"volume_backend_name": name, "zylab_directory": blueprint.state("volumes", name)}


def _backup(blueprint: Blueprint) -> Section:
    return {
        "backup_driver": "cinder.backup.drivers.posix.PosixBackupDriver",
        "backup_posix_path": blueprint.state("backups"),
        "backup_compression_algorithm": "none",
        "backup_file_size": 32 << 20,
        "backup_sha_block_size_bytes": 1 << 20,  # the size above has to be a multiple of it
    }
