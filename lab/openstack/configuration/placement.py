"""Placement: what each compute host has and what is taken of it."""

from lab.openstack.configuration import sections
from lab.openstack.configuration.blueprint import Blueprint
from lab.openstack.configuration.ini import merge, render


def files(blueprint: Blueprint) -> dict[str, str]:
    """Placement's files by name. It has no paste pipeline, so nothing of it is audited."""
    configuration = merge(
        {"api": {"auth_strategy": "keystone"}},
        sections.database(blueprint, "placement_database", "placement"),
        sections.policy(blueprint, "placement"),
        sections.tokens(blueprint, "placement"),
    )
    return {"placement.conf": render(configuration), "policy.yaml": "{}\n"}
