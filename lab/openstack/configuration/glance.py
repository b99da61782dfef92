"""Glance: images, in files."""

from lab.openstack.configuration import audit, sections
from lab.openstack.configuration.blueprint import Blueprint
from lab.openstack.configuration.ini import Section, merge, render


def files(blueprint: Blueprint) -> dict[str, str]:
    """Glance's files by name."""
    return {
        "glance-api.conf": render(configuration(blueprint)),
        "policy.yaml": "{}\n",
        **audit.files(blueprint, "glance"),
    }


def configuration(blueprint: Blueprint) -> dict[str, Section]:
    """The sections of glance-api.conf."""
    return merge(
        sections.service(blueprint, "glance"),
        sections.database(blueprint, "database", "glance"),
        sections.tokens(blueprint, "glance"),
        {
            "DEFAULT": {
                "enabled_backends": "files:file",
                "worker_self_reference_url": blueprint.url("glance"),
                "enabled_import_methods": "[glance-direct,copy-image]",  # a list in brackets, else a parse error
            },
            "glance_store": {"default_backend": "files"},
            "files": {"filesystem_store_datadir": blueprint.state("images")},
            "os_glance_staging_store": {"filesystem_store_datadir": blueprint.state("staging")},
            "os_glance_tasks_store": {"filesystem_store_datadir": blueprint.state("tasks")},
            "paste_deploy": {
                "flavor": "keystone",
                "config_file": blueprint.etc("glance", "glance-api-paste.ini"),
            },
        },
    )
