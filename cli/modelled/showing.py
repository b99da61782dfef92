"""The policy as people see it: zones, conduits, what is forbidden, and who keeps it."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from cli.output import fitted
from cli.text import _

if TYPE_CHECKING:
    from network.model import Model
    from zhengyun.estate import Estate
    from zhengyun.estate.policy import Conduit, Policy, SecurityZone


def document(model: "Model") -> dict[str, Any]:
    """All of it as data."""
    return {"day": model.day.isoformat(), "networks": [_network(model, one) for one in model.estates if one.policy]}


def _network(model: "Model", estate: "Estate") -> dict[str, Any]:
    from network.rules import guards

    policy = _policy(estate)
    managed = [one for one in estate.hosts.segments.values() if one.management]
    return {
        "estate": estate.name,
        "network": estate.network,
        "zones": [_zone(one, policy) for one in policy.zones.values()],
        "conduits": [_conduit(one, one.counts(model.day)) for one in policy.conduits],
        "forbidden": [{"between": [one.one, one.other], "reason": one.reason} for one in policy.forbidden],
        "egress": policy.egress or None,
        "guards": list(guards(estate)),
        "management": [{"segment": one.name, "addresses": one.addresses} for one in managed],
    }


def _policy(estate: "Estate") -> "Policy":
    from zhengyun.estate.policy import Policy

    return estate.policy or Policy()


def _zone(one: "SecurityZone", policy: "Policy") -> dict[str, Any]:
    return {
        "zone": one.name,
        "title": one.title,
        "level": one.level,
        "addresses": list(one.addresses),
        "own": one.own,
        "management": one.management,
        "exchange": one.name in policy.exchange,
        "closed": one.closed,
        "exposed": one.exposed,
    }


def _conduit(one: "Conduit", counts: bool) -> dict[str, Any]:
    return {
        "conduit": one.name,
        "from": one.source,
        "to": one.target,
        "protocol": one.protocol,
        "ports": [list(span) for span in one.ports],
        "owner": one.owner,
        "reason": one.reason,
        "expires": one.expires or None,
        "counts": counts,
    }


def lines(model: "Model") -> Iterator[str]:
    """Network by network."""
    for one in document(model)["networks"]:
        yield click.style(f"{one['estate']} · {_(one['network'])}", bold=True)
        yield from fitted(
            (_("Zone"), _("Title"), _("Level"), _("Is"), _("Addresses")), map(_zone_row, one["zones"]), {3, 4}
        )
        yield ""
        head = (_("Conduit"), _("From"), _("To"), _("For"), _("Owner"), _("Until"))
        yield from fitted(head, map(_conduit_row, one["conduits"]), {3, 4})
        yield ""
        for pair in one["forbidden"]:
            text = _("never: {one} ↔ {other} ({reason})")
            yield text.format(one=pair["between"][0], other=pair["between"][1], reason=pair["reason"])
        yield _("kept by: {guards}").format(guards=", ".join(one["guards"]) or "-")
        managed = ", ".join(f"{each['segment']} ({each['addresses']})" for each in one["management"])
        yield _("management: {segments}").format(segments=managed or "-")
        yield _("the internet: {egress}").format(egress=one["egress"] or _("no way there"))


def _zone_row(one: dict[str, Any]) -> tuple[str, ...]:
    words = {
        "management": _("management"),
        "exchange": _("exchange zone"),
        "closed": _("closed"),
        "exposed": _("exposed"),
    }
    told = [text for word, text in words.items() if one[word]] + ([] if one["own"] else [_("beyond")])
    return one["zone"], one["title"], str(one["level"]), ", ".join(told) or "-", ", ".join(one["addresses"])


def _conduit_row(one: dict[str, Any]) -> tuple[str, ...]:
    spans = ",".join(str(first) if first == last else f"{first}-{last}" for first, last in one["ports"])
    until = one["expires"] or _("stays")
    if not one["counts"]:
        until = click.style(_("{day}, over").format(day=until), fg="red")
    return one["conduit"], one["from"], one["to"], f"{one['protocol']} {spans}".strip(), one["owner"], until
