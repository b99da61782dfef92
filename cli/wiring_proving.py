"""What attempts are made with: the part of the wiring that names drivers for `role prove`."""

from pathlib import Path
from typing import TYPE_CHECKING

from cli.entries import entry_of
from cli.wiring import House
from zhengyun.estate import Estate

if TYPE_CHECKING:
    from cloud.transport import Transport


def keeper(house: House, estate: Estate, site: str) -> "Transport":
    """A site's own entry of clouds.yaml: who may do there what others must not.

    Raises: ZhengyunError (ZY-CLOUD-001).
    """
    return entered(site, entry_of(house.session, estate, site), house.session.settings.clouds)


def entered(site: str, entry: str, clouds: Path | None) -> "Transport":
    """A site by an entry of a clouds.yaml.

    Raises: ZhengyunError (ZY-CLOUD-001).
    """
    from cloud.sdk import Sdk

    return Sdk(site, entry, clouds)
