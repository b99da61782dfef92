"""What is said beforehand of whatever the stories declare, all of which the drivers bring about."""

import pytest

from cloud.capacity.fitting import Verdict
from cloud.simulated import Simulated
from cloud.what_if import what_if
from tests.contract.cloud.conftest import ROOMS
from tests.contract.cloud.story import STORIES, Titled
from tests.estates import site

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("titled", STORIES, ids=lambda titled: titled.id)
def test_of_nothing_that_comes_about_it_is_said_that_it_does_not_fit(titled: Titled) -> None:
    wanted = site(titled.tell(titled.place).after)
    told = what_if(None, wanted, Simulated("primary", rooms=ROOMS))
    assert told.admitted
    assert told.answer.verdict is not Verdict.DOES_NOT, told.reasons
