"""When changes were being applied, as the log tells it: what our own user did then is no drift."""

from collections.abc import Iterable
from dataclasses import dataclass, field

import pytest

from governance.spans import AFTERMATH, spans_of
from tests.cast import at
from zhengyun.entry import Entry

AFTER = int(AFTERMATH.total_seconds())


@dataclass
class Told:
    """A log that tells of applies only: (second, kind, request)."""

    entries: list[Entry] = field(default_factory=list)

    def of_kind(self, *kinds: str) -> Iterable[Entry]:
        """The entries of some kinds."""
        return [entry for entry in self.entries if entry.kind in kinds]


def spans(*told: tuple[int, str, str]) -> list[tuple[str, str]]:
    entries = [
        Entry.make(number, at(second), f"apply.{kind}", "wang", {"request": request})
        for number, (second, kind, request) in enumerate(told, 1)
    ]
    return spans_of(Told(entries))


@pytest.mark.parametrize(
    ("told", "found"),
    [
        ([], []),
        ([(0, "claimed", "A"), (1, "intent", "A"), (2, "action", "A"), (9, "result", "A")], [(1, 9)]),
        ([(1, "intent", "A"), (9, "stopped", "A")], [(1, 9)]),
        ([(1, "intent", "A")], [(1, 1 + AFTER)]),
        ([(1, "intent", "A"), (5, "action", "A")], [(1, 5 + AFTER)]),
        ([(1, "intent", "A"), (5, "action", "A"), (99, "intent", "A"), (100, "result", "A")], [(1, 5 + AFTER), (99, 100)]),
        ([(1, "intent", "A"), (2, "intent", "B"), (3, "result", "A"), (4, "result", "B")], [(1, 3), (2, 4)]),
        ([(1, "intent", "A"), (2, "refused", "A")], []),
        ([(1, "intent", "A"), (2, "refused", "A"), (50, "intent", "A"), (51, "result", "A")], [(50, 51)]),
        ([(1, "refused", "A"), (2, "result", "B")], []),
        ([(1, "intent", "A"), (5, "action", "A"), (99, "claimed", "A"), (99, "refused", "A")], [(1, 5 + AFTER)]),
    ],
)  # fmt: skip
def test_from_each_intent_to_what_ended_it(told: list[tuple[int, str, str]], found: list[tuple[int, int]]) -> None:
    assert spans(*told) == [(at(began), at(ended)) for began, ended in found]
