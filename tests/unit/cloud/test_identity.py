"""Whose projects, users and roles are, and what stands in the way of making them."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from cloud.api import Api
from cloud.grammars import kinds
from cloud.kinds.roles import Roles
from cloud.leftovers import leftovers
from cloud.mark import attributes, tags
from cloud.planning import plan
from cloud.simulated import Simulated
from cloud.transport import Request, Response
from cloud.view import View
from tests.carrying import bring_about, planned, told
from tests.estates import Parts, shared, site, tenant
from tests.transports import Counting, Scripted
from zhengyun.action import Action
from zhengyun.diff import Verb
from zhengyun.errors import Problems, ZhengyunError
from zhengyun.estate import Domain, Estate, User
from zhengyun.plan import Scope
from zhengyun.resource import Address, Foreign, World

SITE = "primary"
OURS, CITY, ELSEWHERE = "default", "d-city", "d-elsewhere"


def _item(kind: str, number: int, domain: str, mark: Any, **more: Any) -> dict[str, Any]:
    return {"id": f"{kind}-{number}", "name": f"n{number}", "enabled": True, "domain_id": domain, **mark, **more}


def _read(**lists: Any) -> tuple[dict[str, str], list[Foreign]]:
    """What of some lists is ours, by path, and what of it is strange."""
    everything: dict[str, Any] = {
        "domain": [],
        "project": [],
        "user": [],
        "role_assignments": [],
        "roles": [{"id": "r", "name": "member"}],
    }
    view = View(SITE, "demo", {**everything, **lists}, "home", user="me", domain=OURS)
    ours, strange = {}, []
    for kind in kinds(Path()):
        if kind.name in {"domain", "project", "user", "assignment"}:
            kind.index(view)
            for one in kind.found(view):
                if isinstance(one, Foreign):
                    strange.append(one)
                else:
                    ours[f"{kind.name} {one.address.path}"] = one.id
    return ours, strange


DOMAINS = [
    _item("domain", 1, "", attributes("demo", "site/city")),
    _item("domain", 2, "", {}),
]
DOMAINS[0]["id"], DOMAINS[1]["id"] = CITY, ELSEWHERE


def test_a_mark_counts_in_our_own_domain_and_in_domains_of_ours() -> None:
    projects = [
        _item("project", number, domain, {"tags": tags("demo", f"tenant-{number}")})
        for number, domain in enumerate((OURS, CITY, ELSEWHERE))
    ]
    users = [
        _item("user", number, domain, attributes("demo", f"tenant-{number}/robot"))
        for number, domain in enumerate((OURS, CITY, ELSEWHERE))
    ]
    ours, strange = _read(domain=DOMAINS, project=projects, user=users)
    assert ours == {
        "domain site/city": CITY,
        "project tenant-0": "project-0",
        "project tenant-1": "project-1",
        "user tenant-0/robot": "user-0",
        "user tenant-1/robot": "user-1",
    }
    assert [one.kind for one in strange] == ["domain"], (
        "what is elsewhere is nobody's business, and no name is taken there"
    )


def _assigned(user: str, project: str, **more: Any) -> dict[str, Any]:
    return {"user": {"id": user}, "role": {"id": "r"}, "scope": {"project": {"id": project}, **more}}


def test_who_else_may_work_in_a_project_of_ours_is_strange_and_we_are_not() -> None:
    projects = [_item("project", number, OURS, {"tags": tags("demo", f"tenant-{number}")}) for number in (0, 1)]
    users = [_item("user", 0, OURS, attributes("demo", "tenant-0/robot")), _item("user", 9, ELSEWHERE, {})]
    group = {"group": {"id": "g"}, "role": {"id": "r"}, "scope": {"project": {"id": "project-0"}}}
    found = [
        _assigned("user-0", "project-0"),
        _assigned("me", "project-0"),
        _assigned("user-9", "project-0"),
        _assigned("user-0", "project-1"),
        _assigned("user-0", "nobody's"),
        _assigned("user-0", "project-0", **{"OS-INHERIT:inherited_to": "projects"}),
        _assigned("user-9", "nobody's"),
        group,
    ]
    ours, strange = _read(project=projects, user=users, role_assignments=found)
    assert [path for path in ours if path.startswith("assignment")] == ["assignment tenant-0/robot/member"]
    assert [(one.name, one.tenant) for one in strange if one.kind == "assignment"] == [
        ("n9 member", "tenant-0"),
        ("n0 member", "tenant-1"),
        ("n0 member", "tenant-0"),
        ("n0 member", "tenant-0"),
        ("group g member", "tenant-0"),
    ]


def _town(*roles: str, domain: str = "") -> Parts:
    domains = (Domain("city", "City"),) if domain else ()
    user = User("robot", "Robot", roles or ("member",))
    return Parts(tenants=(tenant("finance", users=(user,), domain=domain),), domains=domains)


def _refused(parts: Parts, cloud: Simulated) -> list[tuple[str, str]]:
    whole = site(shared(), parts)
    with pytest.raises(ZhengyunError) as caught:
        plan(Estate("demo", "Demo", "external", (whole,)), {SITE: cloud}, Scope((SITE,)))
    errors = caught.value.errors if isinstance(caught.value, Problems) else (caught.value,)
    return [(error.code.id, str(error)) for error in errors]


def test_a_role_that_there_is_not_is_told_before_anything_is_done() -> None:
    ((code, words),) = _refused(_town("memmber"), Simulated(SITE))
    assert code == "ZY-CLOUD-100"
    assert "member, reader" in words


@pytest.mark.parametrize(("domain", "within", "taken"), [("", "", 2), ("city", "", 0), ("city", "site/city", 2)])
def test_a_name_is_taken_where_somebody_has_it_in_the_same_domain(domain: str, within: str, taken: int) -> None:
    cloud = Simulated(SITE)
    strange = (Foreign("user", "finance-robot", "u", "", within), Foreign("project", "finance", "p", "", within))
    observed = World(SITE, {}, strange)
    cloud.observe = lambda touched=(): replace(observed, existing=dict(cloud.things))  # type: ignore[method-assign]
    if not taken:
        assert planned(site(shared(), _town(domain=domain)), cloud)
        return
    assert [code for code, _ in _refused(_town(domain=domain), cloud)] == ["ZY-CLOUD-010"] * taken


def test_what_others_may_do_in_a_project_does_not_keep_it_from_being_deleted() -> None:
    cloud = Simulated(SITE)
    bring_about(site(shared(), _town()), cloud)
    cloud.foreign.append(Foreign("assignment", "somebody member", "p/u/r", "finance"))
    assert "delete project finance" in told(planned(site(shared()), cloud))


def test_roles_are_asked_for_again_where_one_was_not_there() -> None:
    answers = [[{"id": "1", "name": "member"}], [{"id": "1", "name": "member"}, {"id": "2", "name": "new"}]]

    class Asked:
        transport = None

        def listed(self, listing: object) -> list[dict[str, str]]:
            return answers.pop(0)

    roles, api = Roles(), Asked()
    assert roles.id(api, "member") == "1"  # type: ignore[arg-type]
    assert roles.id(api, "new") == "2"  # type: ignore[arg-type]
    assert not answers


def test_whoever_lives_in_a_domain_that_goes_is_told_where_each_domain_has_a_driver() -> None:
    """Such a Keystone lists no user of a domain that is not named, and takes them along all the same."""

    def answer(request: Request) -> Response:
        what = request.path.removeprefix("/")
        named = ("domain_id", CITY) in request.query
        return Response(200, {what: [_item("user", 1, CITY, {})] if named and what == "users" else []})

    address = Address(SITE, "domain", "site/city")
    action = Action("go", "cloud", Verb.DELETE, address, CITY, {})
    (told_,) = leftovers(Api(Counting(Scripted(), before=answer)), World(SITE, {}), [action])
    assert (told_.values["thing"], told_.values["things"]) == (address, "user n1")
