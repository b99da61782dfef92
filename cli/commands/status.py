"""`zhengyun status`: how things stand."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import click

from cli import tail
from cli.emergencies import alarm, open_for_review
from cli.entries import refuse_bad_entries
from cli.leaves import Held, brief, in_force
from cli.leaves import document as data_of
from cli.output import emit
from cli.requests import SUBJECTS
from cli.session import Session, command
from cli.text import _, listed, reason
from cli.watch.document import Data
from cli.watch.memory import remembered
from cli.wiring import House
from zhengyun.change import State
from zhengyun.errors import Exit, ZhengyunError
from zhengyun.estate import Estate
from zhengyun.instant import lasting as age
from zhengyun.subject import GRANT, STANDING

if TYPE_CHECKING:
    from cloud.port import Service

# What a site is judged by at a glance; the rest is in the data.
SHOWN: Final = frozenset({"project", "server", "volume", "network", "floating"})


@command(
    "status",
    help=_(
        "Which sites answer and what was last known of each, which requests wait, what was last applied, how long the "
        "log is."
    ),
)
def entry(session: Session) -> int:
    """Look; ends with 6 where a site, or one of its services, does not answer."""
    house = House(session)
    estate = house.estate()
    refuse_bad_entries(session, estate)
    why: dict[str, str] = {}
    sites = {site.name: services(house, estate, site.name, why) for site in estate.sites}
    silent = {name: house.silent(found) for name, found in sites.items()}
    now = house.clock.now()
    requests = house.ledger.requests()
    counted = Counter(one.state(now) for one in requests)
    applied = next((one for one in requests if one.stored is State.APPLIED), None)
    receipt = house.ledger.receipt(applied.id) if applied else None
    last, unseen = house.book.last(), tail.of(house)
    leaves = in_force(house) if last else []
    document = {
        "estate": estate.name,
        "commit": estate.commit or None,
        "sites": [
            {
                "site": name,
                "services": [one._asdict() for one in found],
                "silent": silent[name],
                "problem": why.get(name),
                "state": "stale" if silent[name] else "answers",
                "last_reading": summary_of(remembered(name, house.readings, now)),
            }
            for name, found in sites.items()
        ],
        "requests": dict(counted),
        "last_applied": {"request": applied.id, "ended": receipt.ended} if applied and receipt else None,
        "grants": [data_of(one, now) for one in leaves if one.request.permit.subject == GRANT],
        "standing": [data_of(one, now) for one in leaves if one.request.permit.subject == STANDING],
        "break_glass": open_for_review(house) if last else (),
        "log": {"entries": last.number, "at": last.at, "unseen": tail.document(unseen)} if last else None,
    }
    emit(
        session,
        "status/1",
        document,
        lambda: [
            *_lines(estate, sites, document),
            *(f"      {one}" for one in tail.told(unseen)),
            *_leaves(leaves, document),
        ],
    )
    return Exit.UNREACHABLE if any(silent.values()) else Exit.OK


def _leaves(leaves: Sequence[Held], document: Mapping[str, Any]) -> Iterator[str]:
    """What somebody may do besides his posts, and what an auditor has to look at."""
    for one in leaves:
        kind = _(SUBJECTS[one.request.permit.subject])
        yield f"  {kind} {brief(one)}"
    if document["break_glass"]:
        yield "  " + alarm(document["break_glass"])


def told(found: "Sequence[Service]", silent: Sequence[str]) -> str:
    """What a site's services say, and which say nothing."""
    if not found:
        return _("does not answer")
    versions = ", ".join(f"{one.name} {one.version}" for one in found)
    return versions + ("; " + _("no answer from {services}").format(services=", ".join(silent)) if silent else "")


def services(house: House, estate: Estate, site: str, why: dict[str, str]) -> "Sequence[Service]":
    """The services of a site that answer; none where its catalogue cannot be read, and `why` has the reason."""
    try:
        return house.reading(estate, [site])[site].services()
    except ZhengyunError as error:
        why[site] = f"{error.code.id} {reason(error)}"
        return ()


def summary_of(site: Data) -> Data | None:
    """What was last known of a site, in numbers; None where it was never read."""
    if site["at"] is None:
        return None
    counted = {part: len(site[part]) for part in ("drift", "foreign", "ignored")}
    return {**{name: site[name] for name in ("at", "age_seconds", "lost_since", "pending", "things")}, **counted}


def _known(site: Data) -> str:
    """The same in words; a site that does not answer is stale, never empty."""
    last, colour = site["last_reading"], "red" if site["silent"] else None
    if last is None:
        return click.style(_("no reading has been recorded; see zhengyun drift --record"), fg=colour)
    things = listed(f"{kind} {count}" for kind, count in last["things"].items() if kind in SHOWN)
    text = _("STALE, read {age} ago") if site["silent"] else _("read {age} ago")
    # False would be a word to the terminal of its own, and not the one that is let through.
    bold = True if site["silent"] else None
    head = click.style(text.format(age=age(last["age_seconds"])), fg=colour, bold=bold)
    whole = _("{reading}: {things}; drifted: {count}")
    return whole.format(reading=head, things=things or _("nothing is there"), count=last["drift"])


def _lines(estate: Estate, sites: "Mapping[str, Sequence[Service]]", document: Mapping[str, Any]) -> Iterator[str]:
    yield f"{estate.name} · {estate.title}"
    for site in document["sites"]:
        colour = "red" if site["silent"] else "green"
        yield f"  {click.style('●', fg=colour)} {site['site']}: {told(sites[site['site']], site['silent'])}"
        if site["problem"]:
            yield f"      {site['problem']}"
        yield f"      {_known(site)}"
    counted = document["requests"]
    assert isinstance(counted, dict)  # noqa: S101
    states = listed(f"{_(state)} {number}" for state, number in counted.items())
    yield "  " + _("requests: {told}").format(told=states or _("none"))
    applied, log = document["last_applied"], document["log"]
    if isinstance(applied, dict):
        yield "  " + _("last applied: {request}, {ended}").format(**applied)
    if isinstance(log, dict):
        yield "  " + _("log: entries: {entries}, the newest of {at}").format(**log)
