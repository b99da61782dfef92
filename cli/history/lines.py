"""The history of things as people read it."""

from collections.abc import Iterator, Sequence
from typing import Final

import click

from cli.history.document import Data
from cli.planned import shown
from cli.text import _
from cli.watch.lines import by as deeds_of
from zhengyun.errors import N_
from zhengyun.interval import FIRST, OUTSIDE
from zhengyun.resource import Value

BY: Final = {
    FIRST: N_("it was so already at the first reading"),
    OUTSIDE: N_("outside the tool, between {after} and {at}"),
}
UNKNOWN: Final = N_("{site}: no reading is recorded; see zhengyun drift --record")
STALE: Final = N_("{site} is STALE: it could not be read since {lost_since}; what lasts was last seen at {last}")
RECORDED: Final = N_("{site}: readings kept: {readings}, the first of {first}, the last of {last}")
THEN: Final = N_("{site}: as of {at}, by the reading of {last_by_then}")
NOT_THEN: Final = N_("{site}: nothing is known of {at}: the first reading is of {first}")


def history(sites: Sequence[Data], things: Sequence[Data], since: str) -> Iterator[str]:
    """Each thing with every step of its history since then."""
    for site in sites:
        yield _state(site)
    for thing in things:
        steps = [step for one in thing["intervals"] for step in _steps(one, since)]
        if steps:
            yield click.style(thing["address"], bold=True)
            yield from steps


def register(sites: Sequence[Data], things: Sequence[Data], at: str) -> Iterator[str]:
    """What was there at an instant, each thing with what has become of it since."""
    for site in sites:
        yield _then(site, at)
    there = [one for one in things if one["there"]]
    for one in there:
        yield click.style(one["address"], bold=True) + "  " + _("so since {since}").format(since=one["since"])
        yield from ("      " + _difference(each) for each in one["differences"])
    later = [one for one in things if not one["there"]]
    for one in later:
        yield click.style(one["address"], bold=True) + "  " + _("was not there")
        yield from ("      " + _difference(each) for each in one["differences"])
    text = _("there then: {there}; of these not the same now: {changed}; new since: {later}")
    changed = sum(bool(one["differences"]) for one in there)
    yield text.format(there=len(there), changed=changed, later=len(later))


def _state(site: Data) -> str:
    if site["state"] == "unknown":
        return click.style(_(UNKNOWN).format(**site), fg="red", bold=True)
    if site["state"] == "stale":
        return click.style(_(STALE).format(**site), fg="red", bold=True)
    return click.style(_(RECORDED).format(**site), fg="cyan")


def _then(site: Data, at: str) -> str:
    if site["state"] == "unknown":
        return _state(site)
    if not site["last_by_then"]:
        return click.style(_(NOT_THEN).format(at=at, **site), fg="red", bold=True)
    then = click.style(_(THEN).format(at=at, **site), fg="cyan")
    return f"{then}\n{_state(site)}" if site["state"] == "stale" else then


def _steps(interval: Data, since: str) -> Iterator[str]:
    if interval["since"] >= since:
        yield from _cause(interval["begun"], interval["since"], _("is there"))
    if interval["ended"] and interval["until"] >= since:
        yield from _cause(interval["ended"], interval["until"], _("is gone"))


def _cause(cause: Data, at: str, itself: str) -> Iterator[str]:
    for one in cause["differences"]:
        what = _change(one["attribute"], one["before"], one["after"]) if one["attribute"] else itself
        yield f"  {at}  {what}: " + _why(one["by"], cause["after"], at)
    if cause["deeds"]:
        yield from deeds_of(cause["deeds"], evidence=True)


def _difference(one: Data) -> str:
    if one["attribute"]:
        what = _change(one["attribute"], one["then"], one["now"])
    else:
        what = _("is there now") if one["now"] else _("is gone")
    by = _("outside the tool") if one["by"] == OUTSIDE else _("by {request}").format(request=one["by"])
    return _("{what}: {by}, seen at {at}").format(what=what, by=by, at=one["at"] or "?")


def _change(attribute: str, before: Value, after: Value) -> str:
    if any(isinstance(one, str) and "\n" in one for one in (before, after)):
        was, now = (str(one or "").splitlines() for one in (before, after))
        gone, new = len([one for one in was if one not in now]), len([one for one in now if one not in was])
        return _("{attribute}: lines that went: {gone}, that came: {new}").format(
            attribute=attribute, gone=gone, new=new
        )
    return f"{attribute}: {shown(before)} → {shown(after)}"


def _why(by: str, after: str | None, at: str) -> str:
    if by not in BY:
        return _("by {request}").format(request=by)
    return _(BY[by]).format(after=after or "?", at=at)
