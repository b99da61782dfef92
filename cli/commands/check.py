"""`zhengyun check`: read the estate's files and say everything that is wrong with them."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

import click

from cli.output import emit, short, table
from cli.session import Session, command
from cli.text import _
from cli.wiring import House
from zhengyun.errors import ZhengyunError
from zhengyun.estate import Estate, Site, Tenant, Trust


@command(
    "check",
    help=_("Check the estate's files: their form, and what must hold across them. Every error is found in one run."),
)
@click.option("--commit", "revision", metavar="REV", default="", help=_("Check this commit of the estate's files."))
@click.option("--quick", is_flag=True, help=_("Look only whether the image files are there; do not read them."))
def entry(session: Session, revision: str, quick: bool) -> None:
    """Check, and show the estate in numbers."""
    from inventory.checks.images import Store
    from inventory.loader import load

    folder = image_store(session)
    store = Store(folder, read=not quick) if folder.is_dir() else None
    estate = load(House(session).source(revision), store)
    if store is None and any(site.images for site in estate.sites):
        session.say(_("the image files were not checked: there is no folder {folder}").format(folder=folder))
    document = {
        "estate": estate.name,
        "title": estate.title,
        "network": estate.network,
        "commit": estate.commit or None,
        "images": "not checked" if store is None else "there" if quick else "verified",
        "tenants": [numbers(site, tenant) for site in estate.sites for tenant in site.tenants],
        "trust": trusted(estate.trust) if estate.trust else None,
        "hosts": administered(estate) if estate.hosts.hosts else None,
    }
    emit(session, "check/1", document, lambda: _lines(estate))


def image_store(session: Session) -> Path:
    """Where image files lie: where the settings say, or beside the estate, for which no settings are needed."""
    if not session.estate_name:
        return session.settings.image_store
    with suppress(ZhengyunError):
        if session.settings.images:
            return session.settings.images
    return session.estate / "images"


def numbers(site: Site, tenant: Tenant) -> Mapping[str, object]:
    """One tenant at one site, counted."""
    servers = [server for system in tenant.systems for server in system.servers]
    return {
        "site": site.name,
        "tenant": tenant.name,
        "title": tenant.title,
        "systems": len(tenant.systems),
        "level": max((system.level for system in tenant.systems), default=0),
        "servers": len(servers),
        "storage_gib": sum(volume.size_gib for server in servers for volume in server.volumes),
    }


def trusted(trust: Trust) -> Mapping[str, int]:
    """The PKI, counted, with what is for SSH."""
    return {
        "domains": len(trust.domains),
        "authorities": len(trust.authorities) + len(trust.ssh_authorities),
        "profiles": len(trust.profiles) + len(trust.ssh_profiles),
    }


def administered(estate: Estate) -> Mapping[str, object]:
    """The machines that we administer ourselves, counted, and what they are kept apart from."""
    return {
        "hosts": len(estate.hosts.hosts),
        "segments": len(estate.hosts.segments),
        "without_key": [host.name for host in estate.hosts.hosts.values() if not host.key],
        "apart": list(estate.apart),
    }


def _of_hosts(estate: Estate) -> Iterator[str]:
    hosts = estate.hosts
    text = _("hosts: {hosts} · segments: {segments} · without a pinned key: {unknown}")
    unknown = sum(not host.key for host in hosts.hosts.values())
    yield text.format(hosts=len(hosts.hosts), segments=len(hosts.segments), unknown=unknown)
    if estate.apart:
        yield _("the other network: {ranges}").format(ranges=", ".join(estate.apart))
    else:
        yield _("the other network: not said (`apart`), so that an instance starts anywhere")


def _lines(estate: Estate) -> Iterator[str]:
    where = _("commit {commit}").format(commit=short(estate.commit)) if estate.commit else _("not committed")
    yield f"{estate.name} · {estate.title} · {where}"
    rows = [numbers(site, tenant) for site in estate.sites for tenant in site.tenants]
    head = (_("Site"), _("Tenant"), _("Department"), _("Systems"), _("Level"), _("Servers"), _("Storage"))
    yield from table(head, [(*list(row.values())[:6], f"{row['storage_gib']} GiB") for row in rows])
    if estate.trust:
        text = _("trust domains: {domains} · authorities: {authorities} · profiles: {profiles}")
        yield text.format(**trusted(estate.trust))
    if estate.hosts.hosts:
        yield from _of_hosts(estate)
    yield _("no error found · sites: {sites} · tenants: {tenants} · systems: {systems} · servers: {servers}").format(
        sites=len(estate.sites),
        tenants=len(rows),
        systems=sum(len(tenant.systems) for site in estate.sites for tenant in site.tenants),
        servers=sum(int(str(row["servers"])) for row in rows),
    )
