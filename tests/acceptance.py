"""At the end of a run, a table of what our authorities make and what programs of other people say of it.

It is a plugin of all tests. A test takes the fixture `others` and begins by saying what it will show; the table has that where
the test went well.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Final, Protocol

import pytest

TITLES: Final = {"p256": "P-256", "sm2": "SM2"}
ACCEPTS: Final = "accepts"
CANNOT: Final = "cannot"
JUDGES: Final = "judges"


class Others(Protocol):
    """Says what a test is about to show."""

    def __call__(self, artefact: str, family: str, verifier: str, says: str = ACCEPTS) -> None:
        """This artefact of that family, and what the verifier says of it: `ACCEPTS`, or `CANNOT` judge it, or `JUDGES` many of them."""
        ...


@pytest.fixture
def others(record_property: Callable[[str, object], None]) -> Others:
    """How a test enters what it shows."""

    def enter(artefact: str, family: str, verifier: str, says: str = ACCEPTS) -> None:
        record_property("others", (f"{artefact}, {TITLES[family]}", verifier, says))

    return enter


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """A table of artefacts × verifiers."""
    found: dict[str, dict[str, str]] = {}
    for outcome in ("passed", "failed", "error"):
        for report in terminalreporter.stats.get(outcome, ()):
            for name, value in getattr(report, "user_properties", ()):
                if name == "others":
                    artefact, verifier, says = value
                    found.setdefault(artefact, {})[verifier] = says if outcome == "passed" else "FAILED"
    if found:
        terminalreporter.section(
            "what others say: accepts, and refuses the same altered; cannot: it says so; "
            "judges as the house does, but where the test says why; · not asked"
        )
        for line in table(found):
            terminalreporter.write_line(line)


def table(found: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    """The lines of the table."""
    verifiers = sorted({verifier for row in found.values() for verifier in row})
    yield " " * 28 + "".join(f"{one:>14}" for one in verifiers)
    for artefact, row in sorted(found.items()):
        yield f"{artefact:<28}" + "".join(f"{row.get(one, '·'):>14}" for one in verifiers)
