"""What a host says of itself: it has the form of it, or the host is not planned."""

import json
import subprocess
import sys
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.playbooks.test_zy_file import PLUGINS, loaded

FOUND = loaded("zy_found_of_a_test", PLUGINS / "zy_found.py")
FILE = {"sha256": "a" * 64, "mode": "0644", "owner": "root", "group": "_chrony"}
TOLD = {
    "schema": "zhengyun-look/1",
    "paths": {"/etc/a": FILE, "/etc/b": None},
    "accounts": {"zy-run": {"uid": 1}},
    "processes": ["sshd"],
}


def said(**more: Any) -> str:
    return json.dumps(TOLD | more)


def test_what_has_its_form_is_taken() -> None:
    assert FOUND.found(said()) == {
        "paths": {"/etc/a": FILE, "/etc/b": None},
        "accounts": {"zy-run": {}},
        "processes": ["sshd"],
        "rules": "",
    }
    assert FOUND.found(said(rules="other"))["rules"] == "other"
    link = {**FILE, "sha256": "", "problem": "Too many levels of symbolic links"}
    assert FOUND.found(said(paths={"/etc/a": link}))["paths"] == {"/etc/a": {**FILE, "sha256": ""}}


@pytest.mark.parametrize(
    "more",
    [
        {"paths": {"/etc/a": {**FILE, "mode": "\x1b[2J"}}},
        {"paths": {"/etc/a": {**FILE, "owner": "{{ lookup('pipe', 'id') }}"}}},
        {"paths": {"/etc/a": {**FILE, "group": ["a"]}}},
        {"paths": {"/etc/a": {**FILE, "sha256": 5}}},
        {"paths": {"/etc/a": {"sha256": "a" * 64}}},
        {"paths": {"/etc/a": "a file"}},
        {"paths": {"/etc/a\x1b": None}},
        {"paths": []},
        {"accounts": {"zy run": {}}},
        {"accounts": None},
        {"processes": ["a\n"]},
        {"processes": "sshd"},
        {"schema": "another/1"},
        {"filling": "x" * (1 << 20)},
    ],
    ids=str,
)
def test_whatever_else_a_host_says_is_refused(more: dict[str, Any]) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - each has words of its own
        FOUND.found(said(**more))


@given(
    st.text()
    | st.recursive(
        st.none() | st.text() | st.integers(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)
    ).map(json.dumps)
)
def test_no_text_is_more_than_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        FOUND.found(text)


def test_the_look_program_speaks_that_form() -> None:
    program = PLUGINS.parent / "roles" / "accounts" / "files" / "zhengyun-look"
    done = subprocess.run([sys.executable, "-I", str(program)], capture_output=True, text=True, check=True)
    assert FOUND.found(done.stdout)["processes"]
