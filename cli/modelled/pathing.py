"""A path as people see it: host by host, rule by rule, and what stops it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import click

from cli.text import _
from zhengyun.errors import N_, Exit

if TYPE_CHECKING:
    from network.matching import Tried
    from network.paths import Hop, Path

MOST: Final = 6
VERDICTS: Final[Mapping[str, tuple[str, str]]] = {
    "open": ("green", N_("open: the packet arrives, and so does the answer")),
    "refused": ("red", N_("refused")),
    "unreachable": ("yellow", N_("unreachable")),
    "beyond": ("yellow", N_("leaves this network: what comes then its own instance knows, or --beside")),
}
ORIGINS: Final[Mapping[str, str]] = {
    "joined": N_("joined directly"),
    "static": N_("static route"),
    "gateway": N_("gateway"),
    "ospf": "OSPF",
    "bgp": "BGP",
}
PARTS: Final[Mapping[str, str]] = {
    "source": N_("source"),
    "target": N_("target"),
    "protocol": N_("protocol"),
    "port": N_("port"),
}


def exit_of(found: "Path") -> Exit:
    """0 where it is open, 3 where a rule stops it, 6 where nothing leads there or nobody here knows."""
    return {"open": Exit.OK, "refused": Exit.REFUSED}.get(found.verdict, Exit.UNREACHABLE)


def document(found: "Path") -> dict[str, Any]:
    """The path as data."""
    return {
        "packet": found.packet._asdict(),
        "verdict": found.verdict,
        "ways": found.others + 1,
        "hops": [_hop(one) for one in found.hops],
        "back": [_hop(one) for one in found.back],
    }


def _hop(one: "Hop") -> dict[str, Any]:
    route = one.step.route
    return {
        "host": one.step.host,
        "over": one.step.segment or None,
        "route": {"to": str(route.to), "via": route.via or None, "by": route.interface or None, "origin": route.origin}
        if route
        else None,
        "rule": one.rule.name if one.rule else None,
        "place": one.rule.place or None if one.rule else None,
        "tried": [{"rule": each.rule.name, "differs": each.differs} for each in one.tried],
        "why": _(one.why) if one.why else None,
    }


def lines(found: "Path") -> Iterator[str]:
    """The way there, the way of the answer in one line, and how it ends."""
    packet = found.packet
    port = f"/{packet.port}" if packet.port else ""
    yield click.style(f"{packet.source} → {packet.target} {packet.protocol}{port}", bold=True)
    for number, one in enumerate(found.hops, 1):
        yield f"{number:>2}  {_host(one)}"
        yield from (f"      {line}" for line in _asked(one))
    if found.back:
        yield _("answer: {way}").format(way=" → ".join(one.step.host for one in found.back))
        for one in found.back:
            if one.why:
                yield f"      {click.style(f'{one.step.host}: {_(one.why)}', fg='red')}"
    if found.others:
        yield _("{count} more ways are as short").format(count=found.others)
    colour, text = VERDICTS[found.verdict]
    yield click.style(_(text), fg=colour)


def _host(one: "Hop") -> str:
    text, route = one.step.host, one.step.route
    if one.step.segment:
        text = _("{host}, over {segment}").format(host=text, segment=one.step.segment)
    if route:
        by = _("{to} by {via} ({origin})").format(
            to=route.to, via=route.via or route.interface or "-", origin=_(ORIGINS[route.origin])
        )
        text += f"  → {by}"
    return text


def _asked(one: "Hop") -> Iterator[str]:
    """The rule that lets it through, or why none does."""
    if one.rule and not one.why:
        where = f"  ({one.rule.place})" if one.rule.place else ""
        yield click.style(_("rule {rule} lets it through").format(rule=one.rule.name), fg="green") + where
    if one.why:
        yield click.style(_(one.why), fg="red")
        yield from _missed(one.tried)


def _missed(tried: Sequence["Tried"]) -> Iterator[str]:
    """In what the rules differ from the packet, the nearest first."""
    nearest = sorted(tried, key=lambda one: len(one.differs))
    for one in nearest[:MOST]:
        parts = ", ".join(_(PARTS[part]) for part in one.differs)
        where = f"  ({one.rule.place})" if one.rule.place else ""
        yield _("{rule} is not for it: {parts}").format(rule=one.rule.name, parts=parts) + where
    if len(nearest) > MOST:
        yield _("and {count} more").format(count=len(nearest) - MOST)
