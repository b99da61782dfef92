"""A user of the lab's clouds besides its own, whom changes act as by what a vault lends; people have a way that only looks.

Both are ways to one user: whose keys there are, and which projects he operates, is told of whoever asks.
"""

import secrets
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from lab import codes
from lab.openstack import kept, rest
from lab.openstack.kept import Kept
from lab.openstack.services import PEOPLE, SERVICES
from lab.place import Place
from zhengyun.errors import ZhengyunError

ACTS: Final = "zhengyun-executor"
LOOKS: Final = "looks-only"
ROLE: Final = "admin"


class Enlisted(NamedTuple):
    """What opens a site: a password for the user that acts, and an entry of clouds.yaml that can only look."""

    user: str
    password: str
    entry: Mapping[str, object]


def enlist(place: Place, site: str) -> Enlisted:
    """Make the user anew at a site that is up; whatever opened it as him before opens it no more.

    Raises: ZhengyunError ZY-LAB-014, -015, -017.
    """
    known = kept.load(place.site(site).kept)
    if known is None or not known.auth_url:
        raise ZhengyunError(codes.NOTHING_THERE, thing="control plane", site=site)
    admin = rest.log_in(known.auth_url, PEOPLE[0], known.passwords[PEOPLE[0]])
    password = _anew(admin, ACTS)
    return Enlisted(ACTS, password, _entry(known, site, place, _looking(known, password)))


def _anew(admin: rest.Session, name: str) -> str:
    """A user of that name with the role of an administrator, and his password; one of before is deleted, with all he had."""
    for found in admin.get("identity", f"/users?name={name}")["users"]:
        path = f"/users/{found['id']}"
        rest.expect(admin.ask("DELETE", "identity", path), "DELETE", path)
    password = secrets.token_urlsafe(24)
    user = _post(admin, "/users", {"user": {"name": name, "password": password}})["user"]["id"]
    role = admin.get("identity", f"/roles?name={ROLE}")["roles"][0]["id"]
    path = f"/projects/{admin.project}/users/{user}/roles/{role}"
    rest.expect(admin.ask("PUT", "identity", path), "PUT", path)
    return password


def _looking(known: Kept, password: str) -> Mapping[str, str]:
    """An application credential that reads everything and writes nothing."""
    session = rest.log_in(str(known.auth_url), ACTS, password)
    rules = [{"service": one.type, "method": "GET", "path": "/**"} for one in SERVICES.values()]
    asked = {"application_credential": {"name": LOOKS, "access_rules": rules}}
    made = _post(session, f"/users/{session.user}/application_credentials", asked)["application_credential"]
    return {"application_credential_id": made["id"], "application_credential_secret": made["secret"]}


def _entry(known: Kept, site: str, place: Place, credential: Mapping[str, str]) -> Mapping[str, object]:
    roots = {"cacert": str(place.site(site).roots)} if known.tls else {}
    return {
        "auth_type": "v3applicationcredential",
        "auth": {"auth_url": known.public_url or known.auth_url, **credential},
        "region_name": site,
        "identity_api_version": "3",
        "interface": "public",
        **roots,
    }


def _post(session: rest.Session, path: str, body: object) -> Any:
    return rest.expect(session.ask("POST", "identity", path, body), "POST", path)
