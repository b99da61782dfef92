"""Domains, service users and what they may do."""

from dataclasses import replace
from typing import Any

from tests.contract.cloud.story import HALL, Deed, Place, Story, story, unchanged
from tests.estates import Parts, shared, tenant
from zhengyun.estate import Access, Credential, Domain, User


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


SERVERS = Access("compute", "GET", "/v2.1/servers")
IMAGES = Access("image", "GET", "/v2/images")
LASTING = Credential("nightly", ("member",), "2099-01-01", (SERVERS, IMAGES))
BOTH = ("member", "reader")


def _let_in(at: Place, *credentials: Credential, roles: tuple[str, ...] = BOTH, **more: Any) -> Parts:
    """A service user with credentials."""
    return _served(at, *roles, credentials=credentials, **more)


@story("credential", "create")
def _(at: Place) -> Story:
    """Two of one user: they do not take each other's moment."""
    other = replace(LASTING, name="daily", expires="", access=())
    takes = (f"create credential {at.path}/daily", f"create credential {at.path}/nightly")
    return Story(_let_in(at), _let_in(at, LASTING, other), takes)


for what, changed in {
    "roles": replace(LASTING, roles=("reader",)),
    "end": replace(LASTING, expires="2098-12-31"),
    "no end": replace(LASTING, expires=""),
    "access": replace(LASTING, access=(IMAGES,)),
    "every access": replace(LASTING, access=()),
}.items():

    @story("credential", f"replace {what}")
    def _(at: Place, changed: Credential = changed) -> Story:
        takes = (f"create credential {at.path}/nightly", f"delete credential {at.path}/nightly")
        return Story(_let_in(at, LASTING), _let_in(at, changed), takes)


@story("credential", "nothing with a role taken back")
def _(at: Place) -> Story:
    """One that it does not use."""
    after = _let_in(at, LASTING, roles=("member",))
    return Story(_let_in(at, LASTING), after, (f"delete assignment {at.path}/reader",))


@story("credential", "nothing with a role given")
def _(at: Place) -> Story:
    before = _let_in(at, LASTING, roles=("member",))
    return Story(before, _let_in(at, LASTING), (f"create assignment {at.path}/reader",))


@story("credential", "repair removed")
def _(at: Place) -> Story:
    """It is noticed when something is to be done to its tenant, or by whoever asks for depth."""
    deed = Deed("remove", at.at("credential", f"{at.path}/nightly"))
    takes = (f"create credential {at.path}/nightly", f"update user {at.path}")
    return Story(_let_in(at, LASTING), _let_in(at, LASTING, title="renamed"), takes, (deed,))


@story("credential", "nothing with a role repaired")
def _(at: Place) -> Story:
    """It works again as soon as its user may do again what it is for."""
    deed = Deed("remove", at.at("assignment", f"{at.path}/member"))
    return unchanged(_let_in(at, LASTING), deed, takes=[f"create assignment {at.path}/member"])


@story("credential", "delete")
def _(at: Place) -> Story:
    return Story(_let_in(at, LASTING), _let_in(at), (f"delete credential {at.path}/nightly",))


@story("credential", "delete with its user")
def _(at: Place) -> Story:
    things = (f"assignment {at.path}/member", f"credential {at.path}/nightly", f"user {at.path}")
    before = _let_in(at, LASTING, roles=("member",))
    return Story(before, at.parts(), tuple(f"delete {one}" for one in things))
