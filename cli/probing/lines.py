"""A proof as people read it: its numbers, and every probe that did not come out as it should."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import click

from cli.text import _, listed, worded
from zhengyun.errors import N_, Words

SHOWN: Final = 20
FOUND: Final[Mapping[tuple[str, str], str]] = {
    ("open", "closed"): N_("is open, should be closed"),
    ("closed", "open"): N_("is closed, should be open"),
    ("open", "open"): N_("is open one way alone, should be answered"),
    ("unknown", "closed"): N_("is unknown, should be closed"),
    ("unknown", "open"): N_("is unknown, should be open"),
}
"""By what a probe is and what it should be."""
FAULTS: Final[Mapping[str, str]] = {
    "foreign": N_("{host}, {table} {chain}: a rule permits or rewrites what the policy does not"),
    "missing": N_("{host}, {table} {chain}: a rule of the policy is missing"),
    "order": N_("{host}, {table} {chain}: the rules of the policy stand in another order"),
    "unread": N_("{host}: its rules could not be read"),
}
KINDS: Final[Mapping[str, str]] = {
    "rule": N_("rule"),
    "policy": N_("policy of a chain"),
    "route": N_("route"),
    "setting": N_("setting"),
    "isolation": N_("isolation of a port"),
}


def lines(proof: Mapping[str, Any]) -> Iterator[str]:
    """All of it, in the reader's language."""
    yield from _wrong(proof)
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
        yield _(
            "{host} decided on {decided} packets, and its rules have counted {counted}; of {passed} that passed they permitted {permitted}"
        ).format(**one)
    yield _("rules of hosts: {compared} hosts held against the policy, {wrong} faults").format(
        compared=proof["rules"]["compared"], wrong=len(proof["rules"]["wrong"])
    )
    for one in proof["rules"]["wrong"][:SHOWN]:
        yield click.style(_(FAULTS[one["what"]]).format(**one), fg="red")
        if one["rule"]:
            yield f"  {one['rule']}"
    yield from _scope(proof["scope"])
    if proof["mutation"]:
        yield from _mutation(proof["mutation"])
    words = {"from": proof["began"], "to": proof["ended"], "digest": proof["digest"]}
    yield _("window from {from} to {to}; {digest}").format(**words)
    if proof["passed"]:
        yield click.style(
            _("the networks are kept apart as declared; valid until {until}").format(until=proof["valid_until"]),
            fg="green",
        )
    elif proof["as_declared"]:
        from network.probing.scope import LACKS

        lacks = listed([_(LACKS[one]) for one in proof["scope"]["partial"] if one in LACKS])
        text = _(
            "partial: what was tried came out as declared, and that is no proof of the whole ({lacks}); it is not certified"
        )
        yield click.style(text.format(lacks=lacks), fg="yellow")
    else:
        yield click.style(_("this is no proof that the networks are kept apart as declared"), fg="red")


def _scope(told: Mapping[str, Any]) -> Iterator[str]:
    """What was asked, and what was left out."""
    for network, one in told["networks"].items():
        yield _("{network}: {hosts} hosts, {legs} legs").format(network=network, hosts=one["hosts"], legs=one["legs"])
        if one["left_out"]:
            yield click.style(left_out(network, one["left_out"]), fg="yellow")
    if told["absent"]:
        yield click.style(_("takes no part: {networks}").format(networks=listed(told["absent"])), fg="yellow")
    yield tried(told)


def tried(told: Mapping[str, Any]) -> str:
    """In one line by which protocols, families and day, and whether by every pair."""
    pairs = _("one pair of hosts for each way") if told["pairs"] == "few" else _("every pair of hosts")
    protocols = " ".join(one.upper() for one in told["protocols"])
    families = " ".join(f"IPv{one}" for one in told["families"])
    return _("{pairs}; {protocols}; {families}; policy of {day}").format(
        pairs=pairs, protocols=protocols, families=families, day=told["day"]
    )


def left_out(network: str, hosts: Sequence[str]) -> str:
    """That the plan does not have these hosts of a network."""
    more = f" +{len(hosts) - SHOWN}" if len(hosts) > SHOWN else ""
    return _("{network}: the plan leaves out {count} hosts, whole or legs of them: {hosts}").format(
        network=network, count=len(hosts), hosts=", ".join(hosts[:SHOWN]) + more
    )


def packet(row: Mapping[str, Any]) -> str:
    """What was sent: its protocol, and the port where there is one."""
    return f"{row['protocol']}/{row['port']}" if row["port"] else str(row["protocol"])


def why(said: str) -> str:
    """A reason of a proof, which has it in English, in the reader's language; one that this version does not know as it stands there."""
    from network.probing.verdict import REASONS

    for text in REASONS:
        pattern = re.sub(r"\\{(\w+)\\}", r"(?P<\1>.+)", re.escape(text))
        if found := re.fullmatch(pattern, said):
            return worded(Words(text, found.groupdict()))
    return said


def _wrong(proof: Mapping[str, Any]) -> Iterator[str]:
    """A line for each probe, and below it why: both can be read at any width."""
    for one in proof["wrong"][:SHOWN]:
        yield _("{source} {from} → {target} {to} {packet}: {found}").format(
            **{"source": one["source"]["host"], "from": one["source"]["address"], "packet": packet(one)},
            target=one["target"]["host"],
            to=one["target"]["address"],
            found=_(FOUND[one["verdict"], one["expected"]]),
        )
        yield "  " + why(one["why"])
    if len(proof["wrong"]) > SHOWN:
        yield _("and {count} more; -o json names them").format(count=len(proof["wrong"]) - SHOWN)


def _mutation(told: Mapping[str, Any]) -> Iterator[str]:
    yield _("guards taken away: {tried} · missed: {caught}").format(tried=told["tried"], caught=told["caught"])
    for one in told["survivors"]:
        text = _("nobody missed: {host}, {kind} {name}")
        yield click.style(text.format(host=one["host"], kind=_(KINDS[one["kind"]]), name=one["name"]), fg="red")
