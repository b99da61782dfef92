"""`zhengyun drift`: what is not as it was last applied, and who did it as far as the services know."""

from collections.abc import Sequence
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

import click

from cli.numbers import Within
from cli.output import emit
from cli.remembering import keep, witnesses_of
from cli.rooms import planned_scope
from cli.scope import scope_of, scope_options
from cli.session import Session, command
from cli.text import _
from cli.watch.document import Data, rule_of
from cli.watch.lines import lines
from cli.watch.memory import NOTHING, fresh, lost, news, remembered
from cli.watch.repeat import Interval, repeat
from cli.wiring import House
from zhengyun.errors import Exit
from zhengyun.estate.devices import SITE as DEVICES
from zhengyun.estate.hosts import SITE as HOSTS
from zhengyun.estate.vault import SITE as VAULT

if TYPE_CHECKING:
    from cli.watch.look import Found, Look


@command(
    "drift",
    help=_(
        "Show what is not as it was last applied: by attribute, and who did it as far as is recorded. Each site is read "
        "by itself; one that cannot be read is shown as it was last recorded, with its age. Ends with 4 where there is "
        "drift, and with 6 where a site could not be read, whether there is drift or not. The vault, where one is set up, is "
        "a site among them: what of its configuration is not as the role file has it; and so are the hosts that we administer, "
        "and devices. --site vault, --site hosts and --site devices look at them alone."
    ),
)
@scope_options
@click.option(
    "--record", is_flag=True, help=_("Keep what was found in the records, so that it is known when a site is lost.")
)
@click.option("--last", is_flag=True, help=_("Show what was last recorded of each site, without asking any."))
@click.option("--changed-only", is_flag=True, help=_("Show only what was not there at the last recorded reading."))
@click.option(
    "--every", type=Interval(), metavar="SPAN", help=_("Look again every so often, such as 15m, until Ctrl-C.")
)
@click.option("--times", type=Within(1), metavar="N", help=_("With --every: end after so many times."))
def entry(
    session: Session,
    sites: tuple[str, ...],
    only: tuple[str, ...],
    record: bool,
    last: bool,
    changed_only: bool,
    every: int | None,
    times: int | None,
) -> int:
    """Look, once or again and again."""
    _agree(only, record=record, last=last, changed_only=changed_only, every=every, times=times)
    if last:
        return _last(session, sites)

    def once() -> int:
        return _once(session, sites, only, record=record, changed_only=changed_only)

    return repeat(session, every, times or 0, once) if every else once()


def _agree(
    only: Sequence[str], *, record: bool, last: bool, changed_only: bool, every: int | None, times: int | None
) -> None:
    """Refuse options that do not go together."""
    pairs = [
        ("--record", "--only", record and only),
        ("--last", "--only", last and only),
        ("--last", "--record", last and record),
        ("--last", "--changed-only", last and changed_only),
        ("--last", "--every", last and every),
    ]
    for one, other, both in pairs:
        if both:
            raise click.UsageError(_("{one} and {other} do not go together").format(one=one, other=other))
    if times and not every:
        raise click.UsageError(_("--times needs --every"))


def _once(session: Session, sites: Sequence[str], only: Sequence[str], *, record: bool, changed_only: bool) -> int:
    """Read every site, show it, and keep it where that is asked for."""
    house = House(session)
    found, unused = _seen(house, sites, only, record=record)
    shown = [_news(house, one) if changed_only else _whole(house, one) for one in found]
    if record:
        house.readings.add([one.reading for one in found])
        for one in found:
            if one.sighting:
                keep(house, one.sighting, witnesses=witnesses_of(one.strange))
    unused = [] if changed_only else unused
    document = {"sites": shown, "unused_rules": unused, "changed_only": changed_only}
    emit(session, "drift/1", document, lambda: lines(shown, unused, only_news=changed_only))
    house.database.close()
    return code_of(shown, [one.document for one in found if one.document])


def _seen(
    house: House, sites: Sequence[str], only: Sequence[str], *, record: bool
) -> "tuple[Sequence[Found], Sequence[Data]]":
    """What was found of the sites that are meant; of the whole city where none is named."""
    if VAULT in sites:
        return _vault(house, sites, only)
    if HOSTS in sites:
        return _hosts(house, sites, only), []
    if DEVICES in sites:
        return _devices(house, sites, only), []
    found, unused = _clouds(house, sites, only, record=record)
    if sites or only:
        return found, unused
    besides = [*_vault_too(house)] if house.session.settings.vault else []
    besides += [*_hosts(house, (HOSTS,), ()), *_devices_too(house)] if house.session.settings.hosts else []
    return [*found, *besides], unused


