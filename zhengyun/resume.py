"""What is left of a plan whose run was interrupted, given what was recorded and what is there now.

An action that was under way when the run ended may or may not have had its effect. The world is asked: what has
come about is not done again, what has half come about is finished in place.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from zhengyun.action import Action, Rest
from zhengyun.diff import Verb, changes
from zhengyun.plan import Moved, fact
from zhengyun.resource import Address, Existing, Value, World
from zhengyun.results import Outcome

Done = Mapping[str, Outcome]
Worlds = Mapping[str, World]


def remaining(actions: Sequence[Action], done: Done, worlds: Worlds) -> tuple[Action, ...]:
    """The actions that are not recorded as done, each in the form that fits what is there."""
    condemned = {
        action.address: action.target for action in actions if action.verb is Verb.DELETE and action.id not in done
    }
    return tuple(
        _fitted(action, worlds[action.address.site].existing.get(action.address), condemned)
        for action in actions
        if action.id not in done
    )


def _fitted(action: Action, existing: Existing | None, condemned: Mapping[Address, str]) -> Action:
    if existing is None or existing.fault or action.verb in (Verb.DELETE, Verb.RELEASE):
        return action
    if condemned.get(action.address) == existing.id:
        return action  # the old one of a replacement is still there
    # A create whose thing has come about becomes the update that makes it right.
    missing = changes(action.attributes, existing.attributes)
    return replace(action, verb=Verb.UPDATE, target=existing.id, changes=missing)


def moved_since(actions: Sequence[Action], done: Done, worlds: Worlds) -> Iterator[Moved]:
    """Yield what the remaining actions rest on and is neither as it was nor as this plan itself leaves it."""
    own: defaultdict[Address, list[Action]] = defaultdict(list)
    for action in actions:
        own[action.address].append(action)
    for action in actions:
        for rest in action.rests if action.id not in done else ():
            now = fact(worlds[rest.address.site].existing.get(rest.address), rest.attribute)
            if now != rest.value and not any(_explains(deed, rest, now) for deed in own[rest.address]):
                yield Moved(rest, now)


def _explains(deed: Action, rest: Rest, now: Value) -> bool:
    """Whether this action of the plan, done or half done, accounts for a fact being as it is now."""
    if deed.verb is Verb.DELETE:
        return now is None
    if deed.verb is Verb.CREATE:
        return True
    return any(change.attribute == rest.attribute and change.after == now for change in deed.changes)
