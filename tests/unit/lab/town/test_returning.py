"""What the process beside a run does when that ends: nothing where all is well, else what it was told of comes back, however often it takes."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from lab.place import Place
from lab.town import breaking_codes, returning
from zhengyun.errors import ZhengyunError

PLACE = Place(Path("/nowhere"))


@pytest.fixture
def healed(monkeypatch: pytest.MonkeyPatch) -> list[Sequence[str]]:
    """Which links were put back, at each try; the first one is refused."""
    found: list[Sequence[str]] = []

    def put_back(place: Place, links: Sequence[str]) -> None:
        assert place == PLACE
        found.append(links)
        if len(found) == 1:
            raise ZhengyunError(breaking_codes.NOT_MOVED, host="p-c1", problem="busy")

    monkeypatch.setattr(returning, "put_back", put_back)
    monkeypatch.setattr(returning, "SETTLED", 0)
    return found


def test_who_says_that_he_is_done_has_left_nothing(healed: list[Sequence[str]]) -> None:
    returning.stand_by(iter(["cut border-p:p-ext\n", "whole border-p:p-ext\n", "done\n"]), PLACE)
    assert healed == []


def test_who_falls_silent_has_what_he_cut_healed_and_nothing_else(healed: list[Sequence[str]]) -> None:
    told = ["cut border-p:p-ext\n", "whole border-p:p-ext\n", "cut border-v:p-vid\n"]
    returning.stand_by(iter(told), PLACE)
    assert healed == [("border-v:p-vid",)] * 2
