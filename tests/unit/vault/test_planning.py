"""Plans of the vault's configuration: whom they refuse, and what they write."""

from collections.abc import Mapping

import pytest

from tests.cast import NOW, changed, person
from tests.ruled import roles_of
from vault.entrance import pem
from vault.planning import plan, scope_of
from vault.policies import POLICIES
from vault.port import Need
from vault.things import address, things
from vault.wanted import Wanted, wanted
from vault.writing import writes
from zhengyun.errors import ZhengyunError
from zhengyun.estate.vault import ALIAS, ENTITY, ENTRANCE, GROUP, KEY, KINDS, MOUNT, SITE
from zhengyun.people import Role
from zhengyun.plan import Plan, Scope
from zhengyun.resource import Address, Existing, World
from zhengyun.rolefile import RoleFile

SYS = address(MOUNT, "sys")
# The vault's own paths are there before anything is planned.
EMPTY: Mapping[Address, Existing] = {SYS: Existing(SYS, "sys", {"type": "system", "version": "", "clear": []})}


def made(roles: RoleFile, found: Mapping[Address, Existing] = EMPTY, *, allow_destroy: bool = False) -> Plan:
    scope = Scope((SITE,), allow_destroy=allow_destroy)
    return plan("county", "", World(SITE, found), wanted(roles, NOW, pem), scope)


def standing(roles: RoleFile) -> dict[Address, Existing]:
    """A vault that is as the role file says, with identifiers as it would give them."""
    found = dict(EMPTY)
    for _ in range(2):
        for one in things(wanted(roles, NOW, pem), found).resources.values():
            found[one.address] = Existing(one.address, f"id of {one.address.path}", one.attributes)
    return found


def code(roles: RoleFile, found: Mapping[Address, Existing] = EMPTY) -> str:
    with pytest.raises(ZhengyunError) as caught:
        made(roles, found)
    return caught.value.code.id


def test_what_stands_as_it_is_wanted_needs_nothing() -> None:
    assert not made(roles_of(), standing(roles_of())).actions


def test_what_takes_an_identifier_waits_for_the_next_plan() -> None:
    first = made(roles_of())
    assert {action.address.kind for action in first.actions} >= {ENTRANCE, ENTITY, GROUP}
    assert not {action.address.kind for action in first.actions} & {ALIAS, KEY}
    assert things(wanted(roles_of(), NOW, pem), EMPTY).waiting == ("chen", "executor", "li", "sun", "wang", "zhou")


@pytest.mark.parametrize(
    ("people", "refusal"),
    [
        (("wang", "li", "chen"), ""),
        (("wang", "zhou", "chen"), "ZY-VAULT-034"),
        (("li", "sun", "chen"), "ZY-VAULT-034"),
    ],
)
def test_nobody_plans_a_vault_in_which_nobody_could_agree(people: tuple[str, ...], refusal: str) -> None:
    roles = roles_of(*map(person, people))
    assert (code(roles) if refusal else "") == refusal


def test_nobody_plans_a_vault_without_an_executor() -> None:
    assert code(changed(roles_of(), "executor", revoked="2026-03-01T00:00:00Z")) == "ZY-VAULT-033"


def test_nobody_leaves_a_group_empty_until_others_have_come_in() -> None:
    found = standing(roles_of())
    others = roles_of(person("wang"), person("tao", Role.SECURITY), person("chen"))
    assert code(others, found) == "ZY-VAULT-035"
    both = roles_of(person("wang"), person("tao", Role.SECURITY), person("li"), person("chen"))
    assert made(both, found).actions


@pytest.mark.parametrize(
    ("sites", "only", "refusal"), [((SITE,), True, "ZY-VAULT-031"), ((SITE, "primary"), False, "ZY-VAULT-030")]
)
def test_the_configuration_is_planned_whole_and_by_itself(sites: tuple[str, ...], only: bool, refusal: str) -> None:
    with pytest.raises(ZhengyunError) as caught:
        scope_of(sites, only=only, allow_destroy=False)
    assert caught.value.code.id == refusal


def test_it_knows_no_errand() -> None:
    with pytest.raises(ZhengyunError) as caught:
        plan("county", "", World(SITE, {}), Wanted(()), Scope((SITE,), errand=("evacuate", "host")))
    assert caught.value.code.id == "ZY-VAULT-032"


def test_every_action_has_its_requests_and_each_once() -> None:
    found = standing(roles_of())
    strange = {address(kind, "people/tao" if kind in (ENTRANCE, KEY) else "tao") for kind in KINDS - {ALIAS, KEY}}
    there = {**found, **{one: Existing(one, "id", {"declared": False, "roles": []}) for one in strange}}
    actions = [*made(roles_of()).actions, *made(roles_of(), there, allow_destroy=True).actions]
    asked = [need for action in actions for need in writes(action)]
    assert {action.address.kind for action in actions} == KINDS - {ALIAS, KEY}
    assert len({(need.operation, need.path, need.digest) for need in asked}) == len(asked)
    assert all(writes(action) for action in actions)


def test_a_new_key_is_written_in_place_and_the_role_anew() -> None:
    old = standing(roles_of())
    roles = changed(roles_of(), "li", key=person("tao", Role.SECURITY).key)
    (action,) = made(roles, old).actions
    assert [(need.operation, need.path) for need in writes(action)] == [
        ("update", "auth/people/li/config"),
        ("delete", "auth/people/li/role/person"),
        ("update", "auth/people/li/role/person"),
    ]
    assert writes(action)[0].body["jwt_validation_pubkeys"] == [pem(person("tao", Role.SECURITY).key).strip()]


def test_a_policy_is_written_as_it_is_shown() -> None:
    plan_of = made(roles_of())
    texts = [need for action in plan_of.actions for need in writes(action) if need.path.startswith("sys/policies/")]
    assert texts == [
        Need("update", f"sys/policies/acl/{name}", {"policy": POLICIES[name]}) for name in sorted(POLICIES)
    ]
