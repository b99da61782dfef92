"""Domains, service users and what they may do."""

from dataclasses import replace
from typing import Any

from tests.contract.cloud.story import HALL, Deed, Place, Story, story, unchanged
from tests.estates import Parts, shared, tenant
from zhengyun.estate import Domain, User


def _domain(at: Place, name: str = "", **more: Any) -> Parts:
    """A domain of its own, with nothing in it if nothing is said."""
    return shared().and_(Parts(domains=(Domain(name or at.name, f"domain {at.name}"),), **more))


def _within(at: Place, domain: str, *others: str) -> Parts:
    """A department in one of some domains, with a service user."""
    given: dict[str, Any] = {"networks": (), "groups": (), "keys": (), "domain": domain, "users": (_user("robot"),)}
    domains = tuple(Domain(name, name) for name in (domain, *others))
    return shared().and_(Parts(tenants=(tenant(at.name, **given),), domains=domains))


def _user(name: str, *roles: str, title: str = "does what nobody has to") -> User:
    return User(name, title, roles or ("member",))


def _served(at: Place, *roles: str, **more: Any) -> Parts:
    """A service user of its own in the hall."""
    return at.parts(users=(replace(_user(at.name, *roles), **more),))


@story("domain", "update title")
def _(at: Place) -> Story:
    after = Parts(domains=(Domain(at.name, '社保 · "renamed"'),))
    return Story(_domain(at), shared().and_(after), (f"update domain site/{at.name}",))


for attribute, value in (("enabled", False), ("name", "another")):

    @story("domain", f"repair {attribute}")
    def _(at: Place, attribute: str = attribute, value: Any = value) -> Story:
        given = value if attribute == "enabled" else f"{at.name}-{value}"
        deed = Deed("meddle", at.at("domain", f"site/{at.name}"), attribute, given)
        return unchanged(_domain(at), deed, takes=[f"update domain site/{at.name}"])


@story("domain", "repair removed")
def _(at: Place) -> Story:
    deed = Deed("remove", at.at("domain", f"site/{at.name}"))
    return unchanged(_domain(at), deed, takes=[f"create domain site/{at.name}"])


@story("domain", "delete")
def _(at: Place) -> Story:
    """With a department in it."""
    n, one = at.name, f"site/{at.name}-one"
    takes = (
        f"delete assignment {n}/robot/member",
        f"delete domain {one}",
        f"delete project {n}",
        f"delete quota {n}",
        f"delete user {n}/robot",
    )
    return Story(_within(at, f"{n}-one"), shared(), takes)


@story("project", "replace in another domain")
def _(at: Place) -> Story:
    """A project stays in the domain that it was made in; so do users."""
    n, domains = at.name, (f"{at.name}-one", f"{at.name}-two")
    things = (f"assignment {n}/robot/member", f"project {n}", f"quota {n}", f"user {n}/robot")
    takes = (*(f"create {one}" for one in things), *(f"delete {one}" for one in things))
    return Story(_within(at, *domains), _within(at, *reversed(domains)), takes)


@story("user", "create")
def _(at: Place) -> Story:
    takes = (f"create assignment {at.path}/reader", f"create user {at.path}")
    return Story(at.parts(), _served(at, "reader"), takes)


@story("user", "update title")
def _(at: Place) -> Story:
    return Story(_served(at), _served(at, title='备份 · "renamed"'), (f"update user {at.path}",))


for attribute, value in (("enabled", False), ("name", "another")):

    @story("user", f"repair {attribute}")
    def _(at: Place, attribute: str = attribute, value: Any = value) -> Story:
        given = value if attribute == "enabled" else f"{at.name}-{value}"
        deed = Deed("meddle", at.at("user", at.path), attribute, given)
        return unchanged(_served(at), deed, takes=[f"update user {at.path}"])


@story("user", "repair removed")
def _(at: Place) -> Story:
    """What it was allowed went with it."""
    takes = [f"create assignment {at.path}/member", f"create user {at.path}"]
    return unchanged(_served(at), Deed("remove", at.at("user", at.path)), takes=takes)


@story("user", "delete")
def _(at: Place) -> Story:
    takes = (f"delete assignment {at.path}/member", f"delete user {at.path}")
    return Story(_served(at), at.parts(), takes)


@story("assignment", "create and delete")
def _(at: Place) -> Story:
    takes = (f"create assignment {at.path}/reader", f"delete assignment {at.path}/member")
    return Story(_served(at), _served(at, "reader"), takes)


@story("assignment", "repair removed")
def _(at: Place) -> Story:
    deed = Deed("remove", at.at("assignment", f"{HALL}/{at.name}/reader"))
    return unchanged(_served(at, "member", "reader"), deed, takes=[f"create assignment {at.path}/reader"])


@story("assignment", "repair added")
def _(at: Place) -> Story:
    """What somebody allowed a service user besides is taken back."""
    deed = Deed("add", at.at("assignment", f"{at.path}/admin"))
    return unchanged(_served(at), deed, takes=[f"delete assignment {at.path}/admin"])
