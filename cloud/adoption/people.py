"""Service users of a project. Keystone does not tell a service from a person: somebody has to."""

from typing import Final

from cloud import codes
from cloud.adoption.findings import Known, Survey
from cloud.adoption.names import Names, plain
from cloud.clean import clean
from cloud.view import Assigned, Item, View
from zhengyun.errors import N_, ZhengyunError

ADMINISTRATOR: Final = "admin"


def users(found: Survey, view: View, known: Known) -> None:
    """Those of whom somebody has said that they are services, with the roles that they have in the project.

    Raises: ZhengyunError (ZY-CLOUD-236).
    """
    names = Names()
    for called in sorted(known.users):
        user = _find(view, called)
        why = _why_not(user, found, view)
        if why:
            found.leave("user", user, why)
        else:
            short = plain(str(user["name"])).removeprefix(f"{found.tenant}-")
            found.claim("user", user, f"{found.tenant}/{names.give(short, 'user')}")


def _find(view: View, called: str) -> Item:
    trusted = [one for one in view.lists["user"] if view.trusts(one["domain_id"])]
    users = [one for one in trusted if called in {one["id"], one["name"]}]
    if len(users) != 1:
        raise ZhengyunError(codes.NO_SUCH_USER, site=view.site, user=clean(called))
    return users[0]


def _why_not(user: Item, found: Survey, view: View) -> str:
    """Why a user cannot be a service user of the tenant, or nothing."""
    roles = [one for one in map(Assigned.of, view.lists["role_assignments"]) if one.user == user["id"]]
    if ("user", user["id"]) in view.paths or user["id"] == view.user:
        return N_("it is ours already, or we ourselves")
    if not roles:
        return N_("it has no role in the project")
    if any(one.project != found.project["id"] or one.inherited for one in roles):
        return N_("it has roles elsewhere, and what is ours has none")
    if any(view.roles.get(one.role, "").lower() == ADMINISTRATOR for one in roles):
        return N_("it is an administrator, which no service user is")
    return ""
