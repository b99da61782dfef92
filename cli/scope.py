"""The options by which a command is told what to look at."""

from collections.abc import Callable, Sequence
from typing import Any

import click

from cli import codes
from cli.text import _
from zhengyun.errors import ZhengyunError
from zhengyun.estate import Estate
from zhengyun.estate.devices import SITE as DEVICES
from zhengyun.estate.hosts import SITE as HOSTS
from zhengyun.estate.trust import SITE as TRUST
from zhengyun.estate.vault import SITE as VAULT
from zhengyun.plan import Scope

Function = Callable[..., Any]


def scope_options(function: Function) -> Function:
    """--site and --only."""
    only_help = _("Only this tenant, or this path below one, such as finance/payroll; several times for several.")
    return site_option(click.option("--only", multiple=True, metavar="PATH", help=only_help)(function))


def site_option(function: Function) -> Function:
    """--site."""
    site_help = _("Only this site; several times for several.")
    return click.option("--site", "sites", multiple=True, metavar="SITE", help=site_help)(function)


def scope_of(estate: Estate, sites: Sequence[str], only: Sequence[str], *, allow_destroy: bool = False) -> Scope:
    """The scope that the options mean.

    Raises: ZhengyunError (ZY-CLI-003).
    """
    known = refuse_unknown(estate, sites)
    paths = {path.strip("/") for path in only} - {""}
    return Scope(tuple(sorted(set(sites))) or tuple(known), tuple(sorted(paths)), allow_destroy)


def refuse_unknown(estate: Estate, sites: Sequence[str]) -> list[str]:
    """The estate's sites, if those that are named are among them.

    Raises: ZhengyunError (ZY-CLI-003, ZY-PKI-106, ZY-VAULT-036, ZY-HOST-044, ZY-NET-224).
    """
    known = [site.name for site in estate.sites]
    if TRUST in sites:
        from pki import codes as trust_codes

        raise ZhengyunError(trust_codes.NO_CLOUD)
    if VAULT in sites:
        from vault import codes as vault_codes

        raise ZhengyunError(vault_codes.NO_CLOUD)
    if HOSTS in sites:
        from playbooks import codes as host_codes

        raise ZhengyunError(host_codes.NO_CLOUD)
    if DEVICES in sites:
        from network import codes as device_codes

        raise ZhengyunError(device_codes.NO_CLOUD)
    for name in sites:
        if name not in known:
            raise ZhengyunError(codes.NO_SUCH_SITE, site=name, legal=", ".join(known))
    return known


def sites_of(estate: Estate, tenants: Sequence[str]) -> tuple[str, ...]:
    """The sites at which tenants are; what all tenants share (`site`) is at each."""
    everywhere = "site" in tenants
    found = (
        one.name for one in estate.sites if everywhere or {each.name for each in one.tenants}.intersection(tenants)
    )
    return tuple(sorted(found))


def refuse_no_name(tenant: str) -> None:
    """Refuse what no tenant can be called: files bear its name, and would be written elsewhere.

    Raises: ZhengyunError (ZY-CLI-020).
    """
    from cloud.adoption.names import plain

    if not tenant or plain(tenant) != tenant:
        raise ZhengyunError(codes.NO_NAME, given=tenant, nearest=plain(tenant))


def one_site(estate: Estate, sites: Sequence[str]) -> str:
    """The one site that is meant: that which is named, or the only one there is.

    Raises: ZhengyunError (ZY-CLI-003, ZY-CLOUD-162).
    """
    known = refuse_unknown(estate, sites)
    meant = tuple(sorted(set(sites))) or tuple(known)
    if len(meant) != 1:
        from cloud import codes as cloud_codes

        raise ZhengyunError(cloud_codes.WHICH_SITE, legal=", ".join(known))
    return meant[0]
