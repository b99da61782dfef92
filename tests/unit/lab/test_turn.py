"""One command at a time."""

import threading
from pathlib import Path

import pytest

from lab import codes
from lab.openstack.turn import hold, turn
from lab.place import Place
from lab.progress import Progress, silent
from zhengyun.errors import ZhengyunError


def test_the_second_waits_and_says_so(tmp_path: Path) -> None:
    place, waiting, order = Place(tmp_path), threading.Event(), []

    def tell(progress: Progress) -> None:
        order.append(progress.text)
        waiting.set()

    def second() -> None:
        with turn(place, tell):
            order.append("second")

    with turn(place, silent):
        thread = threading.Thread(target=second)
        thread.start()
        assert waiting.wait(30)
        order.append("first")
    thread.join(30)
    assert order == ["waiting for another command that changes the lab", "first", "second"]


def test_a_lock_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(ZhengyunError) as raised, hold(tmp_path / "no" / "directory", silent):
        pass
    assert raised.value.code is codes.NOT_WRITABLE
