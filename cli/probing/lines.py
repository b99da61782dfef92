"""A proof as people read it: its numbers, and every probe that did not come out as it should."""

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

import click

from cli.text import _, worded
from zhengyun.errors import N_

if TYPE_CHECKING:
    from network.probing.verdict import Judged

SHOWN: Final = 20
VERDICTS: Final[Mapping[str, str]] = {
    "open": N_("open"),
    "closed": N_("closed"),
    "unknown": N_("unknown"),
}
KINDS: Final[Mapping[str, str]] = {
    "rule": N_("rule"),
    "policy": N_("policy of a chain"),
    "route": N_("route"),
    "setting": N_("setting"),
    "isolation": N_("isolation of a port"),
}


def lines(proof: Mapping[str, Any], judged: Iterable["Judged"] = ()) -> Iterator[str]:
    """All of it. In the document reasons are English; where what was judged is at hand, they are told in the reader's language."""
    yield from _wrong(proof, {str(one.why): worded(one.why) for one in judged if not one.right})
    allowed, forbidden = proof["allowed"], proof["forbidden"]
    yield _("allowed: {open} of {tried} open · forbidden: {leaked} of {shut} open · unknown: {unknown}").format(
        open=allowed["open"],
        tried=allowed["tried"],
        leaked=forbidden["open"],
        shut=forbidden["tried"],
        unknown=proof["unknown"],
    )
    yield _("controls: {failed} of {count} failed · counters of firewalls: {short} of {compared} short").format(
        failed=proof["controls_failed"],
        count=proof["controls"],
        short=len(proof["counters"]["short"]),
        compared=proof["counters"]["compared"],
    )
    for one in proof["counters"]["short"]:
        yield _("{host} decided on {decided} packets, and its rules have counted {counted}").format(**one)
    if proof["mutation"]:
        yield from _mutation(proof["mutation"])
    words = {"from": proof["began"], "to": proof["ended"], "digest": proof["digest"]}
    yield _("window from {from} to {to}; {digest}").format(**words)
    if proof["passed"]:
        yield click.style(
            _("the networks are kept apart as declared; valid until {until}").format(until=proof["valid_until"]),
            fg="green",
        )
    else:
        yield click.style(_("this is no proof that the networks are kept apart as declared"), fg="red")


def _wrong(proof: Mapping[str, Any], whys: Mapping[str, str]) -> Iterator[str]:
    """A line for each probe, and below it why: both can be read at any width."""
    for one in proof["wrong"][:SHOWN]:
        packet = f"{one['protocol']}/{one['port']}" if one["port"] else one["protocol"]
        yield _("{source} {from} → {target} {to} {packet}: is {is}, should be {should}").format(
            **{"source": one["source"]["host"], "from": one["source"]["address"], "packet": packet},
            target=one["target"]["host"],
            to=one["target"]["address"],
            **{"is": _(VERDICTS[one["verdict"]]), "should": _(VERDICTS[one["expected"]])},
        )
        yield "  " + whys.get(one["why"], one["why"])
    if len(proof["wrong"]) > SHOWN:
        yield _("and {count} more; -o json names them").format(count=len(proof["wrong"]) - SHOWN)


def _mutation(told: Mapping[str, Any]) -> Iterator[str]:
    yield _("guards taken away: {tried} · missed: {caught}").format(tried=told["tried"], caught=told["caught"])
    for one in told["survivors"]:
        text = _("nobody missed: {host}, {kind} {name}")
        yield click.style(text.format(host=one["host"], kind=_(KINDS[one["kind"]]), name=one["name"]), fg="red")
