"""Somebody with rights in a tenant's project, who changes things by hand: what drift is made of."""

import secrets
import time
from typing import Any, Final

from lab import codes
from lab.openstack import kept, rest
from lab.openstack.services import PEOPLE
from lab.place import Place
from zhengyun.errors import ZhengyunError

NAME: Final = "intruder"
ROLE: Final = "member"
UNAUTHORIZED: Final = 401
# How often a session is begun until its token is one that holds.
LOGINS: Final = 5


def open_port(place: Place, site: str, tenant: str, group: str, port: int) -> str:
    """Let everybody in to a TCP port of a tenant's security group, as the intruder; returns the new rule's identifier.

    Raises: ZhengyunError ZY-LAB-014, -015, -017 (there is no such tenant or group).
    """
    session = log_in(place, site, tenant)
    groups = session.get("network", f"/v2.0/security-groups?name={group}&project_id={session.project}")
    found = next(iter(groups["security_groups"]), None)
    if found is None:
        raise ZhengyunError(codes.NOTHING_THERE, thing=f"security group {group} of {tenant}", site=site)
    rule = {
        "security_group_id": found["id"],
        "direction": "ingress",
        "ethertype": "IPv4",
        "protocol": "tcp",
        "port_range_min": port,
        "port_range_max": port,
        "remote_ip_prefix": "0.0.0.0/0",
    }
    made = _post(session, "network", "/v2.0/security-group-rules", {"security_group_rule": rule})
    return str(made["security_group_rule"]["id"])


def log_in(place: Place, site: str, tenant: str) -> rest.Session:
    """A session of the intruder in a tenant's project; the administrator has made a member of him.

    Raises: ZhengyunError ZY-LAB-014, -015, -017.
    """
    known = kept.load(place.site(site).kept)
    if known is None or not known.auth_url:
        raise ZhengyunError(codes.NOTHING_THERE, thing="control plane", site=site)
    admin = rest.log_in(known.auth_url, PEOPLE[0], known.passwords[PEOPLE[0]])
    projects = admin.get("identity", f"/projects?name={tenant}")["projects"]
    if not projects:
        raise ZhengyunError(codes.NOTHING_THERE, thing=f"project {tenant}", site=site)
    password = secrets.token_urlsafe(18)
    user = _user(admin, password)
    role = admin.get("identity", f"/roles?name={ROLE}")["roles"][0]["id"]
    path = f"/projects/{projects[0]['id']}/users/{user}/roles/{role}"
    rest.expect(admin.ask("PUT", "identity", path), "PUT", path)
    return _let_in(known.auth_url, password, tenant)


def _let_in(auth_url: str, password: str, tenant: str) -> rest.Session:
    """A session that is good: with a new password Keystone revokes all tokens of that second, those that follow included."""
    for _ in range(LOGINS):
        session = rest.log_in(auth_url, NAME, password, tenant)
        if session.ask("GET", "identity", "/auth/projects").status != UNAUTHORIZED:
            break
        time.sleep(0.5)
    return session


def _user(admin: rest.Session, password: str) -> str:
    found = admin.get("identity", f"/users?name={NAME}")["users"]
    if not found:
        made = _post(admin, "identity", "/users", {"user": {"name": NAME, "password": password}})
        return str(made["user"]["id"])
    path = f"/users/{found[0]['id']}"
    rest.expect(admin.ask("PATCH", "identity", path, {"user": {"password": password}}), "PATCH", path)
    return str(found[0]["id"])


def _post(session: rest.Session, service: str, path: str, body: object) -> Any:
    return rest.expect(session.ask("POST", service, path, body), "POST", path)
