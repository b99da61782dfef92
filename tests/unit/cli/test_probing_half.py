"""What becomes of a host that has no time for us: it is late, not away, so that it is asked again."""

from datetime import UTC, datetime, timedelta

import pytest

from cli.probing.half import _of, refuse_untimely
from network.probing.halves import Reading
from remote import codes
from remote.port import Result
from tests.probed import plan
from zhengyun.errors import Code, ZhengyunError
from zhengyun.instant import text


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


@pytest.mark.parametrize(
    ("off", "code"), [(timedelta(seconds=1), "ZY-NET-150"), (timedelta(hours=-1), "ZY-NET-151")], ids=["late", "early"]
)
def test_who_comes_at_another_time_is_told_what_time_it_is_here(off: timedelta, code: str) -> None:
    """A clock that is wrong shows itself: the plan is not at fault."""
    at = datetime.fromtimestamp(plan().begins / 1000, UTC) + off
    with pytest.raises(ZhengyunError) as caught:
        refuse_untimely(plan(), at)
    assert (caught.value.code.id, caught.value.values["now"]) == (code, text(at))
    assert text(at) in str(caught.value)
