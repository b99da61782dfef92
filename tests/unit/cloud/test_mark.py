"""Marks: what we write we read again, and nothing that others write is taken for ours."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cloud import mark
from cloud.kinds import key

NAMES = st.from_regex(r"[a-z][a-z0-9]{0,8}(-[a-z0-9]{1,5}){0,2}", fullmatch=True)
RANGES = st.one_of(
    st.tuples(st.ip_addresses(v=4), st.integers(0, 32)), st.tuples(st.ip_addresses(v=6), st.integers(0, 128))
).map(lambda pair: f"{pair[0]}/{pair[1]}")
PATHS = st.tuples(NAMES, NAMES, st.one_of(NAMES, RANGES)).map("/".join)
ANY = st.recursive(st.none() | st.integers() | st.text(), lambda one: st.lists(one, max_size=3), max_leaves=4)


@given(NAMES, PATHS)
def test_what_was_marked_is_known_again_in_each_form(estate: str, path: str) -> None:
    assert mark.from_tags(mark.tags(estate, path), estate) == path
    assert mark.from_metadata(mark.metadata(estate, path), estate) == path
    assert mark.from_birthmark(mark.birthmark(estate, path), estate) == path


@given(NAMES, NAMES, PATHS)
def test_another_estates_things_are_not_ours(estate: str, other: str, path: str) -> None:
    if estate != other:
        assert mark.from_tags(mark.tags(other, path), estate) == ""
        assert mark.from_metadata(mark.metadata(other, path), estate) == ""
        assert mark.from_birthmark(mark.birthmark(other, path), estate) == ""


@given(NAMES, PATHS)
def test_what_a_server_left_behind_is_marked_with_the_servers_path_and_has_none_itself(estate: str, path: str) -> None:
    told = mark.left_behind(estate, path)
    assert (mark.from_left_behind(told, estate), mark.from_metadata(told, estate)) == (path, "")
    assert mark.from_left_behind(told, f"{estate}-other") == ""
    assert mark.from_left_behind({**told, **mark.metadata(estate, path)}, estate) == ""


@given(NAMES, PATHS, PATHS)
def test_a_mark_that_says_two_things_says_nothing(estate: str, path: str, other: str) -> None:
    if path != other:
        assert mark.from_tags([*mark.tags(estate, path), *mark.tags(estate, other)], estate) == ""
    assert mark.from_tags([*mark.tags(estate, path), *mark.tags("another_one", path)], estate) == ""


@given(NAMES, PATHS, st.lists(st.text(max_size=20)))
def test_others_tags_do_not_matter_and_are_kept(estate: str, path: str, tags: list[str]) -> None:
    theirs = [tag for tag in tags if not tag.startswith("zhengyun:")]
    whole = [*theirs, *mark.tags(estate, path)]
    assert mark.from_tags(whole, estate) == path
    assert mark.others(whole) == theirs


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/",
        "finance/",
        "/finance",
        "finance//office",
        "Finance/office",
        "finance/../health",
        "finance/of fice",
        "finance/office\n",
        "finance/\x1b[2J",
        "财政/办公",
        "-finance",
        "f/" + "x" * 300,
        7,
        None,
        ["finance"],
        {"finance": 1},
    ],
)
def test_a_path_that_no_estate_could_hold_is_none(path: Any) -> None:
    assert mark.from_metadata({mark.ESTATE: "demo", mark.PATH: path}, "demo") == ""
    if isinstance(path, str):
        assert mark.from_tags([f"{mark.ESTATE}=demo", f"{mark.PATH}={path}"], "demo") == ""
        assert mark.from_birthmark(f"zhengyun:demo:{path}", "demo") == ""


@given(st.lists(ANY), st.dictionaries(st.sampled_from([mark.ESTATE, mark.PATH, "other"]), ANY))
def test_whatever_somebody_has_written_is_read_as_a_path_or_as_nothing(
    tags: list[Any], metadata: dict[str, Any]
) -> None:
    assert mark.from_tags(tags, "demo") == ""
    assert mark.from_metadata(metadata, "demo") == ""


@given(st.none() | st.text())
def test_no_description_is_taken_for_a_birthmark(description: str | None) -> None:
    assert mark.from_birthmark(description, "demo") == ""


def test_what_one_site_has_is_not_anothers_wherever_it_is_looked_for() -> None:
    """As where the entries of clouds.yaml are swapped, or two sites share a Keystone."""
    main, dr = (mark.owner("demo", site) for site in ("primary", "dr"))
    assert mark.from_tags(mark.tags(main, "finance"), main) == "finance"
    assert not mark.from_tags(mark.tags(main, "finance"), dr)
    assert not mark.from_birthmark(mark.birthmark(main, "finance/office"), "demo")
    assert key.path_of(key.key_name(main, "finance/ops"), main) == "finance/ops"
    assert not key.path_of(key.key_name(main, "finance/ops"), dr)


@pytest.mark.parametrize(("one", "other"), [("demo", "demo-2"), ("demo", "demo_2"), ("de", "demo")])
def test_an_estate_whose_name_begins_like_anothers_is_another(one: str, other: str) -> None:
    for ours, theirs in ((one, other), (other, one)):
        assert not mark.from_birthmark(mark.birthmark(theirs, "finance/office"), ours)
        assert not key.path_of(key.key_name(theirs, "finance/ops"), ours)
