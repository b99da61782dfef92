"""`zhengyun clock plan`: what chrony is told on each host."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from cli.clocks import time_of
from cli.output import emit
from cli.session import Session, command
from cli.text import _, worded
from cli.wiring import House
from zhengyun.errors import ZhengyunError

if TYPE_CHECKING:
    from zhengyun.estate.hosts import Rendered


@command(
    "plan",
    help=_(
        "Show who asks whom, and the configuration that hosts are to have. It is laid by `zhengyun plan --site hosts` and the road of a change."
    ),
)
@click.argument("hosts", nargs=-1, metavar="[HOST]...")
def entry(session: Session, hosts: Sequence[str]) -> None:
    """Render, touch nothing."""
    from clock import codes
    from clock.advice import advice

    house = House(session)
    estate = house.estate()
    time = time_of(estate)
    found = {one.host: one for one in house.rendered(estate) if one.role in {"time_server", "time_client"}}
    for name in hosts:
        if name not in found:
            raise ZhengyunError(codes.NO_SUCH_HOST, host=name, legal=", ".join(found) or "-")
    rows = [
        {
            "host": one.host,
            "role": one.role,
            "stratum": time.stratum(one.host) if one.role == "time_server" else None,
            "asks": _asks(one.host, estate, one.role),
            "nts": _certified(one, estate),
            "lines": one.vars[f"{one.role}_lines"],
        }
        for one in found.values()
        if not hosts or one.host in hosts
    ]
    lacks = [worded(one) for one in advice(time, estate.hosts)]
    emit(session, "clock-plan/1", {"hosts": rows, "advice": lacks}, lambda: _lines(rows, lacks, whole=bool(hosts)))


def _certified(one: "Rendered", estate: Any) -> Mapping[str, Any] | None:
    """By which profile a server authenticates, for which addresses, and whether it has a certificate that counts."""
    from zhengyun.estate.time import SERVER, asked_at

    if one.role != SERVER or not estate.time.nts:
        return None
    return {
        "profile": estate.time.nts,
        "addresses": asked_at(one.host, estate.time, estate.hosts),
        "certified": bool(one.vars["time_server_certificate"]),
    }


def _asks(host: str, estate: Any, role: str) -> tuple[str, ...]:
    if role == "time_server":
        return tuple(estate.time.servers[host].sources)
    return tuple(estate.time.asks(estate.hosts.hosts[host], estate.hosts))


def _lines(rows: Sequence[Mapping[str, Any]], lacks: Sequence[str], *, whole: bool) -> Iterator[str]:
    for one in rows:
        stratum = _("stratum {stratum}").format(stratum=one["stratum"]) if one["stratum"] else _("client")
        yield _("{host}: {stratum}, asks {servers}").format(
            host=one["host"], stratum=stratum, servers=", ".join(one["asks"]) or "-"
        )
        if one["nts"]:
            yield f"    {_authenticates(one['nts'])}"
        if whole:
            yield from (f"    {line}" for line in one["lines"])
    yield from lacks


def _authenticates(told: Mapping[str, Any]) -> str:
    text = (
        _("certified by {profile} for {addresses}")
        if told["certified"]
        else _("to be certified by {profile} for {addresses}")
    )
    return text.format(profile=told["profile"], addresses=", ".join(told["addresses"]) or "-")
