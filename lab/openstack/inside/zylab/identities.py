"""What Keystone holds in every site: roles, projects, users, and the catalogue of endpoints."""

import contextlib
import json
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from keystone import exception
from keystone.cmd import bootstrap
from keystone.common import driver_hints, provider_api

from zylab.site import Site

_PROVIDERS = provider_api.ProviderAPIs
_DOMAIN = "default"
_INTERFACES = ("public", "internal")


@dataclass(frozen=True)
class Identities:
    """The contents of `identities.json`."""

    region: str
    administrator: dict[str, str]
    executor: dict[str, str]
    services: dict[str, str]
    catalogue: dict[str, dict[str, str]]


def read(site: Site) -> Identities:
    """What the site's configuration says."""
    return Identities(**json.loads(Path(site.conf("keystone", "identities.json")).read_text()))


def fill(wanted: Identities) -> None:
    """Fill an empty Keystone by its own managers, as `keystone-manage bootstrap` does; what is there already stays."""
    # The application has loaded Keystone's backends by now, and they cannot be loaded twice.
    bootstrap.backends.load_backends = dict
    first = bootstrap.Bootstrapper()
    first.admin_username, first.admin_password = wanted.administrator["name"], wanted.administrator["password"]
    first.project_name = first.admin_role_name = "admin"
    first.service_name, first.region_id = "keystone", wanted.region
    first.public_url = wanted.catalogue["keystone"]["public"]
    first.internal_url = first.admin_url = wanted.catalogue["keystone"]["internal"]
    first.immutable_roles = True
    first.bootstrap()
    _add_user(wanted.executor["name"], wanted.executor["password"], first.project_id, (first.admin_role_id,))
    project = _add_service_project()
    for name, password in wanted.services.items():
        # The role `service` makes a token one that vouches for a user; `admin` lets Nova bind ports, and so on.
        _add_user(name, password, project, (first.admin_role_id, first.service_role_id))
    point_endpoints(wanted)


def _add_service_project() -> str:
    known: dict[str, str] = {project["name"]: project["id"] for project in _PROVIDERS.resource_api.list_projects()}
    if "service" in known:
        return known["service"]
    project = uuid.uuid4().hex
    _PROVIDERS.resource_api.create_project(
        project,
        {
            "id": project,
            "name": "service",
            "domain_id": _DOMAIN,
            "enabled": True,
            "description": "The services themselves",
            "is_domain": False,
        },
    )
    return project


def _add_user(name: str, password: str, project: str, roles: tuple[str, ...]) -> None:
    known = {user["name"]: user["id"] for user in _PROVIDERS.identity_api.list_users()}
    if name not in known:
        wanted = {"name": name, "password": password, "enabled": True, "domain_id": _DOMAIN}
        known[name] = _PROVIDERS.identity_api.create_user(wanted)["id"]
    for role in roles:
        with contextlib.suppress(exception.Conflict):
            _PROVIDERS.assignment_api.add_role_to_user_and_project(known[name], project, role)


def point_endpoints(wanted: Identities) -> int:
    """Make the catalogue say where each service answers, and return how many endpoints that changed."""
    changed = 0
    known = {service["type"]: service["id"] for service in _PROVIDERS.catalog_api.list_services(driver_hints.Hints())}
    for name, service in wanted.catalogue.items():
        identity = known.get(service["type"]) or _add_service(name, service["type"])
        changed += _point(identity, wanted.region, service)
    return changed


def _add_service(name: str, kind: str) -> str:
    identity = uuid.uuid4().hex
    _PROVIDERS.catalog_api.create_service(identity, {"id": identity, "type": kind, "name": name, "enabled": True})
    return identity


def _point(service: str, region: str, urls: dict[str, str]) -> int:
    hints = driver_hints.Hints()
    hints.add_filter("service_id", service)
    found: list[dict[str, Any]] = _PROVIDERS.catalog_api.list_endpoints(hints)
    moved = [endpoint for endpoint in found if endpoint["url"] != _url_for(endpoint["interface"], urls)]
    for endpoint in moved:
        _PROVIDERS.catalog_api.update_endpoint(endpoint["id"], {"url": _url_for(endpoint["interface"], urls)})
    missing = [] if found else _INTERFACES
    for interface in missing:
        identity = uuid.uuid4().hex
        endpoint = {"id": identity, "service_id": service, "interface": interface, "region_id": region}
        _PROVIDERS.catalog_api.create_endpoint(
            identity, {**endpoint, "url": _url_for(interface, urls), "enabled": True}
        )
    return len(moved) + len(missing)


def _url_for(interface: str, urls: dict[str, str]) -> str:
    """An administrator's interface is one among the services."""
    return urls["public" if interface == "public" else "internal"]
