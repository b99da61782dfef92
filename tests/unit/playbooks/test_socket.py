"""The private socket: a line of JSON each way, for its owner alone, and no question brings it down."""

import json
import socket
import stat
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from playbooks.codes import NOT_ASKED
from playbooks.socket import answered, served
from zhengyun.errors import ZhengyunError


def echo(ask: Mapping[str, Any]) -> Mapping[str, object]:
    if ask.get("ask") == "refused":
        raise ZhengyunError(NOT_ASKED, host="p-c1", name="snmp/auth")
    return {"said": ask["ask"]}


def asked(path: Path, *lines: bytes) -> list[Any]:
    with socket.socket(socket.AF_UNIX) as line, line.makefile("rb") as answers:
        line.connect(str(path))
        told = []
        for one in lines:
            line.sendall(one + b"\n")
            told.append(json.loads(answers.readline()))
        return told


def test_many_ask_at_once_and_each_gets_his_answer(tmp_path: Path) -> None:
    with served(tmp_path / "s", echo), ThreadPoolExecutor(16) as pool:
        told = pool.map(lambda n: asked(tmp_path / "s", json.dumps({"ask": n}).encode()), range(200))
        assert list(told) == [[{"said": n}] for n in range(200)]


def test_only_its_owner_can_ask(tmp_path: Path) -> None:
    with served(tmp_path / "s", echo):
        assert stat.S_IMODE((tmp_path / "s").stat().st_mode) == 0o600


def test_one_conversation_has_several_questions_also_after_one_that_is_none(tmp_path: Path) -> None:
    with served(tmp_path / "s", echo):
        first, second, third, last = asked(
            tmp_path / "s", b"{", b"[]", b'{"ask": "refused"}', '{"ask": "政云"}'.encode()
        )
    assert "error" in first
    assert "error" in second
    assert "ZY-HOST-031" in third["error"]
    assert last == {"said": "政云"}


def test_who_hangs_up_in_the_middle_stops_nobody_else(tmp_path: Path) -> None:
    with served(tmp_path / "s", echo):
        with socket.socket(socket.AF_UNIX) as line:
            line.connect(str(tmp_path / "s"))
            line.sendall(b'{"ask"')
        assert asked(tmp_path / "s", b'{"ask": 1}') == [{"said": 1}]


@given(st.binary())
def test_any_bytes_get_an_answer(line: bytes) -> None:
    assert isinstance(answered(echo, line), Mapping)
