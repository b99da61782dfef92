"""The page that verifies a bundle and the house were written apart: they agree on every byte, and nothing makes the page fall."""

import base64
import importlib
import io
import json
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.bundle import Bundle, _bounded
from tests.attacks import Attack
from tests.cast import ORIGIN, at, role_file, signer
from tests.unit.governance.requests import refusal
from zhengyun.canonical import canonical
from zhengyun.checkpoint import Checkpoint, cosign, signed
from zhengyun.merkle import Frontier, leaf_hash, root
from zhengyun.note import SignedNote
from zhengyun.people import Role

PAGE: Any = importlib.import_module("governance.verifier")
TEXT = st.text(st.characters(codec="utf-8"), max_size=6)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | TEXT,
    lambda one: st.lists(one, max_size=4) | st.dictionaries(TEXT, one, max_size=4),
    max_leaves=8,
)


@given(JSON)
def test_both_write_the_same_canonical_bytes(value: object) -> None:
    assert PAGE.canonical(json.loads(canonical(value))).encode() == canonical(value)


@given(st.lists(st.binary(max_size=3), min_size=1, max_size=70))
def test_both_build_the_same_tree(leaves: list[bytes]) -> None:
    log = PAGE.Log("x")
    for leaf in leaves:
        log.grow(leaf_hash(leaf), 1)
    assert log.root() == root(map(leaf_hash, leaves))
    assert not log.found


@given(st.lists(st.binary(max_size=3), min_size=1, max_size=70), st.data())
def test_subtrees_in_the_place_of_leaves_make_the_same_tree(leaves: list[bytes], data: st.DataObject) -> None:
    log, begin = PAGE.Log("x"), 0
    while begin < len(leaves):
        fitting = [
            1 << level for level in range(7) if begin % (1 << level) == 0 and begin + (1 << level) <= len(leaves)
        ]
        size = data.draw(st.sampled_from(fitting))
        log.grow(root(map(leaf_hash, leaves[begin : begin + size])), size)
        begin += size
    assert log.root() == root(map(leaf_hash, leaves))
    assert not log.found


@pytest.mark.parametrize(("before", "leaves"), [(1, 2), (2, 4), (0, 3), (0, 0), (0, -1), (3, 2)])
def test_a_subtree_that_cannot_stand_there_is_told(before: int, leaves: int) -> None:
    log = PAGE.Log("x")
    for _ in range(before):
        log.grow(bytes(32), 1)
    log.grow(bytes(32), leaves)
    assert "no subtree" in log.found[0][2]


def test_both_tell_who_has_signed_a_checkpoint() -> None:
    note = signed(Checkpoint(ORIGIN, 5, bytes(32)), signer("log"))
    note = note.more(cosign(note.text, "witness", signer("witness"), 1_700_000_000))
    keys = {name: signer(name).public._asdict() for name in ("log", "witness", "li")}
    assert PAGE.signed_at(str(note), ORIGIN, keys["log"], PAGE.PLAIN) == 1
    assert PAGE.signed_at(str(note), "witness", keys["witness"], PAGE.COSIGNATURE) == 1_700_000_000
    for name, key, kind in (
        ("witness", "witness", PAGE.PLAIN),
        (ORIGIN, "log", PAGE.COSIGNATURE),
        ("witness", "li", PAGE.COSIGNATURE),
    ):
        assert PAGE.signed_at(str(note), name, keys[key], kind) == 0
    other = str(SignedNote(str(Checkpoint(ORIGIN, 6, bytes(32))), note.lines))
    assert PAGE.signed_at(other, ORIGIN, keys["log"], PAGE.PLAIN) == 0


def begun() -> Any:
    """A log in which there is the role file."""
    roles = role_file()
    log = PAGE.Log(roles.digest)
    feed(log, "roles", {"version": 1, "digest": roles.digest, "document": roles.document()})
    assert not log.found
    return log


def feed(log: Any, kind: object, body: object, actor: object = "wang") -> None:
    leaf = canonical({"number": log.size + 1, "at": at(0), "kind": kind, "actor": actor, "body": body})
    log.read(leaf, sha256(b"\x00" + leaf).hexdigest())
    log.grow(sha256(b"\x00" + leaf).digest(), 1)


ROAD = ("request.submitted", "request.reviewed", "request.withdrawn", "request.cancelled")
KINDS = st.sampled_from(["roles", *ROAD, "apply.intent", "apply.action", "apply.result", "clock.corrected", "x"])
NAMES = (
    "request",
    "permit",
    "approval",
    "decision",
    "document",
    "digest",
    "plan",
    "totals",
    "unproven",
    "signatures",
    "asker",
)


@given(KINDS | JSON, st.dictionaries(st.sampled_from(NAMES), JSON, max_size=5) | JSON, JSON)
def test_whatever_an_entry_tells_it_is_judged(kind: object, body: object, actor: object) -> None:
    log = begun()
    feed(log, kind, body, actor)
    assert log.size == 2
    for _, word, what in log.found:
        assert word in {"broken", "unproven", "told"}
        assert what.isprintable()


