"""One proof at a time: who comes second waits for the first by name, or is told who it is."""

import os
import threading
from pathlib import Path

import pytest

from cli.probing.alone import held, refuse_missing
from cli.session import Session
from network.codes import proving as codes
from zhengyun.errors import Exit, ZhengyunError
from zhengyun.guarding import Guard


class Heard(Session):
    """Keeps what is said to people, and tells that something was."""

    def __init__(self) -> None:
        super().__init__()
        self.told: list[str] = []
        self.spoke = threading.Event()

    def say(self, text: str) -> None:
        self.told.append(text)
        self.spoke.set()


def test_who_does_not_wait_is_told_by_whom_it_is_held(tmp_path: Path) -> None:
    file = tmp_path / "one.lock"
    with (
        held(Heard(), file, "net prove --mutate", 0),
        pytest.raises(ZhengyunError) as caught,
        held(Heard(), file, "lab heal", 0),
    ):
        pass
    assert (caught.value.code, caught.value.code.exit) == (codes.HELD, Exit.REFUSED)
    assert f"zhengyun net prove --mutate ({os.getpid()}, " in str(caught.value)
    with held(Heard(), file, "lab heal", 0):
        assert "net prove" not in file.read_text()


def test_who_waits_says_for_whom_once_and_begins_when_the_first_has_ended(tmp_path: Path) -> None:
    file, second, began = tmp_path / "two.lock", Heard(), threading.Event()

    def later() -> None:
        with held(second, file, "net prove", 60):
            began.set()

    with held(Heard(), file, "net convergence", 0):
        thread = threading.Thread(target=later)
        thread.start()
        assert second.spoke.wait(60)
        assert not began.is_set()
    thread.join(60)
    assert began.is_set()
    assert len(second.told) == 1
    assert second.told[0].startswith(f"waiting for zhengyun net convergence ({os.getpid()}, ")


def test_a_lock_that_cannot_be_made_says_so(tmp_path: Path) -> None:
    with pytest.raises(ZhengyunError, match="nowhere"), held(Heard(), tmp_path / "nowhere" / "l", "net prove", 0):
        pass


def test_a_guard_that_does_not_stand_again_is_named() -> None:
    one, other = Guard("wall", "rule", "zy:refused"), Guard("wall", "policy", "passing")
    refuse_missing([one, other], [other, one])
    with pytest.raises(ZhengyunError) as caught:
        refuse_missing([one, other], [one])
    assert (caught.value.code, caught.value.values["name"]) == (codes.GUARDS_AWAY, "passing")
