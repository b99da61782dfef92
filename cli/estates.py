"""That a plan and the estate at hand belong together."""

from cli.wiring import House
from zhengyun import codes
from zhengyun.errors import ZhengyunError
from zhengyun.estate import Estate
from zhengyun.plan import Plan


def estate_of(house: House, plan: Plan, request: str) -> Estate:
    """The estate at the plan's commit, from this copy of its repository.

    Raises: ZhengyunError (ZY-EST-061: it was made from files that are not committed; ZY-EST-062: the commit is not here;
    ZY-PERMIT-004: it is another estate's).
    """
    if not plan.commit:
        raise _not_committed(house)
    estate = house.estate(plan.commit)
    if estate.name != plan.estate:
        raise ZhengyunError(codes.OTHER_ESTATE, request=request, permitted=plan.estate, given=estate.name)
    return estate


def _not_committed(house: House) -> ZhengyunError:
    """Which files it is that nobody else has."""
    from inventory import codes as estate_codes
    from inventory.source import uncommitted

    folder = house.session.estate
    return ZhengyunError(estate_codes.NOT_COMMITTED, folder=folder, files=", ".join(uncommitted(folder)) or "-")
