"""`role prove` at a real vault that is configured by a role file, and what every toxic grant in it is found by."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest

from cli.proving.part_vault import SHARES, proof_at, quorums_of_one_role
from cli.proving.vaults import VaultStage
from governance.proving import Outcome, Proof
from lab.progress import silent
from lab.vault.installed import ensure
from tests.cast import signer
from tests.ruled import EXECUTOR, Ruled
from zhengyun.entry import Entry

pytestmark = pytest.mark.lab
CAST = ("wang", "zhou", "li", "sun", "chen", EXECUTOR)


def proven(ruled: Ruled, *names: str, shares: Entry | None = None) -> Proof:
    """Try everything with the keys of these people."""
    keys = {name: signer(name) for name in names or CAST}
    now = lambda: datetime.now(UTC)  # noqa: E731
    stage = VaultStage(ruled.vault.server, ruled.roles, keys, EXECUTOR, now, str(ensure(ruled.vault.place, silent)))
    return proof_at(stage, shares=shares)


def ids(proof: Proof, outcome: Outcome) -> set[str]:
    return {one.attempt.id for one in proof.of(outcome)}


def test_everything_is_refused_by_the_vault_itself(ruled: Ruled) -> None:
    proof = proven(ruled)
    assert [(one.attempt.id, one.words, one.doubt) for one in proof.results if one.outcome is not Outcome.REFUSED] == []
    # Nobody has said who keeps its shares: that is told, for what was not looked for may be there.
    assert (proof.toxic, [one.what for one in proof.untried]) == ((), [SHARES])
    assert len(proof.results) >= 60
    words = {one.attempt.id: one.words for one in proof.results}
    assert "permission denied" in words["vault.bao-read"]
    assert "wrapping token is not valid" in words["vault.unwrap-early"]


def test_who_has_his_own_key_alone_is_told_what_was_not_tried(ruled: Ruled) -> None:
    proof = proven(ruled, "wang")
    assert not proof.of(Outcome.WORKED)
    assert not proof.of(Outcome.UNKNOWN)
    assert "vault.bao-read" in ids(proof, Outcome.REFUSED)
    assert "vault.unwrap-early" in {one.what for one in proof.untried}


@contextmanager
def seeded(ruled: Ruled, made: tuple[str, str, dict[str, Any]], *gone: str) -> Iterator[None]:
    """Something in the vault that nobody has agreed to; the fixture brings the rest back as it was."""
    method, path, body = made
    ruled.vault.server.ask(method, path, body, token=ruled.vault.root)
    try:
        yield
    finally:
        for one in gone:
            ruled.vault.server.ask("DELETE", one, token=ruled.vault.root)


def group(ruled: Ruled, name: str) -> dict[str, Any]:
    found: dict[str, Any] = dict(ruled.vault.ask("GET", f"identity/group/name/{name}"))
    return found


def entity(ruled: Ruled, name: str) -> str:
    return str(ruled.vault.ask("GET", f"identity/entity/name/{name}")["id"])


def test_where_nobody_may_look_for_toxic_grants_that_is_unknown(ruled: Ruled) -> None:
    """Nothing was looked for, and nothing is shown by that."""
    with seeded(ruled, ("POST", "sys/policies/acl/look", {"policy": 'path "nothing" { capabilities = ["read"] }'})):
        proof = proven(ruled)
    unknown = {one.attempt.id: one.words for one in proof.of(Outcome.UNKNOWN)}
    assert "permission denied" in unknown["vault.toxic"]
    nobody = proven(ruled, EXECUTOR)
    assert "vault.toxic" in ids(nobody, Outcome.UNKNOWN)


class TestSeeds:
    """A test for each toxic grant: by what it lets through, and by name."""

    def test_a_group_in_the_group_that_agrees(self, ruled: Ruled) -> None:
        ruled.vault.ask("POST", "identity/group/name/night-shift", {"member_entity_ids": [entity(ruled, "wang")]})
        inner, outer = group(ruled, "night-shift")["id"], "identity/group/name/security-administrators"
        members = group(ruled, "security-administrators")["member_entity_ids"]
        made = ("POST", outer, {"member_group_ids": [inner], "member_entity_ids": members})
        with seeded(ruled, made, "identity/group/name/night-shift"):
            proof = proven(ruled)
        assert "vault.authorise-as-system" in ids(proof, Outcome.WORKED)
        assert {"vault/vault-group/vault/security-administrators", "vault/vault-group/vault/night-shift"} <= {
            one.where for one in proof.toxic
        }

    def test_a_group_of_the_same_name_in_another_namespace(self, ruled: Ruled) -> None:
        with seeded(ruled, ("POST", "sys/namespaces/harbour", {}), "sys/namespaces/harbour"):
            body: dict[str, Any] = {"member_entity_ids": [], "policies": []}
            ruled.vault.server.ask(
                "POST", "harbour/identity/group/name/security-administrators", body, token=ruled.vault.root
            )
            proof = proven(ruled)
        assert not proof.of(Outcome.WORKED), "it does not count in the root namespace"
        assert [one.where for one in proof.toxic] == ["vault/vault-namespace/vault/harbour"]

    def test_a_wildcard_in_a_policy(self, ruled: Ruled) -> None:
        text = ruled.vault.ask("GET", "sys/policies/acl/look")["policy"]
        wide = text + '\npath "secret/*" { capabilities = ["read"] }\n'
        with seeded(ruled, ("POST", "sys/policies/acl/look", {"policy": wide})):
            proof = proven(ruled)
        assert {f"vault.read-cloud-{role}" for role in ("system", "security", "audit")} <= ids(proof, Outcome.WORKED)
        assert [one.where for one in proof.toxic] == ["vault/vault-policy/vault/look"]

    def test_a_policy_on_somebodys_entity(self, ruled: Ruled) -> None:
        ruled.vault.ask(
            "POST",
            "sys/policies/acl/helpdesk",
            {"policy": 'path "sys/policies/acl/*" { capabilities = ["create", "update"] }'},
        )
        made = ("POST", "identity/entity/name/li", {"policies": ["helpdesk"], "metadata": {"declared": "1"}})
        with seeded(ruled, made, "sys/policies/acl/helpdesk"):
            proof = proven(ruled)
        assert "vault.write-policy-security" in ids(proof, Outcome.WORKED)
        assert {"vault/vault-policy/vault/helpdesk", "vault/vault-entity/vault/li"} <= {
            one.where for one in proof.toxic
        }

    @pytest.mark.parametrize(
        ("holders", "threshold", "found"),
        [
            (("wang", "zhou", "li"), 2, ["system: wang, zhou"]),
            (("wang", "li", "sun", "chen"), 2, ["security: li, sun"]),
            (("wang", "li", "chen"), 2, []),
        ],
    )
    def test_a_second_quorum_of_shares(
        self, ruled: Ruled, holders: tuple[str, ...], threshold: int, found: list[str]
    ) -> None:
        body = {"address": ruled.vault.server.address, "threshold": threshold, "shares": dict.fromkeys(holders, "0")}
        entry = Entry.make(9, "2026-03-02T08:00:00Z", "vault.shared", "wang", body)
        stage = VaultStage(ruled.vault.server, ruled.roles, {}, EXECUTOR, lambda: datetime.now(UTC))
        assert [one.what for one in quorums_of_one_role(stage, entry)] == found


def test_a_vault_with_root_for_everybody_is_found_out_by_nearly_all_attempts(ruled: Ruled) -> None:
    """What is tried can work: whoever may everything is refused little."""
    body = {"policy": 'path "*" { capabilities = ["create", "read", "update", "delete", "list", "sudo"] }'}
    with seeded(ruled, ("POST", "sys/policies/acl/authorise", body)):
        proof = proven(ruled)
    worked = ids(proof, Outcome.WORKED)
    assert {"vault.accessors-security", "vault.host-information-security", "vault.raw-snapshot-system"} <= worked
    ruled.settle()
