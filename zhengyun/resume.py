"""What is left of a plan whose run was interrupted, given what was recorded and what is there now.

An action that was under way when the run ended may or may not have had its effect. The world is asked: what has
come about is not done again, what has half come about is finished in place.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from zhengyun.action import Action, Rest
from zhengyun.diff import Change, Verb, changes
from zhengyun.plan import Moved, fact
from zhengyun.resource import STRANGE, Address, Existing, Value, World
from zhengyun.results import Outcome

Done = Mapping[str, Outcome]
Worlds = Mapping[str, World]


def remaining(actions: Sequence[Action], done: Done, worlds: Worlds) -> tuple[Action, ...]:
    """The actions that are not recorded as done, each in the form that fits what is there."""
    condemned = {
        action.address: action.target for action in actions if action.verb is Verb.DELETE and action.id not in done
    }
    left = [action for action in actions if action.id not in done]
    existing = {action.address: worlds[action.address.site].existing.get(action.address) for action in left}
    return tuple(
        _fitted(action, existing[action.address], condemned, may_have_begun=_may_have_begun(action, done))
        for action in left
    )


def _fitted(
    action: Action, existing: Existing | None, condemned: Mapping[Address, str], *, may_have_begun: bool
) -> Action:
    if existing is None:
        return replace(action, again=may_have_begun)
    if existing.fault or action.verb in (Verb.DELETE, Verb.RELEASE):
        return action
    if condemned.get(action.address) == existing.id:
        return action  # the old one of a replacement is still there
    # A create whose thing has come about becomes the update that makes it right.
    missing = changes(action.attributes, existing.attributes)
    if not may_have_begun:
        # What it waits for is still to come, and with it what has to be said again in the same words.
        said = {change.attribute for change in missing}
        missing += tuple(change for change in action.changes if change.attribute not in said)
    return replace(action, verb=Verb.UPDATE, target=existing.id, changes=missing, again=may_have_begun)


def _may_have_begun(action: Action, done: Done) -> bool:
    return all(need in done for need in action.needs)


def moved_since(actions: Sequence[Action], done: Done, worlds: Worlds) -> Iterator[Moved]:
    """Yield what the remaining actions rest on and is neither as it was nor as this plan itself leaves it."""
    deeds = [action for action in actions if _may_have_begun(action, done)]
    own: defaultdict[Address, list[Action]] = defaultdict(list)
    gone: defaultdict[str, set[str]] = defaultdict(set)
    for deed in deeds:
        own[deed.address].append(deed)
        if deed.verb is Verb.DELETE:
            gone[deed.address.site].add(deed.address.path)
    for action in actions:
        for rest in action.rests if action.id not in done else ():
            now = fact(worlds[rest.address.site].existing.get(rest.address), rest.attribute)
            explained = now == rest.value or any(_explains(deed, rest, now) for deed in own[rest.address])
            if not explained and not _lost_its_name(rest.value, now, gone[rest.address.site]):
                yield Moved(rest, now)


def _explains(deed: Action, rest: Rest, now: Value) -> bool:
    """Whether this action of the plan, done or half done, accounts for a fact being as it is now."""
    if deed.verb is Verb.DELETE:
        return now is None
    if deed.verb is Verb.CREATE:
        return True
    return any(change.attribute == rest.attribute and _on_the_way(change, now) for change in deed.changes)


def _on_the_way(change: Change, now: Value) -> bool:
    """Whether a change ends with this value, or passes it: lists change item by item."""
    before, after = change.before, change.after
    if isinstance(before, list) and isinstance(after, list) and isinstance(now, list):
        kept = [item for item in before if item in after]
        known = all(item in before or item in after or _strange(item) for item in now)
        return known and all(item in now for item in kept)
    return now == after


def _lost_its_name(before: Value, now: Value, gone: Collection[str]) -> bool:
    """Whether nothing but references to what this plan deletes has become strange, or nothing."""
    if isinstance(before, list) and isinstance(now, list):
        left = [item for item in now if item in before or not _strange(item)]
        return left == [item for item in before if item in left or not (isinstance(item, str) and item in gone)]
    return isinstance(before, str) and before in gone and (now is None or _strange(now))


def _strange(value: Value) -> bool:
    return isinstance(value, str) and value.startswith(STRANGE)
