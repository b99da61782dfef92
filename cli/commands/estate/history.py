"""`zhengyun estate history`: as what things were seen, from when to when, and by which change."""

from collections.abc import Sequence

import click

from cli.audited import reads
from cli.history.document import histories, register, site_of
from cli.instants import Instant
from cli.output import emit
from cli.remembering import history_of
from cli.scope import scope_of, site_option
from cli.session import Session, command
from cli.text import _
from cli.wiring import House
from zhengyun.errors import Exit, ZhengyunError
from zhengyun.estate.devices import SITE as DEVICES
from zhengyun.estate.hosts import SITE as HOSTS
from zhengyun.estate.trust import SITE as TRUST
from zhengyun.estate.vault import SITE as VAULT
from zhengyun.interval import Interval


@command(
    "history",
    help=_(
        "Show as what a thing, and everything below its path, was seen, from when to when, and by which change it became "
        "so, or that this was done outside the tool. Without a path: everything. Ends with 6 where a site is not known as "
        "it is now, or was not known then."
    ),
)
@click.argument("path", default="")
@site_option
@click.option("--at", type=Instant(last=True), metavar="T", help=_("The register as of that instant, or the end of that day, each difference to now with its change."))  # fmt: skip
@click.option("--since", type=Instant(), metavar="T", help=_("Only what has happened since then."))
def entry(session: Session, path: str, sites: tuple[str, ...], at: str | None, since: str | None) -> int:
    """Read, and show."""
    if at and since:
        raise click.UsageError(_("{one} and {other} do not go together").format(one="--at", other="--since"))
    at, since = at or "", since or ""
    from cli.history import lines

    house = House(session)
    wanted = (
        tuple(sites)
        if {*sites} in ({TRUST}, {HOSTS}, {VAULT}, {DEVICES})
        else scope_of(house.estate(), sites, ()).sites
    )
    told, names = _told(house, path.strip("/"), wanted)
    kept = history_of(house)
    shown = [site_of(name, kept, house.readings, at) for name in names]
    reads(house, "estate history", path=path, sites=list(names), at=at, since=since)
    if at:
        things = register(told, at)
        emit(
            session,
            "register/1",
            {"path": path, "at": at, "sites": shown, "things": things},
            lambda: lines.register(shown, things, at),
        )
    else:
        things = histories(told, kept, since)
        document = {"path": path, "since": since, "sites": shown, "things": things}
        emit(session, "history/1", document, lambda: lines.history(shown, things, since))
    unknown = any(one["state"] != "recorded" or (at and not one["last_by_then"]) for one in shown)
    return Exit.UNREACHABLE if unknown else Exit.OK


def _told(house: House, path: str, sites: Sequence[str]) -> tuple[list[Interval], Sequence[str]]:
    """The intervals of a path; an address as other commands print it is understood too.

    Raises: ZhengyunError (ZY-GOV-170).
    """
    from governance import codes

    kept = history_of(house)
    told = kept.told(path, sites)
    site, _kind, rest = (*path.split("/", 2), "", "")[:3]
    if not told and site in sites and rest:
        told, sites = [one for one in kept.told(rest, [site]) if one.address.kind == _kind], (site,)
    if not told and path and any(kept.seen(name).last for name in sites):
        raise ZhengyunError(codes.NOTHING_RECORDED, path=path)
    return told, sites
