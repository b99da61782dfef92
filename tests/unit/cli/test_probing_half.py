"""What becomes of a host that has no time for us: it is late, not away, so that it is asked again."""

import pytest

from cli.probing.half import _of
from network.probing.halves import Reading
from remote import codes
from remote.port import Result
from tests.probed import plan
from zhengyun.errors import Code, ZhengyunError


@pytest.mark.parametrize(("code", "late"), [(codes.SILENT, True), (codes.UNREACHABLE, False), (codes.TOO_LONG, False)])
def test_a_host_that_takes_connections_and_says_nothing_is_late_and_one_that_is_off_is_not(
    code: Code, late: bool
) -> None:
    heard = _of(
        Result(
            "p-c2",
            trouble=ZhengyunError(code, host="p-c2", address="192.0.2.1", port=22, seconds=10, problem="refused"),
        ),
        Reading(plan()),
    )
    assert heard.late is late
    assert heard.problem
