"""A secret is handed on in memory, and shown and written nowhere."""

import copy
import json
import pickle

import pytest

from zhengyun.secret import Secret

KEPT = Secret({"username": "caretaker", "password": "hunter-2"}, version=3)


def test_it_is_had_by_its_words() -> None:
    assert (KEPT["username"], KEPT["password"], KEPT.version) == ("caretaker", "hunter-2", 3)
    assert KEPT.get("project_name", "admin") == "admin"
    fresh = KEPT.having({"password": "new"})
    assert (fresh["password"], fresh["username"], KEPT["password"]) == ("new", "caretaker", "hunter-2")
    assert list(fresh.without("password").names()) == ["username"]


def test_it_is_not_shown() -> None:
    shown = f"{KEPT} {KEPT!r} {[KEPT]} {ValueError(KEPT)}"
    assert "hunter-2" not in shown
    assert "password" in shown


@pytest.mark.parametrize("write", [pickle.dumps, json.dumps, copy.copy])
def test_it_is_not_written(write: object) -> None:
    assert callable(write)
    with pytest.raises(TypeError):
        write(KEPT)


def test_two_are_not_compared_by_what_they_hold() -> None:
    assert Secret({"password": "hunter-2"}) != Secret({"password": "hunter-2"})
