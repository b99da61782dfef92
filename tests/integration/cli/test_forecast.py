"""What growth foretells, as people and scripts read it: with how far off it may be, and how far it was."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import pytest

from cli.session import Session
from cli.wiring import House
from records.stocks import Level, StockReading
from tests.integration.cli.conftest import Cli
from zhengyun.instant import text

BEGAN: Final = datetime(2026, 1, 1, 3, tzinfo=UTC)
DAYS: Final = 60
Used = Callable[[int], int]


@pytest.fixture
def recorded(town: Path) -> Callable[[Used], None]:
    """Keeps two months of readings of one site, a day each, as `cloud capacity --record` does."""

    def keep(used: Used) -> None:
        stocks = House(Session(settings_name=str(town / "zhengyun.toml"))).stocks
        for day in range(DAYS):
            levels = {"vcpus": Level(1000, used(day)), "storage_gib": Level(4000, 0)}
            stocks.add(StockReading("primary", text(BEGAN + timedelta(days=day)), levels))

    return keep


def test_growth_is_told_with_the_day_and_the_error(cli: Cli, recorded: Callable[[Used], None]) -> None:
    recorded(lambda day: 100 + 2 * day)
    said = cli("cloud", "forecast", "--site", "primary", "-o", "json")
    grows, still = (
        one for one in said.json["forecasts"] if one["resource"] in {"vcpus", "storage_gib"} and "code" not in one
    )
    assert (grows["used"], grows["capacity"], grows["out_date"]) == (218, 1000, "2027-03-27")
    assert grows["error"] == pytest.approx(0.0, abs=1e-9)
    assert (still["out_date"], still["error"]) == (None, None), "of nothing nobody can say by what share it was missed"
    assert said.code == 3, "of memory and disk there is no reading"
    shown = cli("cloud", "forecast", "--site", "primary").out
    head, row = (next(line for line in shown.splitlines() if word in line) for word in ("Error", "218 / 1000"))
    assert row[head.index("Error") :].strip() == "0.0%"
    assert "2027-03-27" in row


def test_the_error_is_by_how_much_the_last_third_was_missed(cli: Cli, recorded: Callable[[Used], None]) -> None:
    """It stood still for two thirds of the time, and is twice as much since."""
    recorded(lambda day: 100 if day < DAYS * 2 // 3 else 200)
    (told,) = [
        one for one in cli("cloud", "forecast", "-o", "json").json["forecasts"] if one.get("used") == 200
    ]  # fmt: skip
    assert told["error"] == pytest.approx(0.5)
    assert " 50.0%" in cli("cloud", "forecast", "--site", "primary").out
