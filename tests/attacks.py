"""At the end of a run, a table of attacks: how each ended, and who found it.

It is a plugin of all tests. A test of an attack takes the fixture `attack`, and says at its end, once everything has
been asserted, what was done, how that ended and who found it, in few words.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Final, Protocol

import pytest

HEAD: Final = ("attack", "how it ends", "who finds it")
WIDTHS: Final = (52, 60)


class Attack(Protocol):
    """Enters a row into the table."""

    def __call__(self, what: str, ends: str, finder: str) -> None:
        """What was done, how it ended, and who found it."""
        ...


@pytest.fixture
def attack(record_property: Callable[[str, object], None]) -> Attack:
    """How a test enters what it has proven."""

    def enter(what: str, ends: str, finder: str) -> None:
        record_property("attack", (what, ends, finder))

    record_property("attacked", True)
    return enter


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """The table: one line an attack, and those first that have not been beaten off."""
    rows: list[tuple[str, ...]] = []
    for outcome in ("failed", "error", "passed"):
        for report in terminalreporter.stats.get(outcome, ()):
            told = getattr(report, "user_properties", ())
            if outcome == "passed":
                rows += [tuple(value) for name, value in told if name == "attack"]
            elif "attacked" in dict(told):
                rows.append((report.nodeid.partition("::")[2], "NOT BEATEN OFF", "-"))
    if rows:
        terminalreporter.section("attacks")
        for line in table(rows):
            terminalreporter.write_line(line)


def table(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """The lines of the table."""
    for what, ends, finder in (HEAD, *dict.fromkeys(map(tuple, rows))):
        yield f"{what:<{WIDTHS[0]}}  {ends:<{WIDTHS[1]}}  {finder}"
