"""Who shall be allowed what: refused before the first write where Keystone would refuse it in the middle of the plan."""

from collections.abc import Callable, Iterator, Sequence

from cloud import codes
from zhengyun.action import Action
from zhengyun.diff import Verb
from zhengyun.errors import ZhengyunError


def unentitled(actions: Sequence[Action], roles: Callable[[], Sequence[str]]) -> Iterator[ZhengyunError]:
    """Yield every assignment of a role that there is not; nothing is asked where none is made."""
    given = [one for one in actions if one.address.kind == "assignment" and one.verb is Verb.CREATE]
    legal = roles() if given else ()
    for action in given:
        if action.attributes["role"] not in legal:
            role = action.attributes["role"]
            yield ZhengyunError(codes.UNKNOWN_ROLE, thing=action.address, role=role, legal=", ".join(legal))