@given(st.binary(max_size=60) | st.text(max_size=40).map(lambda text: b"{" + text.encode(errors="replace")))
def test_whatever_stands_in_a_line_it_is_judged(line: bytes) -> None:
    log = begun()
    log.read(line, "")
    assert log.found


def test_of_a_log_in_which_all_is_wrong_so_much_is_told() -> None:
    log = begun()
    for _ in range(PAGE.FINDINGS + 50):
        log.read(b"{}", "")
    assert len(log.found) == PAGE.FINDINGS


def test_much_that_is_told_does_not_crowd_out_what_is_broken(attack: Attack) -> None:
    log = begun()
    for _ in range(PAGE.FINDINGS + 50):
        log.need(False, "of 1 entries there is the hash alone", word="told")
    log.read(b"{}", "")
    assert "broken" in {word for _, word, _ in log.found}
    attack("hide a broken entry among 500 hidden ones", "it is found all the same", "verifier.py")


def test_what_rests_on_an_erased_entry_is_told_and_not_called_broken() -> None:
    log = begun()
    log.need(False, "of 1 entries there is the hash alone", word="told")
    feed(log, "request.reviewed", {"request": "CR-OLD222", "decision": "yes", "approval": {}})
    assert {word for _, word, _ in log.found} == {"told"}
    feed(log, "apply.intent", {"request": "CR-OLD222", "plan": "x"})
    assert log.found[-1][1] == "unproven"


@pytest.mark.parametrize("key", [{}, {"value": "x"}, None, 5])
def test_a_key_that_is_none_has_signed_nothing(key: object) -> None:
    assert PAGE.is_signed(key, b"text", base64.b64encode(bytes(64)).decode()) is False


def test_a_log_longer_than_a_bundle_can_be_is_refused() -> None:
    assert refusal(lambda: list(_bounded([b"x" * 60, b"x" * 60], 100))) == "ZY-GOV-126"
    Bundle([b"{}"], ["x"]).write(io.BytesIO())


def test_the_trees_of_the_house_are_those_of_the_page() -> None:
    tree, log = Frontier(), PAGE.Log("x")
    for number in range(33):
        hash_ = leaf_hash(bytes([number]))
        list(tree.append(hash_))
        log.grow(hash_, 1)
        assert tree.root() == log.root()


def test_a_deputy_a_group_and_a_person_of_format_one_hold_their_roles() -> None:
    log = PAGE.Log("x")
    span = {"not_before": at(-9), "not_after": at(9)}
    key = {"id": "x", "algorithm": "ed25519", "value": "x"}
    people = [
        {"name": "old", "roles": ["security"], "key": key, **span},
        {
            "name": "new",
            "roles": [{"role": "security"}],
            "key": key,
            **span,
            "deputies": [{"person": "deputy", "roles": ["security"], **span}],
        },
        {"name": "deputy", "roles": [], "key": key, **span},
        {"name": "member", "roles": [], "key": key, **span},
        {"name": "gone", "roles": ["security"], "key": key, **span, "revoked": at(-1)},
    ]
    log.versions = [
        (1, {"people": people, "groups": [{"name": "g", "members": ["member"], "roles": [{"role": "security"}]}]})
    ]
    held = [one for one in ("old", "new", "deputy", "member", "gone", "nobody") if log.holds(one, "security", at(0))]
    assert held == ["old", "new", "deputy", "member"]
    assert not log.holds("new", Role.AUDIT, at(0))


ACTION = {"action": "", "code": "", "detail": "", "made": "", "milliseconds": 5, "request": "CR-1", "status": "done"}


@given(st.dictionaries(st.sampled_from(sorted(ACTION)), TEXT | st.integers(-9, 2**53 - 1) | st.none()), TEXT, st.data())
def test_a_line_taken_for_an_action_at_a_glance_says_so_to_every_reader(
    other: dict[str, object], actor: str, data: st.DataObject
) -> None:
    text = canonical(
        {"actor": actor, "at": at(0), "body": ACTION | other, "kind": "apply.action", "number": 7}
    ).decode()
    place, piece = (
        data.draw(st.integers(0, len(text))),
        data.draw(TEXT | st.sampled_from(['"', '","made":"', " ", "\\u"])),
    )
    for line in (text, text[:place] + piece + text[place:], text[:place] + piece + text[place + 1 :]):
        if glanced := PAGE.ACTION.fullmatch(line):
            told = json.loads(line)
            assert canonical(told).decode() == line
            assert (told["at"], told["body"]["request"], str(told["number"])) == glanced.groups()
            assert told["kind"] == "apply.action"


def test_an_action_is_taken_at_a_glance_where_it_has_nothing_to_escape() -> None:
    entry = {"actor": "wang", "at": at(0), "body": ACTION, "kind": "apply.action", "number": 7}
    assert PAGE.ACTION.fullmatch(canonical(entry).decode())
    assert not PAGE.ACTION.fullmatch(canonical({**entry, "actor": '"'}).decode())
    assert not PAGE.ACTION.fullmatch(canonical({**entry, "kind": "applyXaction"}).decode())
    log = begun()
    feed(log, "apply.action", {**ACTION, "detail": '"'})
    feed(log, "apply.action", ACTION)
    assert [what for _, _, what in log.found] == ["something was done for CR-1 without an intent"] * 2
