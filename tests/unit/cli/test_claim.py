"""Whether the process that applies a change still runs, so that nobody takes over from it."""

import socket
import subprocess
import sys

from cli.claim import alive, mine
from tests.cast import NOW

OURS = mine("wang", NOW)
ELSEWHERE = OURS._replace(host="far-away.example")


def test_this_process_is_alive() -> None:
    assert alive(OURS)


def test_a_process_that_has_ended_is_not() -> None:
    child = subprocess.Popen([sys.executable, "-c", "pass"])
    child.wait()
    assert not alive(OURS._replace(process=child.pid))


def test_another_process_of_the_same_number_is_not_taken_for_it() -> None:
    assert not alive(OURS._replace(started="1"))
    assert not alive(OURS._replace(boot="another"))


def test_a_process_of_another_machine_counts_as_alive_until_somebody_says_that_the_machine_is_gone() -> None:
    assert alive(ELSEWHERE)
    assert alive(ELSEWHERE, gone="another.example")
    assert not alive(ELSEWHERE, gone="far-away.example")


def test_of_this_machine_nobody_can_say_so() -> None:
    assert alive(OURS, gone=socket.gethostname())
