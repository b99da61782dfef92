"""Which thing of the vault's configuration a path is about: where we write it is found again, and is nobody else's."""

import pytest

from tests.ruled import roles_of
from tests.unit.vault.test_planning import standing
from vault.paths import PATHS, concerns
from vault.things import address
from vault.writing import WRITES, writes
from zhengyun.action import Action
from zhengyun.diff import Verb
from zhengyun.estate.vault import ALIAS, ENTITY, KEY, MOUNT, NAMESPACE, POLICY

FOUND = standing(roles_of())


def test_every_kind_that_is_written_has_its_paths() -> None:
    assert set(PATHS) == {*WRITES, NAMESPACE}


@pytest.mark.parametrize("verb", [*Verb])
def test_what_is_written_for_a_thing_is_found_at_that_thing_alone(verb: Verb) -> None:
    for where, one in FOUND.items():
        for need in writes(Action("a1", "vault", verb, where, one.id, one.attributes)):
            others = [it for it in FOUND if concerns(need.path, it, FOUND[it].id)]
            # A new alias is written where all of them are made: whose it is, its path does not say.
            assert others == ([] if need.path == "identity/entity-alias" else [where]), need.path


@pytest.mark.parametrize(
    ("path", "kind", "name", "identifier", "about"),
    [
        ("sys/policy/look", POLICY, "look", "", True),
        ("sys/policies/acl/look2", POLICY, "look", "", False),
        ("identity/entity/id/7", ENTITY, "li", "7", True),
        ("identity/entity/id/8", ENTITY, "li", "7", False),
        ("identity/entity/id/", ENTITY, "li", "", False),
        ("identity/entity-alias/id/7", ALIAS, "people/li/li", "7", True),
        ("auth/people/li/role/another", KEY, "people/li", "", True),
        ("auth/people/li/login", KEY, "people/li", "", False),
        ("secret/data/cloud/pier", MOUNT, "secret", "", False),
        ("sys/mounts/secret/tune", MOUNT, "secret", "", True),
    ],
)
def test_by_hand(path: str, kind: str, name: str, identifier: str, about: bool) -> None:
    assert concerns(path, address(kind, name), identifier) is about
