"""What a plan of hosts needs of the vault, and that nothing else than what the log has on record is told to any host."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.unit.governance.requests import refusal
from vault.hosting import certificate, certificate_of_devices, needs, needs_of_devices, running
from vault.kept import DEVICES, HOSTS, Lent, secret
from vault.needs import factors
from vault.port import Answer, Need
from zhengyun.keyed import keyed
from zhengyun.people import Role

PLAN, KEY, NAME = "sha256:" + "5" * 64, "ab" * 32, "snmp/auth"


@dataclass
class Hand:
    """Answers what it is told to, and remembers what it was asked for."""

    answers: Mapping[str, Mapping[str, Any]]
    asked: list[Need] = field(default_factory=list)

    def perform(self, need: Need) -> Answer:
        """Answer."""
        self.asked.append(need)
        return Answer(self.answers[need.path], {}, None)


def lent(words: Mapping[str, Any], digest: str = "") -> tuple[Lent, Hand]:
    """A secret as a vault keeps it, and a log that has its digest on record, or another one."""
    hand = Hand({secret(HOSTS, NAME).path: {"data": words}})
    return Lent(hand, lambda: {NAME: digest or keyed(KEY, NAME, "hush")}), hand


def test_a_plan_needs_a_key_for_itself_and_each_of_its_secrets_once() -> None:
    found = needs(PLAN, ["snmp/priv", "snmp/auth", "snmp/priv"])
    assert [str(one) for one in found] == [
        "update ssh/issue/hosts",
        "read secret/data/hosts/snmp/auth",
        "read secret/data/hosts/snmp/priv",
    ]
    body = certificate(PLAN).body
    assert (body["valid_principals"], body["key_id"], body["ttl"]) == ("zy-run", f"zhengyun {PLAN}", "3600s")
    # As its policy has it: one word suffices, that of a security administrator.
    assert {factors(one) for one in found} == {(Role.SECURITY,)}


def test_a_plan_of_devices_needs_what_they_are_entered_with_and_no_key_where_none_takes_one() -> None:
    found = needs_of_devices(PLAN, ["p-sw1", "p-sw1"], by_key=True)
    assert [str(one) for one in found] == ["update ssh/issue/devices", "read secret/data/devices/p-sw1"]
    assert certificate_of_devices(PLAN).body["valid_principals"] == "zy-net"
    assert {factors(one) for one in found} == {(Role.SECURITY,)}
    assert needs_of_devices(PLAN, [], by_key=False) == ()


def test_each_shelf_names_its_own_command_where_nothing_was_given() -> None:
    held = Lent(Hand({}), dict, DEVICES)
    assert refusal(lambda: held.value("p-sw1")) == "ZY-VAULT-102"


def test_the_key_of_a_change_lies_in_memory_and_is_gone_afterwards() -> None:
    hand = Hand({"ssh/issue/hosts": {"signed_key": "a certificate", "private_key": "a key"}})
    with running(hand, certificate(PLAN)) as files:
        assert [Path(one).read_text() for one in files] == ["a key\n", "a certificate\n"]
        assert {Path(one).stat().st_mode & 0o777 for one in files} == {0o600}
        assert all("/memfd:" in str(Path(one).readlink()) for one in files)
    for one in files:
        assert not Path(one).exists() or "/memfd:" not in str(Path(one).readlink())


def test_a_secret_is_had_once_and_its_digest_without_it() -> None:
    held, hand = lent({"value": "hush", "key": KEY})
    assert held.digest(NAME) == keyed(KEY, NAME, "hush")
    assert hand.asked == []
    assert [held.value(NAME), held.value(NAME)] == ["hush", "hush"]
    assert hand.asked == [secret(HOSTS, NAME)]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ({"value": "another", "key": KEY}, "ZY-VAULT-100"),
        ({"value": "hush", "key": "cd" * 32}, "ZY-VAULT-100"),
        ({"value": "hush", "key": "no key"}, "ZY-VAULT-100"),
        ({"key": KEY}, "ZY-VAULT-057"),
        ({"value": "", "key": KEY}, "ZY-VAULT-057"),
        ({"value": "hush"}, "ZY-VAULT-057"),
        ({"value": 5, "key": KEY}, "ZY-VAULT-057"),
    ],
)
def test_what_is_not_as_the_log_has_it_is_told_to_nobody(words: Mapping[str, Any], code: str) -> None:
    assert refusal(lambda: lent(words)[0].value(NAME)) == code


def test_one_that_nobody_has_given_is_asked_of_nobody() -> None:
    held, hand = lent({})
    assert refusal(lambda: held.value("snmp/none")) == "ZY-VAULT-099"
    assert hand.asked == []
