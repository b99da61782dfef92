"""What a rule hides, and what none hides that does not say so."""

from typing import Any, Final

import pytest

from cloud.ignoring import ALL, Rules, Sifted, about
from zhengyun.diff import Change, Difference, Verb
from zhengyun.estate import Ignore
from zhengyun.resource import Address, Existing, Foreign, Resource

TODAY: Final = "2026-03-02"
SERVER: Final = Address("primary", "server", "finance/payroll/web")
RULE: Final = Address("primary", "rule", "finance/web/in tcp 22 from 0.0.0.0/0")


def _rule(match: str = "primary/server/finance/*", attribute: str = "name", **more: Any) -> Ignore:
    values = {"reason": "a trial", "until": "2026-12-31", "by": "operator", "even_if": frozenset(), "place": ""}
    return Ignore(match=match, attribute=attribute, **{**values, **more})


def _changed(*changes: tuple[str, Any, Any], address: Address = SERVER) -> Difference:
    """Declared, then found; a difference holds what was found first."""
    told = tuple(Change(name, found, declared) for name, declared, found in changes)
    return Difference(address, Verb.UPDATE, told, Resource(address, {}), Existing(address, "s1", {}))


def _sift(difference: Difference, *rules: Ignore) -> Sifted:
    return Rules(rules, TODAY).sift(difference)


@pytest.mark.parametrize(
    ("match", "it_is"),
    [
        ("primary/server/finance/payroll/web", True),
        ("*/server/finance/*", True),
        ("primary/*/finance/*", True),
        ("primary/server/*", True),
        ("primary/server/finance", False),
        ("dr/server/finance/*", False),
        ("primary/serv/finance/*", False),
        ("primary/server/fin?nce/*", True),
    ],
)
def test_a_rule_is_about_what_its_pattern_says(match: str, it_is: bool) -> None:
    assert about(_rule(match), SERVER) is it_is


def test_one_attribute_is_hidden_and_the_others_are_told() -> None:
    rule = _rule()
    sifted = _sift(_changed(("name", "web", "mine"), ("running", True, False)), rule)
    assert sifted.left
    assert [change.attribute for change in sifted.left.changes] == ["running"]
    (hidden,) = sifted.hidden
    assert (hidden.rule, [change.attribute for change in hidden.changes]) == (rule, ["name"])


def test_where_every_attribute_is_hidden_nothing_is_left() -> None:
    sifted = _sift(_changed(("name", "web", "mine"), ("running", True, False)), _rule(attribute=ALL))
    assert sifted.left is None
    assert len(sifted.hidden[0].changes) == 2


def test_what_is_said_of_another_attribute_hides_nothing() -> None:
    difference = _changed(("running", True, False))
    assert _sift(difference, _rule()) == Sifted(difference)


def test_an_expired_rule_hides_nothing_and_is_told_where_it_would_have() -> None:
    old, other = _rule(until="2026-03-01"), _rule("primary/server/health/*", until="2026-03-01")
    difference = _changed(("name", "web", "mine"))
    assert _sift(difference, old, other) == Sifted(difference, (), (old,))


def test_it_counts_on_its_last_day_and_beside_one_that_has_expired() -> None:
    last, old = _rule(until=TODAY), _rule(until="2026-03-01")
    sifted = _sift(_changed(("name", "web", "mine")), old, last)
    assert (sifted.left, sifted.expired) == (None, ())
    assert sifted.hidden[0].rule == last


@pytest.mark.parametrize(
    ("attribute", "declared", "found", "opens"),
    [
        ("groups", ["finance/web"], ["finance/web", "~strange"], True),
        ("groups", ["finance/web", "finance/app"], ["finance/web"], False),
        ("egress", "declared", "any", True),
        ("egress", "any", "declared", False),
        ("shared", False, True, True),
        ("shared", True, False, False),
        ("gateway", None, "site/internet", True),
        ("networks", ["finance/office"], ["finance/office", "~n"], True),
        ("name", "web", "mine", False),
        ("running", True, False, False),
    ],
)
def test_what_was_opened_is_hidden_only_where_the_rule_says_so(
    attribute: str, declared: Any, found: Any, opens: bool
) -> None:
    difference = _changed((attribute, declared, found))
    plain = _rule(attribute=ALL)
    assert (_sift(difference, plain).left is not None) is opens
    assert _sift(difference, _rule(attribute=ALL, even_if=frozenset({"opens"}))).left is None


def test_more_of_a_quota_opens_nothing() -> None:
    quota = Address("primary", "quota", "finance")
    difference = _changed(("ports", 100, 333), ("networks", 1, 2), address=quota)
    assert _sift(difference, _rule("primary/quota/*", ALL)).left is None


def _gone() -> Difference:
    return Difference(SERVER, Verb.CREATE, wanted=Resource(SERVER, {}))


def test_that_a_thing_is_gone_is_hidden_only_where_the_rule_says_so() -> None:
    assert _sift(_gone(), _rule(attribute=ALL)).left
    assert _sift(_gone(), _rule(attribute=ALL, even_if=frozenset({"opens"}))).left
    assert _sift(_gone(), _rule(attribute="name", even_if=frozenset({"gone"}))).left
    sifted = _sift(_gone(), _rule(attribute=ALL, even_if=frozenset({"gone"})))
    assert sifted.left is None
    assert [one.state for one in sifted.hidden] == ["gone"]


def test_a_rule_that_somebody_added_is_told_unless_said_otherwise() -> None:
    strange = Difference(RULE, Verb.DELETE, existing=Existing(RULE, "r1", {"group": "finance/web"}))
    match = "primary/rule/finance/*"
    assert _sift(strange, _rule(match, ALL)).left
    assert _sift(strange, _rule(match, ALL, even_if=frozenset({"opens"}))).left is None


def test_what_is_declared_nowhere_and_opens_nothing_can_be_hidden() -> None:
    volume = Address("primary", "volume", "finance/payroll/old")
    strange = Difference(volume, Verb.DELETE, existing=Existing(volume, "v1", {"size_gib": 1}))
    assert _sift(strange, _rule("*/volume/finance/*", ALL)).left is None
    assert _sift(strange, _rule("*/volume/finance/*", "size_gib")).left


def test_what_is_not_ours_is_hidden_by_its_tenant_and_name() -> None:
    network, router = Foreign("network", "trial", "n1", "finance"), Foreign("router", "trial", "r1", "finance")
    rules = Rules((_rule("primary/*/finance/trial", ALL),), TODAY)
    hidden, _ = rules.stranger("primary", network)
    assert hidden
    assert hidden.state == "foreign"
    assert rules.stranger("primary", router) == (None, ())
    late = Rules((_rule("primary/*/finance/trial", ALL, until="2026-01-01"),), TODAY)
    assert late.stranger("primary", network) == (None, tuple(late.rules))
