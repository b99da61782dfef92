"""`zhengyun status`: how things stand."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import click

from cli.output import emit
from cli.session import Session, command
from cli.text import _, listed
from cli.wiring import House
from zhengyun.change import State
from zhengyun.errors import Exit, ZhengyunError
from zhengyun.estate import Estate

if TYPE_CHECKING:
    from cloud.port import Service


@command("status", help=_("Which sites answer, which requests wait, what was last applied, how long the log is."))
def entry(session: Session) -> int:
    """Look; ends with 6 where a site, or one of its services, does not answer."""
    house = House(session)
    estate = house.estate()
    sites = {site.name: services(house, estate, site.name) for site in estate.sites}
    silent = {name: house.silent(found) for name, found in sites.items()}
    now = house.clock.now()
    requests = house.ledger.requests()
    counted = Counter(one.state(now) for one in requests)
    applied = next((one for one in requests if one.stored is State.APPLIED), None)
    receipt = house.ledger.receipt(applied.id) if applied else None
    last = house.book.last()
    document = {
        "estate": estate.name,
        "commit": estate.commit or None,
        "sites": [
            {"site": name, "services": [one._asdict() for one in found], "silent": silent[name]}
            for name, found in sites.items()
        ],
        "requests": dict(counted),
        "last_applied": {"request": applied.id, "ended": receipt.ended} if applied and receipt else None,
        "log": {"entries": last.number, "at": last.at} if last else None,
    }
    emit(session, "status/1", document, lambda: _lines(estate, sites, silent, document))
    return Exit.UNREACHABLE if any(silent.values()) else Exit.OK


def told(found: "Sequence[Service]", silent: Sequence[str]) -> str:
    """What a site's services say, and which say nothing."""
    if not found:
        return _("does not answer")
    versions = ", ".join(f"{one.name} {one.version}" for one in found)
    return versions + ("; " + _("no answer from {services}").format(services=", ".join(silent)) if silent else "")


def services(house: House, estate: Estate, site: str) -> "Sequence[Service]":
    """The services of a site that answer; none where its catalogue cannot be read."""
    try:
        return house.reading(estate, [site])[site].services()
    except ZhengyunError:
        return ()


def _lines(
    estate: Estate,
    sites: "Mapping[str, Sequence[Service]]",
    silent: Mapping[str, Sequence[str]],
    document: Mapping[str, object],
) -> Iterator[str]:
    yield f"{estate.name} · {estate.title}"
    for name, found in sites.items():
        colour = "red" if silent[name] else "green"
        yield f"  {click.style('●', fg=colour)} {name}: {told(found, silent[name])}"
    counted = document["requests"]
    assert isinstance(counted, dict)  # noqa: S101
    states = listed(f"{_(state)} {number}" for state, number in counted.items())
    yield "  " + _("requests: {told}").format(told=states or _("none"))
    applied, log = document["last_applied"], document["log"]
    if isinstance(applied, dict):
        yield "  " + _("last applied: {request}, {ended}").format(**applied)
    if isinstance(log, dict):
        yield "  " + _("log: entries: {entries}, the newest of {at}").format(**log)
