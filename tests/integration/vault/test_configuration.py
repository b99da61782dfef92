"""The configuration of a real OpenBao: who may do what there, how that is changed, and that drift in it is found."""

from dataclasses import replace
from typing import Any

import pytest

from tests.cast import changed, person, signer
from tests.ruled import Ruled, refused
from vault.entrance import pem
from vault.policies import POLICIES
from zhengyun.diff import Verb
from zhengyun.errors import ZhengyunError
from zhengyun.people import Role
from zhengyun.plan import Plan
from zhengyun.rolefile import RoleFile

pytestmark = pytest.mark.lab

PATH = "secret/data/cloud/harbour"


def told(plan: Plan) -> set[str]:
    return {f"{action.verb} {action.address.kind.removeprefix('vault-')} {action.address.path.removeprefix('vault/')}" for action in plan.actions}  # fmt: skip


def denied(ruled: Ruled, name: str, method: str, path: str, body: dict[str, Any] | None = None) -> bool:
    with pytest.raises(ZhengyunError) as caught:
        ruled.ask(name, method, path, body)
    return refused(caught.value)


def test_what_was_written_at_first_is_all_that_is_wanted(ruled: Ruled) -> None:
    assert not ruled.plan().actions


def test_a_secret_is_read_with_a_word_of_security_alone(ruled: Ruled) -> None:
    ruled.vault.ask("POST", PATH, {"data": {"password": "tide"}, "options": {"cas": 0}})
    wrapped = ruled.wrapped("executor", "GET", PATH)
    assert not ruled.authorise("wang", wrapped)
    with pytest.raises(ZhengyunError):
        ruled.unwrap(wrapped)
    assert ruled.authorise("li", wrapped)
    assert ruled.unwrap(wrapped).data["data"] == {"password": "tide"}


@pytest.mark.parametrize("name", ["wang", "li", "chen"])
@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", PATH, None),
        ("POST", PATH, {"data": {}}),
        ("POST", "ssh/sign/executor", {"public_key": "x"}),
        ("PUT", "sys/policies/acl/executor", {"policy": ""}),
        ("POST", "sys/auth/people/other", {"type": "jwt"}),
        ("POST", "auth/people/li/config", {"jwt_validation_pubkeys": []}),
        ("POST", "auth/people/li/role/person", {"bound_subject": "wang"}),
        ("POST", "identity/group/name/security-administrators", {"member_entity_ids": []}),
        ("POST", "identity/entity/name/wang", {"policies": ["executor"]}),
        ("POST", "sys/mounts/other", {"type": "kv"}),
        ("GET", "sys/storage/raft/snapshot", None),
        ("POST", "auth/token/create/snapshot", {}),
        ("POST", "sys/namespaces/other", {}),
    ],
)
def test_no_person_does_it_himself(ruled: Ruled, name: str, method: str, path: str, body: dict[str, Any]) -> None:
    assert denied(ruled, name, method, path, body)


def test_an_auditor_looks_and_agrees_to_nothing(ruled: Ruled) -> None:
    wrapped = ruled.wrapped("executor", "GET", PATH)
    seen = ruled.ask("chen", "POST", "sys/control-group/request", {"accessor": wrapped.accessor}).data
    assert (seen["request_path"], seen["request_entity"]["name"]) == (PATH, "executor")
    assert denied(ruled, "chen", "POST", "sys/control-group/authorize", {"accessor": wrapped.accessor})


def test_the_executor_agrees_to_nothing_of_his_own(ruled: Ruled) -> None:
    wrapped = ruled.wrapped("executor", "GET", PATH)
    assert denied(ruled, "executor", "POST", "sys/control-group/authorize", {"accessor": wrapped.accessor})


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("PUT", "sys/policies/acl/look", {"policy": 'path "*" { capabilities = ["read"] }'}),
        ("POST", "sys/auth/people/other", {"type": "jwt"}),
        ("DELETE", "sys/auth/people/li", None),
        ("POST", "auth/people/li/config", {"jwt_validation_pubkeys": []}),
        ("POST", "identity/entity/name/other", {"policies": ["executor"]}),
        ("POST", "identity/group/name/security-administrators", {"member_entity_ids": []}),
        ("POST", "sys/mounts/other", {"type": "kv"}),
        ("POST", "auth/token/create/snapshot", {}),
        ("POST", "auth/token/roles/snapshot", {"token_num_uses": 0}),
        ("POST", "ssh/roles/executor", {"max_ttl": "30d"}),
        ("POST", "secret/config", {"cas_required": False}),
    ],
)
@pytest.mark.parametrize("alone", ["li", "wang"])
def test_one_factor_is_not_enough_for_the_configuration(
    ruled: Ruled, alone: str, method: str, path: str, body: dict[str, Any]
) -> None:
    wrapped = ruled.wrapped("executor", method, path, body)
    assert not ruled.authorise(alone, wrapped)
    with pytest.raises(ZhengyunError):
        ruled.unwrap(wrapped)
    assert not ruled.plan().actions


