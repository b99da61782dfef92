"""Every configuration file of one site, rendered from data: pure functions, nothing is read or written."""

from collections.abc import Mapping

from lab.openstack.configuration import cinder, glance, keystone, neutron, nova, placement
from lab.openstack.configuration.blueprint import Blueprint

_RENDERERS = {
    "keystone": keystone.files,
    "placement": placement.files,
    "glance": glance.files,
    "neutron": neutron.files,
    "nova": nova.files,
    "cinder": cinder.files,
}


def render(blueprint: Blueprint) -> dict[str, Mapping[str, str]]:
    """The files of each service: service, then file name, then text."""
    return {service: files(blueprint) for service, files in _RENDERERS.items()}
