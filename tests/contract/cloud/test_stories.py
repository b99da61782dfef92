"""The contract of the cloud's drivers: whatever is declared comes about, and then there is nothing to do."""

from typing import Any

import pytest

from tests.carrying import told as words
from tests.contract.cloud.story import STORIES, Titled
from tests.contract.cloud.telling import Told

stories = pytest.mark.parametrize("titled", STORIES, ids=lambda titled: titled.id)


def _failures(titled: Titled, told: Any) -> list[str]:
    own = {action.id for action in told.actions if titled.place.owns(action.address)}
    return [line for line in told.not_done() if line.partition(": ")[0] in own]


@stories
def test_story(titled: Titled, told: Told, driver: str, record_property: Any) -> None:
    for kind, operation in told.operations(titled.place):
        record_property("contract", (driver, kind, operation))
    story, place = titled.tell(titled.place), titled.place
    assert not _failures(titled, told.built), "building"
    assert words(told.of(place, told.after_building)) == [], "not as declared after it was built"
    assert words(told.of(place, told.changed.actions)) == sorted(story.takes), "planned"
    assert not _failures(titled, told.changed), "changing"
    left = told.of(place, told.after_changing)
    assert [(action.id, action.changes) for action in left] == [], "not as declared after it was changed"


def test_a_deletion_of_what_is_gone_already_is_done(told: Told, driver: str, record_property: Any) -> None:
    record_property("contract", (driver, "every kind", "delete"))
    assert told.deleted_again
    assert not [outcome for outcome in told.deleted_again if outcome.status != "done"]
