"""`zhengyun cloud capacity`: what each site has, what of it is used and what is free."""

from cli import capacities
from cli.output import emit
from cli.scope import scope_of, site_option
from cli.session import Session, command
from cli.text import _
from cli.wiring import House


@command(
    "capacity",
    help=_(
        "Show what each site has, what of it is used and what is free: by aggregate, host, storage pool and tenant, as "
        "Placement and Cinder count it. What is down or disabled is marked, and none of it counts as free."
    ),
)
@site_option
def entry(session: Session, sites: tuple[str, ...]) -> None:
    """Read and show."""
    from cloud.planning import each

    house = House(session)
    estate = house.estate()
    scope = scope_of(estate, sites, ())
    measured = house.asked(estate, scope.sites)
    stocks = each(scope.sites, lambda site: measured[site].stock())
    document = {"sites": [capacities.document(stock) for stock in stocks]}
    emit(session, "capacity/1", document, lambda: (line for stock in stocks for line in capacities.lines(stock)))
