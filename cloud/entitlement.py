"""Who shall be allowed what: refused before the first write where Keystone would refuse it in the middle of the plan."""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime

from cloud import codes
from zhengyun.action import Action
from zhengyun.diff import Verb
from zhengyun.errors import ZhengyunError


def unentitled(
    actions: Sequence[Action], roles: Callable[[], Sequence[str]], today: str = ""
) -> Iterator[ZhengyunError]:
    """Yield every assignment of a role that there is not, and every credential that would have ended by `today`.

    `today` is a day in UTC as ISO 8601 writes it; the current one if nothing is said. Nothing is asked where neither is made.
    """
    created = [one for one in actions if one.verb is Verb.CREATE]
    given = [one for one in created if one.address.kind == "assignment"]
    legal = roles() if given else ()
    for action in given:
        role = action.attributes["role"]
        if role not in legal:
            yield ZhengyunError(codes.UNKNOWN_ROLE, thing=action.address, role=role, legal=", ".join(legal))
    today = today or datetime.now(UTC).date().isoformat()
    for action in created:
        expires = action.attributes.get("expires")
        if action.address.kind == "credential" and isinstance(expires, str) and expires <= today:
            yield ZhengyunError(codes.ENDED, thing=action.address, expires=expires)
