"""Who may come into the vault, and with what, follows from the role file."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from cli.configured import besides
from tests.cast import NOW, changed, person
from tests.ruled import executor, roles_of
from vault.entrance import pem
from vault.wanted import wanted
from zhengyun.binding import Lockout
from zhengyun.errors import Words
from zhengyun.estate.vault import SITE
from zhengyun.instant import after
from zhengyun.people import Deputy, Post, Qualification, Role
from zhengyun.plan import Scope
from zhengyun.resource import World
from zhengyun.rolefile import RoleFile
from zhengyun.ruleset import Demand, Ruleset
from zhengyun.signing import PublicKey

BEGINS, ENDS = after(NOW, -86_400), after(NOW, 86_400)


def rights(roles: RoleFile, name: str) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    found = {one.name: one for one in wanted(roles, NOW, pem).entrants}
    return (found[name].policies, found[name].groups) if name in found else None


LOOKS = ("default", "look")
AGREES = ("authorise", "default", "look")


@pytest.mark.parametrize(
    ("name", "rights_of"),
    [
        ("wang", (AGREES, ("system-administrators",))),
        ("li", (AGREES, ("security-administrators",))),
        ("chen", (LOOKS, ("audit-administrators",))),
        ("executor", (("default", "executor"), ())),
    ],
)
def test_each_has_what_his_role_needs(name: str, rights_of: object) -> None:
    assert rights(roles_of(), name) == rights_of


def test_whom_the_vault_is_not_for_has_no_entrance() -> None:
    assert rights(roles_of(person("tao", Role.OPERATOR)), "tao") is None


@pytest.mark.parametrize("role", [Role.OWNER, Role.HEAD])
def test_whoever_may_be_asked_to_agree_looks_and_no_more(role: Role) -> None:
    assert rights(roles_of(person("tao", role)), "tao") == (LOOKS, ())


@pytest.mark.parametrize(
    "values",
    [
        {"revoked": after(NOW, -60)},
        {"not_after": after(NOW, -60)},
        {"not_before": after(NOW, 60)},
        {"posts": ()},
        {"lockouts": (Lockout("", "", Words("revoked")),)},
    ],
)
def test_whoever_is_not_in_office_has_no_entrance(values: dict[str, object]) -> None:
    assert rights(changed(roles_of(), "li", **values), "li") is None


def test_whoever_lacks_a_certificate_that_his_role_takes_has_no_entrance() -> None:
    rules = Ruleset(qualifications=(Demand(Role.SECURITY, ("CISP",)),))
    roles = replace(roles_of(), rules=rules)
    assert rights(roles, "li") is None
    held = Qualification("CISP", "1", "the centre", BEGINS, ENDS)
    assert rights(changed(roles, "li", qualifications=(held,)), "li") is not None


def test_whoever_stands_in_for_somebody_counts_as_he_does_for_as_long() -> None:
    roles = roles_of(
        *(person(name) for name in ("wang", "li", "chen")), replace(person("tao", Role.OPERATOR), posts=())
    )
    note = Deputy("tao", (Role.SECURITY,), BEGINS, ENDS)
    standing = changed(roles, "li", deputies=(note,))
    assert rights(standing, "tao") == (AGREES, ("security-administrators",))
    over = changed(roles, "li", deputies=(note._replace(revoked=after(NOW, -60)),))
    assert rights(over, "tao") is None


def test_the_executor_holds_no_post() -> None:
    roles = roles_of()
    assert [one.name for one in wanted(roles, NOW, pem).entrants if one.executor] == ["executor"]
    both = changed(roles, "executor", posts=(Post(Role.SYSTEM),))
    assert rights(both, "executor") is None
    assert rights(changed(roles, "executor", revoked=after(NOW, -60)), "executor") is None


def test_a_key_that_the_vault_does_not_believe_is_told() -> None:
    key = PublicKey("f" * 16, "sm2", person("li").key.value)
    found = wanted(changed(roles_of(), "li", key=key), NOW, pem)
    assert found.unbelieved == (("li", "sm2"),)
    assert "li" not in {one.name for one in found.entrants}
    house: Any = SimpleNamespace(roles=roles_of())
    said = list(besides(house, found, World(SITE, {}), Scope((SITE,))))
    assert "li gets no entrance: the vault believes no key of sm2" in said


def test_what_is_wanted_is_the_same_in_whatever_order_the_people_stand() -> None:
    roles = roles_of()
    turned = replace(roles, people=roles.people[::-1])
    assert wanted(roles, NOW, pem) == wanted(turned, NOW, pem)
    assert executor().posts == ()
