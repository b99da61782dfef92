"""`zhengyun cloud capacity`: what each site has, what of it is used and what is free."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from cli import capacities
from cli.output import emit
from cli.scope import scope_of, site_option
from cli.session import Session, command
from cli.text import _
from cli.wiring import House
from zhengyun.instant import text

if TYPE_CHECKING:
    from cloud.capacity.stock import Stock


@command(
    "capacity",
    help=_(
        "Show what each site has, what of it is used and what is free: by aggregate, host, storage pool and tenant, as "
        "Placement and Cinder count it. What is down or disabled is marked, and none of it counts as free."
    ),
)
@site_option
@click.option("--record", is_flag=True, help=_("Keep what was read, for `cloud forecast`; for a timer, once a day."))
def entry(session: Session, sites: tuple[str, ...], record: bool) -> None:
    """Read, keep where that is wanted, and show."""
    from cloud.planning import each

    house = House(session)
    estate = house.estate()
    scope = scope_of(estate, sites, ())
    measured = house.asked(estate, scope.sites)
    stocks = each(scope.sites, lambda site: measured[site].stock())
    if record:
        _record(house, stocks)
    document = {"sites": [capacities.document(stock) for stock in stocks]}
    emit(session, "capacity/1", document, lambda: (line for stock in stocks for line in capacities.lines(stock)))


def _record(house: House, stocks: "Sequence[Stock]") -> None:
    from cloud.capacity.stock import RESOURCES, STORAGE
    from records.stocks import Level, StockReading

    at = text(house.clock.now())
    for stock in stocks:
        amounts = {name: stock.amount(name) for name in RESOURCES} | {STORAGE: stock.storage()}
        levels = {name: Level(amount.capacity, amount.used) for name, amount in amounts.items()}
        house.stocks.add(StockReading(stock.site, at, levels))
