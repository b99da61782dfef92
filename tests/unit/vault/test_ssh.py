"""What is asked of an SSH authority says for whom, how long, and for which change."""

import pytest

from tests.unit.governance.requests import refusal
from vault.ssh import LONGEST, need


def test_it_says_for_whom_how_long_and_why() -> None:
    wanted = need("executor", ["ops", "backup"], 120, "CH-1")
    assert wanted.path == "ssh/issue/executor"
    assert {**wanted.body} == {
        "cert_type": "user",
        "valid_principals": "backup,ops",
        "ttl": "120s",
        "key_id": "zhengyun CH-1",
        "key_type": "ed25519",
    }


def test_a_key_that_is_there_is_signed_and_none_is_made() -> None:
    wanted = need("executor", ["ops"], 120, "CH-1", "ssh-ed25519 AAAA")
    assert (wanted.path, wanted.body["public_key"], "key_type" in wanted.body) == (
        "ssh/sign/executor",
        "ssh-ed25519 AAAA",
        False,
    )


@pytest.mark.parametrize(
    ("accounts", "seconds"), [([], 60), ([""], 60), (["ops"], 0), (["ops"], -1), (["ops"], LONGEST + 1)]
)
def test_one_for_everybody_or_without_an_end_is_not_asked_for(accounts: list[str], seconds: int) -> None:
    assert refusal(lambda: need("executor", accounts, seconds, "CH-1")) == "ZY-VAULT-071"