def newcomer(ruled: Ruled) -> RoleFile:
    """The next version of the role file, with somebody new in the security role."""
    return replace(ruled.roles, version=2, people=(*ruled.roles.people, person("tao", Role.SECURITY)))


def test_somebody_new_comes_in_after_two_plans_and_counts(ruled: Ruled) -> None:
    roles = newcomer(ruled)
    begun = ruled.plan(roles)
    assert told(begun) == {"create entrance people/tao", "create entity tao"}
    ruled.carry_out(begun)
    with pytest.raises(ZhengyunError):
        ruled.token("tao")
    bound = ruled.plan(roles)
    assert told(bound) == {
        "create alias people/tao/tao",
        "create key people/tao",
        "update group security-administrators",
    }
    ruled.carry_out(bound)
    assert not ruled.plan(roles).actions
    assert ruled.authorise("tao", ruled.wrapped("executor", "GET", PATH))


def test_what_a_run_that_was_torn_off_has_written_is_not_written_twice(ruled: Ruled) -> None:
    roles = newcomer(ruled)
    begun = ruled.plan(roles)
    ruled.carry_out(begun)
    again = replace(begun, actions=tuple(replace(action, again=True) for action in begun.actions))
    # Nobody has to say anything: nothing is written.
    ruled.carry_out(again, ())
    assert told(ruled.plan(roles)) >= {"create key people/tao"}


def test_a_mount_that_was_made_and_nothing_more_is_finished(ruled: Ruled) -> None:
    ruled.vault.ask("DELETE", "sys/mounts/secret")
    made = ruled.plan()
    assert told(made) == {"create mount secret"}
    ruled.vault.ask("POST", "sys/mounts/secret", {"type": "kv", "options": {"version": "2"}})
    ruled.carry_out(replace(made, actions=tuple(replace(action, again=True) for action in made.actions)))
    assert not ruled.plan().actions


@pytest.mark.parametrize("agreeing", [("li", "sun"), ("wang", "zhou"), ("li", "chen")])
def test_a_persons_entity_takes_a_word_from_outside_the_security_role(ruled: Ruled, agreeing: tuple[str, str]) -> None:
    begun = ruled.plan(newcomer(ruled))
    with pytest.raises(ZhengyunError):
        ruled.carry_out(begun, agreeing)
    assert told(ruled.plan(newcomer(ruled))) == told(begun)


def test_whoever_has_left_has_nothing_left(ruled: Ruled) -> None:
    roles = changed(ruled.roles, "sun", revoked="2026-03-01T00:00:00Z")
    gone = ruled.plan(roles)
    assert told(gone) == {
        "delete key people/sun",
        "delete alias people/sun/sun",
        "delete entity sun",
        "delete entrance people/sun",
        "update group security-administrators",
    }
    ruled.token("sun")
    ruled.carry_out(gone)
    assert not ruled.plan(roles).actions
    with pytest.raises(ZhengyunError):
        ruled.token("sun")


def test_another_key_of_somebody_is_believed_in_the_place_of_the_first(ruled: Ruled) -> None:
    old = ruled.token("sun")
    roles = changed(ruled.roles, "sun", key=signer("sun-anew").public)
    made = ruled.plan(roles)
    assert told(made) == {"update key people/sun"}
    ruled.carry_out(made)
    assert not ruled.plan(roles).actions
    assert old
    with pytest.raises(ZhengyunError):
        ruled.token("sun")


ROLE = {"role_type": "jwt", "user_claim": "sub", "bound_subject": "sun", "bound_audiences": ["zhengyun-vault"]}
WIDE = 'path "secret/*" { capabilities = ["read"] }\n'


