"""Drift as people read it."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

import click

from cli import vault_things
from cli.planned import changed
from cli.text import _, listed
from cli.watch.document import Data
from zhengyun.diff import Change
from zhengyun.errors import N_
from zhengyun.estate.devices import SITE as DEVICES
from zhengyun.estate.vault import SITE as VAULT
from zhengyun.instant import lasting as told

WORDS: Final = {
    "gone": N_("is gone"),
    "strange": N_("is there, but declared nowhere"),
    "broken": N_("is broken: {fault}"),
    "changed": N_("is not as declared"),
}
# How a deed was found for a thing that no event names.
MATCHED: Final = {
    "time": N_(" (nobody else's creation fits by project and time)"),
    "candidate": N_(" (one of several whose creation fits by project and time: which of them is not known)"),
}
NEVER: Final = N_("{site} could not be read ({problem}), and no reading of it has been recorded: nothing is known")
STALE: Final = N_("{site} is STALE: it could not be read ({problem}). What follows was read {age} ago, at {at}")
RECORDED: Final = N_("{site}: read {age} ago, at {at}")
UNSEEN: Final = N_("{site}: no reading has been recorded; see zhengyun drift --record")


def lines(sites: Sequence[Data], unused: Sequence[Data] = (), *, only_news: bool = False) -> Iterator[str]:
    """All sites, each with its age where it was not read just now; then the rules and the sum."""
    for site in sites:
        yield from _site(site, only_news=only_news)
    for rule in unused:
        text = _("{place}: the rule about {match} ({attribute}) matches nothing")
        yield click.style(text.format(**rule), fg="yellow")
    count = sum(len(site["drift"]) for site in sites)
    if only_news:
        if count:
            yield _("newly drifted: {count}").format(count=count)
        return
    unread = [str(site["site"]) for site in sites if site["state"] in {"stale", "unknown"}]
    if count or not unread:
        yield _("drifted: {count}").format(count=count) if count else _("No drift.")
    if unread:
        yield click.style(_("not read: {sites}").format(sites=listed(unread)), fg="red")


def _site(site: Data, *, only_news: bool) -> Iterator[str]:
    yield from _heading(site)
    for one in site["drift"]:
        yield from _drifted(one, evidence=site["evidence"])
    for one in site["foreign"]:
        yield from _stranger(site, one)
    yield from _ignored(site)
    if site["pending"] and not only_news:
        yield _("{site}: declared and not yet applied: {count}; see zhengyun plan").format(
            site=site["site"], count=site["pending"]
        )


def _heading(site: Data) -> Iterator[str]:
    if site["state"] == "read":
        if site.get("back_since"):
            yield _("{site} is read again; it was lost since {at}").format(site=site["site"], at=site["back_since"])
        return
    if not site.get("told", True):
        return
    problem, colour = site["problem"], "red"
    if site["state"] == "unknown":
        text = _(NEVER) if problem else _(UNSEEN)
    else:
        text, colour = (_(STALE), "red") if site["state"] == "stale" else (_(RECORDED), "cyan")
    said = problem["code"] if problem else ""
    age = told(site["age_seconds"]) if site["age_seconds"] is not None else ""
    yield click.style(text.format(site=site["site"], problem=said, age=age, at=site["at"]), fg=colour, bold=True)
    if problem:
        yield "      " + str(problem["reason"])


def _drifted(one: Data, *, evidence: bool) -> Iterator[str]:
    what = _(WORDS[one["state"]]).format(fault=one["fault"])
    yield f"{click.style(one['address'], bold=True)} {what}"
    if one["state"] == "changed":
        # The other way round than in a plan: here it is told what has become of what was declared.
        changes = [Change(change["attribute"], change["after"], change["before"]) for change in one["changes"]]
        if one["address"].startswith((f"{VAULT}/", f"{DEVICES}/")):
            yield from (f"      {line}" for line in vault_things.changed(changes))
        else:
            yield from ("      " + changed(change) for change in changes)
    yield from by(one["by"], evidence=evidence)
    yield from _expired(one["expired"])


def _stranger(site: Data, one: Data) -> Iterator[str]:
    address = f"{site['site']}/{one['kind']}/{one['tenant']}/{one['name'] or one['id']}"
    what = _("is there, and is not ours")
    yield f"{click.style(address, bold=True)} {what}"
    yield from by(one["by"], evidence=site["evidence"])
    yield from _expired(one["expired"])


def by(deeds: Sequence[Data], *, evidence: bool) -> Iterator[str]:
    """Who did it, as far as is recorded."""
    for deed in deeds:
        text = _("{actor} at {at} from {origin}: {what}")
        claim = _(" (claims to derive from {request}, which nothing bears out)") if deed.get("doubtful") else ""
        told_ = text.format(**{**deed, "origin": deed["origin"] or "?"})
        how = MATCHED.get(deed.get("matched") or "", "")
        yield "      " + told_ + claim.format(request=deed.get("derived_from")) + (_(how) if how else "")
    if not deeds:
        yield "      " + (_("by nobody that the services recorded") if evidence else _("by whom is not known here"))


def _expired(rules: Sequence[Data]) -> Iterator[str]:
    for rule in rules:
        text = _("a rule that expired on {until} no longer hides this: {reason} ({place})")
        yield "      " + click.style(text.format(**rule), fg="yellow")


def _ignored(site: Data) -> Iterator[str]:
    counted = Counter(str(one["rule"]["place"]) for one in site["ignored"])
    rules = {str(one["rule"]["place"]): one["rule"] for one in site["ignored"]}
    for place, count in counted.items():
        text = _("{site}: not told by {place}: {count} (until {until}, by {by}: {reason})")
        yield click.style(text.format(site=site["site"], count=count, **rules[place]), dim=True)
