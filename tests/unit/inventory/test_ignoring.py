"""drift.yaml: read at the root, and each wrong value told at its place, all in one run."""

from datetime import UTC, datetime, timedelta

import jsonschema
import pytest
import yaml

from inventory.loader import load
from inventory.schema.export import schema
from tests.unit.inventory.estates import with_file
from tests.unit.inventory.test_schema import errors_of
from zhengyun.errors import Exit
from zhengyun.estate import Ignore

SOON = (datetime.now(UTC).date() + timedelta(days=30)).isoformat()
LATE = (datetime.now(UTC).date() + timedelta(days=400)).isoformat()
RULE = f"{{match: primary/server/finance/*, attribute: name, reason: why, until: {SOON}, by: operator}}"


def _file(*rules: str) -> str:
    return "ignore:\n" + "".join(f"  - {rule}\n" for rule in rules)


def test_the_rules_are_part_of_the_estate_with_their_places() -> None:
    more = RULE.replace("name,", "'*', even_if: [opens, gone],")
    estate = load(with_file("drift.yaml", _file(RULE, more)))
    first, second = estate.ignores
    assert first == Ignore("primary/server/finance/*", "name", "why", SOON, "operator", frozenset(), "drift.yaml:2")
    assert (second.attribute, second.place) == ("*", "drift.yaml:3")
    assert second.even_if == frozenset({"gone", "opens"})


def test_one_word_may_stand_where_a_list_could() -> None:
    estate = load(with_file("drift.yaml", _file(RULE.replace("by: operator", "by: operator, even_if: opens"))))
    assert estate.ignores[0].even_if == frozenset({"opens"})


def test_without_the_file_there_are_none() -> None:
    assert load(with_file("drift.yaml", "ignore: []\n")).ignores == ()


@pytest.mark.parametrize(
    ("right", "wrong", "code", "said"),
    [
        ("primary/server/finance/*", "primary/server", "ZY-EST-012", "SITE/KIND/PATH"),
        ("primary/server/finance/*", "[a]", "ZY-EST-012", "SITE/KIND/PATH"),
        ("primary/server/finance/*", "primry/server/finance/*", "ZY-EST-020", "there is no site primry"),
        ("primary/server/finance/*", "primary/server/finanse/x", "ZY-EST-020", "there is no department finanse"),
        ("primary/server/finance/*", '"*/*/*"', "ZY-EST-200", "about everything"),
        ("primary/server/finance/*", '"primary/*/*/*"', "ZY-EST-200", "about everything"),
        (SOON, "tomorrow", "ZY-EST-012", "a day such as 2026-12-31"),
        (SOON, "2026-02-30", "ZY-EST-012", "a day such as 2026-12-31"),
        (SOON, LATE, "ZY-EST-201", "more than a year ahead"),
        ("reason: why", 'reason: ""', "ZY-EST-012", "a text that is not empty"),
        ("reason: why", "resaon: why", "ZY-EST-010", "resaon"),
        (", by: operator", "", "ZY-EST-011", "by is missing"),
        ("by: operator", "by: operator, even_if: 7", "ZY-EST-012", "a list"),
        ("by: operator", "by: operator, even_if: opened", "ZY-EST-012", "one of"),
        ("by: operator", "by: operator, even_if: [open]", "ZY-EST-012", "one of"),
    ],
)
def test_a_wrong_value_is_told_at_its_place(right: str, wrong: str, code: str, said: str) -> None:
    text = _file(RULE, RULE.replace(right, wrong))
    (error,) = errors_of(with_file("drift.yaml", text))
    assert error.code.id == code
    assert said in str(error).replace("{choices}", "one of") or said in str(error.values)
    assert error.place
    assert (error.place.file, error.place.line) == ("town/drift.yaml", 3)


def test_everything_wrong_is_told_in_one_run() -> None:
    text = _file(RULE.replace(SOON, LATE), RULE.replace("primary/", "nowhere/"), RULE.replace("reason: why, ", ""))
    errors = errors_of(with_file("drift.yaml", text))
    assert [(error.place.line if error.place else 0) for error in errors] == [2, 3, 4]


def test_a_rule_that_has_expired_is_no_error_and_what_is_shared_has_a_name() -> None:
    old = RULE.replace(SOON, "2020-01-01").replace("finance", "site")
    assert load(with_file("drift.yaml", _file(old))).ignores[0].until == "2020-01-01"


def test_the_file_elsewhere_is_stray_and_another_ending_is_told() -> None:
    (error,) = errors_of(with_file("primary/drift.yaml", _file(RULE)))
    assert error.code.id == "ZY-EST-024"
    (error,) = errors_of(with_file("drift.yml", _file(RULE)))
    assert error.values["nearest"] == "drift.yaml"


def test_the_refusals_are_by_rule() -> None:
    errors = errors_of(with_file("drift.yaml", _file(RULE.replace(SOON, LATE))))
    assert [error.exit for error in errors] == [Exit.REFUSED]


def test_an_editor_can_have_the_schema() -> None:
    made = schema("drift")
    jsonschema.Draft202012Validator.check_schema(made)
    validator = jsonschema.Draft202012Validator(made)
    for more in ("", ", even_if: opens", ", even_if: [opens, gone]"):
        assert not list(validator.iter_errors(yaml.safe_load(_file(RULE.replace(SOON, f"'{SOON}'{more}")))))
    assert list(validator.iter_errors(yaml.safe_load(_file(RULE.replace("reason", "resaon")))))
