"""Before and after a change by packets: what is lost for want of time is asked for again, what stays lost is told."""

from collections.abc import Mapping
from typing import Any, Final, cast

import pytest

from cli.probing.own import Compared
from network.probing.halves import Heard
from network.probing.plan import Plan
from tests.probed import but, plan, right
from zhengyun.errors import ZhengyunError

PLAN: Final = plan()
WHOLE: Final = right(PLAN)
CONTROL: Final = next(number for number, one in enumerate(PLAN.probes) if one.control)
HOST: Final = PLAN.legs[PLAN.probes[CONTROL].target].host
LOST: Final = but(WHOLE, HOST, inside=WHOLE[HOST].inside - {CONTROL})
LATE: Final = but(WHOLE, HOST, problem="began late, after 400 ms")
AWAY: Final = but(WHOLE, HOST, problem="no way there")


class Asked(Compared):
    """Hosts that say what they are to say, one time after the other."""

    def __init__(self, *said: Mapping[str, Heard]) -> None:
        self.said = list(said)
        super().__init__(cast("Any", None), cast("Any", None))

    def _asked(self, ahead: int, window: int) -> tuple[Plan, Mapping[str, Heard]]:
        return PLAN, self.said.pop(0)


@pytest.mark.parametrize("first", [LOST, LATE])
def test_a_control_that_comes_the_second_time_makes_nothing_worse(first: Mapping[str, Heard]) -> None:
    asked = Asked(WHOLE, first, WHOLE)
    asked("rules of hosts")
    assert asked.said == []


def test_a_control_that_is_lost_twice_is_told() -> None:
    asked = Asked(WHOLE, LOST, LOST)
    with pytest.raises(ZhengyunError) as caught:
        asked("rules of hosts")
    assert (caught.value.code.id, asked.said) == ("ZY-NET-229", [])
    assert str(caught.value.values["why"]).startswith("a control did not arrive")


def test_what_passes_that_should_not_is_told_though_a_control_is_lost() -> None:
    number = next(number for number, one in enumerate(PLAN.probes) if one.expected == "closed")
    host = PLAN.legs[PLAN.probes[number].target].host
    leaking = but(WHOLE, host, inside=WHOLE[host].inside | {number}, delivered=WHOLE[host].delivered | {number})
    with pytest.raises(ZhengyunError) as caught:
        Asked(WHOLE, leaking)("rules of hosts")
    assert caught.value.values["verdict"] == "open"


def test_what_was_lost_before_is_not_waited_for_afterwards() -> None:
    asked = Asked(LOST, LOST, LOST)
    asked("rules of hosts")
    assert asked.said == []


def test_a_host_that_is_not_heard_has_lost_no_control() -> None:
    asked = Asked(AWAY, AWAY)
    asked("rules of hosts")
    assert asked.said == []
