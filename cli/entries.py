"""Which entry of clouds.yaml is a site's."""

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from cli.session import Session
from zhengyun.errors import ZhengyunError

if TYPE_CHECKING:
    from zhengyun.estate import Estate

VARIABLE: Final = "OS_CLOUD"


def entry_of(session: Session, estate: "Estate", site: str) -> str:
    """The entry by --os-cloud, the settings, site.yaml, $OS_CLOUD where there is one site, or else the site's name.

    Raises: ZhengyunError (ZY-CLOUD-203, ZY-SET-*).
    """
    named = _named(session, estate).get(site) or session.settings.os_cloud.get(site) or estate.site(site).cloud
    return named or (os.environ.get(VARIABLE, "") if len(estate.sites) == 1 else "") or site


def refuse_bad_entries(session: Session, estate: "Estate") -> None:
    """Refuse a slip in --os-cloud before anything is read: no site is to blame for it.

    Raises: ZhengyunError (ZY-CLOUD-203).
    """
    _named(session, estate)


def passed_over(estate: "Estate") -> str:
    """What $OS_CLOUD says, where nothing comes of it for there is more than one site; else nothing."""
    return os.environ.get(VARIABLE, "") if len(estate.sites) > 1 else ""


def _named(session: Session, estate: "Estate") -> Mapping[str, str]:
    """What --os-cloud says, by site."""
    from cloud import codes

    sites, found = [site.name for site in estate.sites], dict[str, str]()
    for given in session.os_clouds:
        site, equals, entry = given.partition("=")
        if not equals and len(sites) == 1:
            site, entry = sites[0], given
        if site not in sites or not entry:
            raise ZhengyunError(codes.BAD_ENTRY, given=given, legal=", ".join(sites))
        found[site] = entry
    return found
