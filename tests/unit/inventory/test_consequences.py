"""Every error is told in one run, and what is only the consequence of another is not: refused values, names and files."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from inventory.loader import load
from inventory.source import Folder, Source
from tests.examples import examples
from tests.unit.inventory.estates import FILES, NAMES, Memory, edited, whole
from tests.unit.inventory.test_schema import errors_of
from zhengyun.errors import Problems, ZhengyunError

pytestmark = pytest.mark.slow

DEMO = Path(__file__).resolve().parents[3] / "inventory" / "sites"
Step = str | int
# Refused wherever it stands: no value of an estate is a list of a list.
WRONG: Any = [["wrong"]]
FORM = {"ZY-EST-010", "ZY-EST-011", "ZY-EST-012"}
ABOVE = ("level: 3\n", "level: 4\n")


def put(changes: dict[str, str]) -> Memory:
    return Memory({**whole().contents, **{name: text.encode() for name, text in changes.items()}})


def codes(source: Memory) -> list[str]:
    return [error.code.id for error in errors_of(source)]


def problems(source: Source) -> tuple[ZhengyunError, ...]:
    """What is wrong with an estate, if anything."""
    try:
        load(source)
    except Problems as refused:
        return refused.errors
    return ()


def places(data: Any, at: tuple[Step, ...] = ()) -> Iterator[tuple[Step, ...]]:
    """Every place in a file but its root."""
    entries: Sequence[tuple[Step, Any]] = ()
    if isinstance(data, dict):
        entries = list(data.items())
    elif isinstance(data, list):
        entries = list(enumerate(data))
    for step, value in entries:
        yield (*at, step)
        yield from places(value, (*at, step))


def with_value(data: Any, at: Sequence[Step], value: Any) -> Any:
    """A copy with another value at a place."""
    if not at:
        return value
    copy: Any = dict(data) if isinstance(data, dict) else list(data)
    copy[at[0]] = with_value(data[at[0]], at[1:], value)
    return copy


EVERYWHERE = [(name, at) for name, text in FILES.items() for at in places(yaml.safe_load(text))]


@pytest.mark.parametrize("wrong", [WRONG, None, {}], ids=str)
@pytest.mark.parametrize(("name", "at"), EVERYWHERE, ids=str)
def test_a_refused_value_is_the_only_error_of_an_estate_that_is_right_otherwise(
    name: str, at: tuple[Step, ...], wrong: Any
) -> None:
    text = yaml.safe_dump(with_value(yaml.safe_load(FILES[name]), at, wrong), sort_keys=False, allow_unicode=True)
    errors = problems(put({name: text}))
    form = [one for one in errors if one.code.id in FORM]
    # Where the schema accepts it, it may well break a rule.
    assert not form or len(errors) == len(form) == 1 or wrong == {}
    assert not form or {one.place.file for one in errors if one.place} == {f"town/{name}"}


@pytest.mark.parametrize(("name", "at"), [one for one in EVERYWHERE if isinstance(one[1][-1], str)], ids=str)
def test_a_refused_name_is_the_only_error_of_an_estate_that_is_right_otherwise(name: str, at: tuple[Step, ...]) -> None:
    data = yaml.safe_load(FILES[name])
    section: Any = data
    for step in at[:-1]:
        section = section[step]
    renamed = {("X " + one if one == at[-1] else one): value for one, value in section.items()}
    text = yaml.safe_dump(with_value(data, at[:-1], renamed), sort_keys=False, allow_unicode=True)
    errors = errors_of(put({name: text}))
    assert {one.code.id for one in errors} <= FORM
    assert {one.place.file for one in errors if one.place} == {f"town/{name}"}


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("content", [b"a: [", b"[]", b"x", b"", b"\xff", b"a: 1\n" * (4 << 20)], ids=range(6))
def test_a_file_that_is_refused_whole_is_the_only_one_with_errors(name: str, content: bytes) -> None:
    errors = errors_of(Memory({**whole().contents, name: content}))
    assert {one.place.file for one in errors if one.place} == {f"town/{name}"}


@pytest.mark.parametrize(
    ("name", "at"),
    [
        one
        for one in EVERYWHERE
        # What the level of `payroll` and its zone's rest on.
        if not (one[0] == NAMES["site"] and one[1] in {("zones",), ("zones", "business"), ("zones", "business", "level")})
        and not (one[0] == NAMES["finance"] and one[1][:2] in {("systems",), ("systems", "payroll")} and len(one[1]) < 3)
        and not (one[0] == NAMES["finance"] and one[1] in {("systems", "payroll", "level"), ("systems", "payroll", "zone")})
    ],
    ids=str,
)  # fmt: skip
def test_a_refused_value_hides_nothing_that_does_not_rest_on_it(name: str, at: tuple[Step, ...]) -> None:
    texts = {**FILES, NAMES["finance"]: FILES[NAMES["finance"]].replace(*ABOVE)}
    changed = yaml.safe_dump(with_value(yaml.safe_load(texts[name]), at, WRONG), sort_keys=False, allow_unicode=True)
    assert sorted(codes(put({**texts, name: changed}))) == ["ZY-EST-012", "ZY-EST-030"]


class TestWholeFiles:
    """A file that cannot be read hides nothing of the others."""

    ABOVE = FILES[NAMES["finance"]].replace(*ABOVE)

    def test_without_the_list_of_sites_they_are_taken_from_the_folders(self) -> None:
        broken = put({NAMES["finance"]: self.ABOVE, NAMES["estate"]: "estate: [\n"})
        assert codes(broken) == ["ZY-EST-001", "ZY-EST-030"]

    def test_one_misspelt_site_does_not_make_its_folder_stray(self) -> None:
        broken = put(
            {NAMES["finance"]: self.ABOVE, NAMES["estate"]: FILES["estate.yaml"].replace("[primary]", "[Primary]")}
        )
        assert codes(broken) == ["ZY-EST-012", "ZY-EST-030"]

    def test_without_site_yaml_its_departments_are_held_against_themselves(self) -> None:
        wrong = FILES[NAMES["finance"]].replace("servers: 4,", "servers: 3,").replace("from: app,", "from: ap,")
        assert codes(put({NAMES["finance"]: wrong, NAMES["site"]: "a: ["})) == [
            "ZY-EST-001",
            "ZY-EST-050",
            "ZY-EST-020",
        ]

    def test_a_site_without_site_yaml_is_one_error_and_its_departments_are_not_stray(self) -> None:
        contents = dict(put({NAMES["finance"]: FILES[NAMES["finance"]].replace("rto: 4 h", "rto: soon")}).contents)
        del contents[NAMES["site"]]
        assert codes(Memory(contents)) == ["ZY-EST-023", "ZY-EST-012"]

    def test_a_site_file_under_another_ending_is_told_once(self) -> None:
        contents = dict(whole().contents)
        contents["primary/site.yml"] = contents.pop(NAMES["site"])
        assert codes(Memory(contents)) == ["ZY-EST-024"]


class TestYaml:
    """What the reader refuses inside a file does not hide what the schema and the checks find."""

    @pytest.mark.parametrize(
        ("right", "wrong", "found"),
        [
            ("title: Portal", "title: !secret Portal", ["ZY-EST-005"]),
            ("networks:\n  office", "networks: !!map\n  office", ["ZY-EST-005"]),
            ("groups: [database]", "groups: &x [database]", []),
            ("      web: {", "      web: {}\n      web: {", ["ZY-EST-007"]),
            ("tenant: finance", "tenant: finance\n[a]: 1", ["ZY-EST-006"]),
        ],
    )  # fmt: skip
    def test_both_are_told(self, right: str, wrong: str, found: list[str]) -> None:
        text = FILES[NAMES["finance"]].replace(*ABOVE)
        assert text.count(right) == 1
        assert sorted(codes(put({NAMES["finance"]: text.replace(right, wrong)}))) == sorted([*found, "ZY-EST-030"])

    def test_an_alias_of_a_plain_value_is_an_alias(self) -> None:
        text = (
            FILES[NAMES["finance"]].replace("title: Payroll", "title: &t Payroll").replace("title: Portal", "title: *t")
        )
        assert codes(put({NAMES["finance"]: text})) == ["ZY-EST-004"]


def test_a_misspelt_gateway_is_one_error_and_not_one_for_each_floating_address() -> None:
    assert codes(edited("finance", "networks: [front], gateway: internet", "networks: [front], gateway: intern")) == [
        "ZY-EST-020"
    ]


def test_a_misspelt_department_is_one_error() -> None:
    assert codes(edited("finance", "tenant: finance", "tenant: finanse")) == ["ZY-EST-022"]


@dataclass(frozen=True)
class Broken:
    """The demo estate with one file's bytes changed."""

    contents: dict[str, bytes]
    folder: Path = DEMO
    commit: str = ""
    later: dict[str, bytes] = field(default_factory=dict)

    def files(self) -> Iterator[tuple[str, bytes]]:
        yield from self.contents.items()


CONTENTS = dict(Folder(DEMO).files())
PIECES = [
    "", " ", "\n", ":", ": ", "- ", "{", "}", "[", "]", ",", "'", '"', "#", "&a ", "*a", "!x ", "null", "~", "true", "0", "-1", "9" * 30,
    "1.5", "\t", "\x1b", "\x00", "政", "/32", "/0", "::/0", "fe80::1%eth0", "10.0.0.0", "any", "internet", "site", "[key]", "? ", "<<: ", "|",
]  # fmt: skip


@examples(60)
@given(st.data())
def test_whatever_is_written_into_the_files_is_read_or_refused_with_a_place(data: st.DataObject) -> None:
    contents = dict(CONTENTS)
    for _ in range(data.draw(st.integers(1, 4))):
        name = data.draw(st.sampled_from(sorted(contents)))
        text = contents[name].decode()
        start = data.draw(st.integers(0, len(text)))
        end = start + data.draw(st.integers(0, 30))
        contents[name] = (text[:start] + data.draw(st.sampled_from(PIECES)) + text[end:]).encode()
    for error in problems(Broken(contents)):
        assert error.place
        assert str(error).isprintable()
        # Every value that the text asks for is there.
        assert error.code.reason.format(**error.values)
