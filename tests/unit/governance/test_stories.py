"""Where the log can be cut: never through the story of a request."""

from collections.abc import Sequence

from governance.stories import uncut
from zhengyun.entry import Entry

ORDINARY = {"permit": {"emergency": ""}}
EMERGENCY = {"permit": {"emergency": "the core is down"}}


class Told:
    """A log of these kinds, each of a request."""

    def __init__(self, *told: tuple[str, str]) -> None:
        bodies = {"submitted": ORDINARY, "emergency": EMERGENCY}
        self.entries = [
            Entry.make(
                number,
                "2026-03-02T08:00:00Z",
                {"submitted": "request.submitted", "emergency": "request.submitted"}.get(kind, kind),
                "wang",
                {"request": request, **bodies.get(kind, {})},
            )
            for number, (kind, request) in enumerate(told, 1)
        ]

    def of_kind(self, *kinds: str) -> Sequence[Entry]:
        """The entries of some kinds."""
        return [entry for entry in self.entries if entry.kind in kinds]


def test_a_change_stays_whole_and_so_does_what_was_asked_before_it_and_done_after() -> None:
    log = Told(
        ("spoken", "-"),
        ("submitted", "CR-1"),
        ("submitted", "CR-2"),
        ("apply.intent", "CR-1"),
        ("apply.action", "CR-1"),
        ("apply.intent", "CR-2"),
        ("apply.result", "CR-1"),
        ("apply.result", "CR-2"),
        ("spoken", "-"),
    )
    assert [uncut(log, last) for last in range(10)] == [0, 1, 1, 1, 1, 1, 1, 1, 8, 9]


def test_one_after_the_other_can_be_cut_between() -> None:
    log = Told(*((kind, name) for name in ("CR-1", "CR-2") for kind in ("submitted", "apply.intent", "apply.result")))
    assert [uncut(log, last) for last in range(7)] == [0, 0, 0, 3, 3, 3, 6]


def test_an_emergency_stays_until_it_has_been_reviewed() -> None:
    used = (("spoken", "-"), ("emergency", "CR-1"), ("apply.intent", "CR-1"), ("apply.result", "CR-1"), ("spoken", "-"))
    assert uncut(Told(*used), 5) == 1
    assert uncut(Told(*used, ("emergency.reviewed", "CR-1")), 6) == 6
    assert uncut(Told(("emergency", "CR-1"), ("spoken", "-")), 2) == 2, "the glass was never broken"
