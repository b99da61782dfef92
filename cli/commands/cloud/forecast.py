"""`zhengyun cloud forecast`: when processors, memory, disk and storage run out, from recorded growth."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

import click

from cli.capacities import WORDS
from cli.numbers import Within
from cli.output import emit, table
from cli.refusal import next_of
from cli.scope import scope_of, site_option
from cli.session import Session, command
from cli.text import _, listed, reason
from cli.wiring import House
from zhengyun.errors import Exit, ZhengyunError
from zhengyun.instant import parse

if TYPE_CHECKING:
    from cloud.capacity.forecast import Forecast
    from records.stocks import StockReading


class Told(NamedTuple):
    """What is foretold of one resource at a site, or why nothing is; `last` is the day of the last reading."""

    site: str
    resource: str
    last: datetime | None
    found: "Forecast | ZhengyunError"


@command(
    "forecast",
    help=_(
        "Say when processors, memory, disk and storage run out, from what `cloud capacity --record` has recorded: a "
        "robust straight line with its bounds, and the error that it had on the last third of the readings. Ends with 3 "
        "where the readings bear no forecast."
    ),
)
@click.option("--months", type=Within(1, 60), default=6, show_default=True, help=_("So far ahead."))
@site_option
def entry(session: Session, months: int, sites: tuple[str, ...]) -> int:
    """Foretell every resource of every site."""
    house = House(session)
    scope = scope_of(house.estate(), sites, ())
    told = [one for site in scope.sites for one in _site(site, house.stocks.readings(site), months)]
    emit(
        session, "forecast/1", {"months": months, "forecasts": list(map(_document, told))}, lambda: _lines(told, months)
    )
    return Exit.REFUSED if any(isinstance(one.found, ZhengyunError) for one in told) else Exit.OK


def _site(site: str, readings: "Sequence[StockReading]", months: int) -> Iterator[Told]:
    from cloud.capacity.forecast import forecast

    last = parse(readings[-1].at) if readings else None
    for name, words in WORDS.items():
        known = [(parse(one.at), one.levels[name]) for one in readings if name in one.levels]
        capacity = known[-1][1].capacity if known else 0
        found: Forecast | ZhengyunError
        try:
            found = forecast(((at, level.used) for at, level in known), capacity, months, listed((site, _(words))))
        except ZhengyunError as refused:
            found = refused
        yield Told(site, name, last, found)


def _document(told: Told) -> Mapping[str, object]:
    head = {"site": told.site, "resource": told.resource}
    if isinstance(told.found, ZhengyunError):
        return {**head, "code": told.found.code.id, "reason": reason(told.found), "next": next_of(told.found)}
    days = ("out", "out_first", "out_last")
    dates = {f"{name}_date": _date(told.last, getattr(told.found, name)) for name in days}
    return {**head, **told.found._asdict(), **dates}


def _date(last: datetime | None, days: int | None) -> str | None:
    return (last + timedelta(days=days)).date().isoformat() if last and days is not None else None


def _lines(told: Sequence[Told], months: int) -> Iterator[str]:
    for site in dict.fromkeys(one.site for one in told):
        those = [one for one in told if one.site == site]
        foretold = [_row(one) for one in those if not isinstance(one.found, ZhengyunError)]
        if foretold:
            yield click.style(site, bold=True)
            head = (
                "",
                _("Used of capacity"),
                _("Growth a month"),
                _("In {months} months").format(months=months),
                _("Runs out"),
                _("Error"),
            )
            yield from table(head, foretold)
        refused = [one.found for one in those if isinstance(one.found, ZhengyunError)]
        yield from (f"{one.code.id} {reason(one)}" for one in refused)
        yield from ("  " + _("next: {next}").format(next=one) for one in dict.fromkeys(map(next_of, refused)))


def _row(told: Told) -> Sequence[object]:
    one = told.found
    assert not isinstance(one, ZhengyunError)  # noqa: S101 - refusals are told by themselves
    growth = f"{one.month:+.0f} ({one.month_least:+.0f} … {one.month_most:+.0f})"
    then = f"{one.then} ({one.then_least} … {one.then_most})"
    error = "?" if one.error is None else f"{one.error:.1%}"
    return (_(WORDS[told.resource]), f"{one.used} / {one.capacity}", growth, then, _out(told), error)


def _out(told: Told) -> str:
    one = told.found
    assert not isinstance(one, ZhengyunError)  # noqa: S101 - refusals are told by themselves
    if one.out is None and one.out_first is None:
        return _("not at this growth")
    likely, first, last = (_date(told.last, days) or _("never") for days in (one.out, one.out_first, one.out_last))
    return f"{likely} ({first} … {last})"
