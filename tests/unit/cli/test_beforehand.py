"""How many uses of a standing permit still take something of the vault."""

import pytest

from cli.beforehand import begun
from tests.permits import asked
from tests.unit.governance.leaves import script
from tests.unit.governance.requests import PLAN
from zhengyun.leave import Leave


@pytest.mark.parametrize(
    ("used", "taken", "over", "coming"),
    [
        ((), (), (), set()),
        (("CR-ONE222", "CR-TWO222"), (), (), {"CR-ONE222", "CR-TWO222"}),
        # It is done, and has taken nothing: what would have been its own is nobody's.
        (("CR-ONE222", "CR-TWO222"), ("CR-ONE222",), ("CR-ONE222", "CR-TWO222"), set()),
        (("CR-ONE222", "CR-TWO222"), (), ("CR-ONE222",), {"CR-TWO222"}),
        # The door lets no third one through.
        (("CR-ONE222", "CR-TWO222", "CR-THREE2"), ("CR-ONE222", "CR-TWO222"), (), set()),
    ],
)
def test_what_the_door_has_counted_is_not_kept_for_anybody_else(
    used: tuple[str, ...], taken: tuple[str, ...], over: tuple[str, ...], coming: set[str]
) -> None:
    leave = Leave(asked(PLAN), script(count=2), used)
    assert begun(leave, taken, over.__contains__) == coming