def _hosts(house: House, sites: Sequence[str], only: Sequence[str]) -> "Sequence[Found]":
    """The hosts that we administer, which no rule hides anything of."""
    from cli.watch.hosts import look

    estate = house.estate()
    return [look(house, estate, planned_scope(estate, sites, only, allow_destroy=False))]


def _devices(house: House, sites: Sequence[str], only: Sequence[str]) -> "Sequence[Found]":
    """Routers and switches, of which no rule hides anything."""
    from cli.watch.devices import look

    estate = house.estate()
    return [look(house, estate, planned_scope(estate, sites, only, allow_destroy=False))]


def _devices_too(house: House) -> "Sequence[Found]":
    """The devices beside the clouds, where the estate has any."""
    return _devices(house, (DEVICES,), ()) if house.estate().devices else ()


def _clouds(
    house: House, sites: Sequence[str], only: Sequence[str], *, record: bool
) -> "tuple[Sequence[Found], Sequence[Data]]":
    """The clouds of sites, and the rules of what is not told that are about nothing."""
    from cli.watch.look import Look

    estate = house.estate()
    look = Look(house, estate, scope_of(estate, sites, only), record)
    found = look.sites()
    return found, _unused(look, found)


def _vault(house: House, sites: Sequence[str], only: Sequence[str]) -> "tuple[Sequence[Found], Sequence[Data]]":
    """How the vault is configured, which no rule hides anything of."""
    from cli.watch.vault import look
    from vault.planning import scope_of as whole

    whole(tuple(sites), only=bool(only), allow_destroy=False)
    return [look(house)], []


def _vault_too(house: House) -> "Sequence[Found]":
    """The vault beside the clouds, for whoever may look at it."""
    from cli.watch.vault import passed_over

    if why := passed_over(house):
        house.session.say(why)
        return []
    return _vault(house, (VAULT,), ())[0]


def _whole(house: House, found: "Found") -> Data:
    if found.document is None:
        return lost(found.reading, house.readings, house.clock.now())
    return fresh(found.reading)


def _news(house: House, found: "Found") -> Data:
    """The same, with what was not there at the last recorded reading; that a site is lost is news once."""
    name, document = found.reading.site, _whole(house, found)
    newest = house.readings.newest(name)
    if found.document is None:
        return {**document, **NOTHING, "told": newest is None or newest.document is not None}
    return {**news(document, house.readings.last(name)), "back_since": house.readings.lost_since(name) or None}


def _unused(look: "Look", found: "Sequence[Found]") -> Sequence[Data]:
    """The rules that are about nothing, as far as that can be known: all that they may be about must have been read."""
    if look.scope.only:
        return []
    read = {one.reading.site for one in found if one.document}
    used = frozenset[object]().union(*(one.used for one in found))
    return [
        rule_of(rule)
        for rule in look.estate.ignores
        if rule not in used
        and {site.name for site in look.estate.sites if fnmatchcase(site.name, rule.match.partition("/")[0])} <= read
    ]


def _last(session: Session, sites: Sequence[str]) -> int:
    """What was last recorded of each site."""
    house = House(session)
    besides = {VAULT: session.settings.vault, HOSTS: session.settings.hosts, DEVICES: session.settings.hosts}
    alone = len({*sites}) == 1 and sites[0] in besides
    names = tuple(sites[:1]) if alone else scope_of(house.estate(), sites, ()).sites
    if not sites:
        names = (*names, *(one for one, there in besides.items() if there and house.readings.newest(one)))
    shown = [remembered(name, house.readings, house.clock.now()) for name in names]
    emit(session, "drift/1", {"sites": shown, "unused_rules": [], "changed_only": False}, lambda: lines(shown))
    return code_of(shown, shown)


def code_of(shown: Sequence[Data], found: Sequence[Data]) -> int:
    """6 where a site is not known as it is now, else 4 where something has drifted."""
    if any(site["state"] in {"stale", "unknown"} for site in shown):
        return Exit.UNREACHABLE
    return Exit.DRIFT if any(site["drift"] for site in found) else Exit.OK
