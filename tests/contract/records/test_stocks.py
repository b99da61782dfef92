"""Readings of capacity are kept, in the order of their time, each site's by itself."""

import pytest

from records.stocks import Level, StockReading, Stocks
from tests.records import Records
from zhengyun.errors import ZhengyunError


def test_what_was_read_is_there_again(empty: Records) -> None:
    stocks = Stocks(empty.database)
    later = StockReading(
        "primary", "2026-11-22T03:00:00Z", {"vcpus": Level(48, 12), "storage_gib": Level(4_000_000, 7)}
    )
    earlier = later._replace(at="2026-11-21T03:00:00Z")
    for one in (later, earlier, later._replace(site="dr")):
        stocks.add(one)
    assert stocks.readings("primary") == [earlier, later]
    assert stocks.readings("nowhere") == []


def test_what_is_older_than_three_years_gives_way(empty: Records) -> None:
    stocks = Stocks(empty.database)
    for at in ("2022-01-01T00:00:00Z", "2024-06-01T00:00:00Z", "2026-01-01T00:00:00Z"):
        stocks.add(StockReading("primary", at, {}))
    assert [one.at[:4] for one in stocks.readings("primary")] == ["2024", "2026"]


def test_what_somebody_else_wrote_there_is_told(empty: Records) -> None:
    empty.meddle("INSERT INTO stocks (site, at, document) VALUES ('primary', '2026', '{\"vcpus\": [1]}')")
    with pytest.raises(ZhengyunError) as refused:
        Stocks(empty.database).readings("primary")
    assert refused.value.code.id == "ZY-REC-004"
