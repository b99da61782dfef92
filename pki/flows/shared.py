"""Keys that several holders have, or would have: told to who reviews, for what one of them does all of them have done."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final

from pki.flows.certifier import Drafted, fingerprint
from pki.flows.desk import Desk
from zhengyun.certified import Standing
from zhengyun.instant import text

# So many certificates of one key are looked at.
MOST: Final = 1000


def shared(desk: Desk, drafts: Iterable[object]) -> Iterator[tuple[str, ...]]:
    """For each key that more than one holder would have, all its holders: by these drafts, or by good certificates."""
    asked = dict[bytes, dict[str, None]]()
    for one in drafts:
        if isinstance(one, Drafted):
            asked.setdefault(fingerprint(one.draft.public_info), {})[one.row.holder] = None
    now = text(desk.now())
    for key, holders in asked.items():
        for other in islice(desk.register.of_key(key), MOST):
            if other.state is not Standing.REVOKED and other.not_after >= now:
                holders[other.holder] = None
        if len(holders) > 1:
            yield tuple(holders)