@pytest.mark.parametrize(
    ("method", "path", "body", "found"),
    [
        ("PUT", "sys/policies/acl/look", {"policy": POLICIES["look"] + WIDE}, "update policy look"),
        ("PUT", "sys/policies/acl/executor", {"policy": POLICIES["executor"].replace('factor "system"', 'factor "security"')}, "update policy executor"),
        ("PUT", "sys/policies/acl/default", {"policy": WIDE}, "update policy default"),
        ("POST", "identity/entity/name/wang", {"policies": ["executor"]}, "update entity wang"),
        ("POST", "auth/people/sun/config", {"jwt_validation_pubkeys": [pem(signer("sun").public), pem(signer("li").public)]}, "update key people/sun"),
        ("POST", "auth/people/sun/role/person", {**ROLE, "token_policies": ["executor"]}, "update key people/sun"),
        ("POST", "auth/people/sun/role/person", {**ROLE, "token_no_default_policy": False}, "update key people/sun"),
        (
            "POST",
            "auth/people/sun/role/other",
            {**ROLE, "token_policies": ["executor"]},
            "update key people/sun",
        ),
        ("DELETE", "auth/people/sun/role/person", None, "update key people/sun"),
        ("DELETE", "sys/auth/people/sun", None, "create entrance people/sun"),
        ("POST", "secret/config", {"cas_required": False}, "update mount secret"),
        ("POST", "ssh/roles/executor", {"key_type": "ca", "allow_user_certificates": True, "allowed_users": "*"}, "update signing ssh/executor"),
        ("POST", "sys/mounts/secret/tune", {"audit_non_hmac_response_keys": ["password"]}, "update mount secret"),
        ("POST", "sys/mounts/sys/tune", {"audit_non_hmac_request_keys": ["accessor", "token"]}, "update mount sys"),
        ("POST", "sys/auth/people/sun/tune", {"audit_non_hmac_request_keys": ["jwt"]}, "update entrance people/sun"),
        ("POST", "auth/token/roles/snapshot", {"token_num_uses": 0}, "update tokens snapshot"),
        ("POST", "auth/token/roles/snapshot", {"allowed_policies": ["executor", "snapshot"]}, "update tokens snapshot"),
    ],
)  # fmt: skip
def test_what_was_altered_by_hand_is_found_and_put_right(
    ruled: Ruled, method: str, path: str, body: dict[str, Any], found: str
) -> None:
    ruled.vault.ask(method, path, body)
    made = ruled.plan()
    assert found in told(made)
    while made.actions:
        ruled.carry_out(made)
        made = ruled.plan()


@pytest.mark.parametrize("inside", ["wang", "other"])
def test_somebody_in_a_group_who_was_put_there_by_hand_is_found(ruled: Ruled, inside: str) -> None:
    """Himself, or by a group within the group."""
    who = ruled.vault.ask("GET", "identity/entity/name/wang")["id"]
    group = "identity/group/name/security-administrators"
    if inside == "other":
        within = ruled.vault.ask("POST", "identity/group", {"name": "within", "member_entity_ids": [who]})["id"]
        ruled.vault.ask("POST", group, {"member_group_ids": [within]})
    else:
        members = ruled.vault.ask("GET", group)["member_entity_ids"]
        ruled.vault.ask("POST", group, {"member_entity_ids": [*members, who]})
    made = ruled.plan()
    assert told(made) == {"update group security-administrators"}
    # He counts until it is put right: it takes the others' words.
    ruled.carry_out(made, ("li", "zhou"))
    assert not ruled.plan().actions


def test_what_nobody_declared_goes_only_where_that_is_said(ruled: Ruled) -> None:
    ask = ruled.vault.ask
    ask("PUT", "sys/policies/acl/wide", {"policy": WIDE})
    ask("POST", "sys/auth/userpass", {"type": "userpass"})
    ask("POST", "sys/mounts/drawer", {"type": "kv"})
    ask("POST", "identity/entity/name/stranger", {"policies": ["wide"]})
    ask("POST", "identity/group/name/strangers", {})
    ask("POST", "auth/token/roles/wide", {})
    ask("POST", "ssh/roles/wide", {"key_type": "ca", "allow_user_certificates": True, "allowed_users": "*"})
    assert not ruled.plan().actions
    made = ruled.plan(allow_destroy=True)
    assert told(made) == {
        "delete policy wide",
        "delete entrance userpass",
        "delete mount drawer",
        "delete entity stranger",
        "delete group strangers",
        "delete tokens wide",
        "delete signing ssh/wide",
    }
    assert made.effects.loses == ("vault/vault-mount/vault/drawer: all that it keeps (kv)",)
    ruled.carry_out(made)
    assert not ruled.plan(allow_destroy=True).actions


def test_a_namespace_that_somebody_has_made_is_found(ruled: Ruled) -> None:
    ruled.vault.ask("POST", "sys/namespaces/elsewhere", {})
    assert told(ruled.plan(allow_destroy=True)) == {"delete namespace elsewhere"}


def test_an_alias_that_lets_somebody_in_as_another_is_put_right(ruled: Ruled) -> None:
    wang, li = (ruled.vault.ask("GET", f"identity/entity/name/{name}") for name in ("wang", "li"))
    (alias,) = wang["aliases"]
    told_of = {"name": "wang", "mount_accessor": alias["mount_accessor"], "canonical_id": li["id"]}
    ruled.vault.ask("POST", "identity/entity-alias", told_of)
    made = ruled.plan()
    assert told(made) == {"update alias people/wang/wang"}
    assert made.actions[0].verb is Verb.UPDATE
    ruled.carry_out(made)
    assert not ruled.plan().actions


def test_a_plan_is_the_same_whenever_it_is_made(ruled: Ruled) -> None:
    roles = newcomer(ruled)
    assert ruled.plan(roles).digest == ruled.plan(roles).digest
