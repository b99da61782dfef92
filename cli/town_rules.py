"""What the hosts and routers of the lab's town begin with, as the policy of their estates has it on a day (UTC)."""

from collections.abc import Callable
from datetime import UTC, date, datetime

from lab.town.services import Begins
from network.rendering import frr
from network.rendering.devices import configuration
from network.rendering.nftables import Rules
from zhengyun.estate import Estate


def begins(day: date | None = None) -> Begins:
    """Both, of this day or of another."""
    return Begins(rules(day), routers(day))


def rules(day: date | None = None) -> Callable[[Estate, str], str]:
    """The text of nftables for a host of an estate, of this day or of another."""
    today = day or datetime.now(UTC).date()
    made: dict[str, Rules] = {}

    def told(estate: Estate, host: str) -> str:
        if estate.name not in made:
            made[estate.name] = Rules(estate, today)
        return made[estate.name].of(host)

    return told


def routers(day: date | None = None) -> Callable[[Estate, str], str]:
    """The text of /etc/frr/frr.conf for a router of an estate, of this day or of another."""
    today = day or datetime.now(UTC).date()

    def told(estate: Estate, name: str) -> str:
        return frr.beginning(configuration(estate, name, today), estate.devices[name])

    return told
