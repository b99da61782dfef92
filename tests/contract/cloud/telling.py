"""Telling all stories with one driver, together, so that a real site is asked as little as possible."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from cloud.port import Cloud
from tests.carrying import Carried, by_errand, carry_out, planned
from tests.contract.cloud.hands import Hands
from tests.contract.cloud.story import STORIES, Place, Story, Titled
from tests.estates import site
from zhengyun.action import Action
from zhengyun.diff import Verb
from zhengyun.resource import Address
from zhengyun.results import Outcome, Pending

# Every module of stories that lies there.
MODULES = [
    import_module(f"tests.contract.cloud.stories.{file.stem}")
    for file in sorted(Path(__file__).with_name("stories").glob("*.py"))
]


@dataclass(frozen=True)
class Told:
    """Everything that happened while the stories were told with one driver."""

    built: Carried
    after_building: tuple[Action, ...]
    changed: Carried
    after_changing: tuple[Action, ...]
    deleted_again: tuple[Outcome, ...]

    def of(self, place: Place, actions: tuple[Action, ...]) -> list[Action]:
        """What of some actions belongs to one story."""
        return [action for action in actions if place.owns(action.address)]

    def operations(self, place: Place) -> set[tuple[str, str]]:
        """What was done in one story, to which kind; `nothing` is to be done to whatever was just built."""
        built = {action.address.kind for action in self.of(place, self.built.actions)}
        changed = self.of(place, self.changed.actions)
        verbs = {(action.address, action.verb.value) for action in changed}
        replaced = {address for address, verb in verbs if verb == "create" and (address, "delete") in verbs}
        done = {(address.kind, "replace" if address in replaced else verb) for address, verb in verbs}
        return done | {(kind, operation) for kind in built for operation in ("create", "nothing")}


def tell(cloud: Cloud, hands: Hands, chosen: Sequence[Titled] = STORIES) -> Told:
    """Build what all chosen stories begin with, do their deeds, bring about what they want."""
    stories = [(titled.place, titled.tell(titled.place)) for titled in chosen]
    before = site(*(story.before for _, story in stories))
    after = site(*(story.after for _, story in stories))
    built = carry_out(cloud, planned(before, cloud))
    built += carry_out(cloud, by_errand(cloud, [one for _, story in stories for one in story.brought]))
    after_building = planned(before, cloud, deep=True)
    _meddle(cloud, hands, [story for _, story in stories])
    known = _ids(cloud)
    changed = carry_out(cloud, planned(after, cloud))
    changed += carry_out(cloud, by_errand(cloud, (), [one for _, story in stories for one in story.withdrawn]))
    after_changing = planned(after, cloud, deep=True)
    known |= _ids(cloud)
    again = tuple(_begin_again(cloud, action, known) for action in _there_to_be_asked(changed.actions))
    return Told(built, after_building, changed, after_changing, again)


def _there_to_be_asked(actions: Sequence[Action]) -> list[Action]:
    """The deletions whose tenant is still there: nobody gets a token for one that is gone, and none is deleted before them."""
    gone = [action for action in actions if action.verb is Verb.DELETE]
    tenants = {action.address.path for action in gone if action.address.kind == "project"}
    return [action for action in gone if action.address.kind == "project" or action.address.tenant not in tenants]


def _meddle(cloud: Cloud, hands: Hands, stories: list[Story]) -> None:
    world = cloud.observe()
    for story in stories:
        for deed in story.deeds:
            hands.do(deed, world)


def _ids(cloud: Cloud) -> dict[Address, str]:
    return {address: existing.id for address, existing in cloud.observe().existing.items()}


def _begin_again(cloud: Cloud, action: Action, known: Mapping[Address, str]) -> Outcome:
    """Delete what is gone already, though somebody thinks that it is there."""
    result: Outcome | Pending = cloud.begin(action, known)
    while isinstance(result, Pending):
        (result,) = cloud.settle([result])
    return result
