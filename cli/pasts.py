"""The change that an errand takes back, from the records: whoever plans it, approves it and applies it asks them for himself."""

from collections.abc import Sequence

from cli.wiring import House
from zhengyun.past import REVERT, Past


def past_of(house: House, errand: Sequence[str]) -> Past | None:
    """What the change has done that an errand takes back; nothing for any other errand.

    Raises: ZhengyunError (ZY-GOV-190 to 193).
    """
    if errand[:1] != (REVERT,):
        return None
    from governance.reverting import past_of_errand

    return past_of_errand(errand, house.ledger, house.book, house.clock.now())
