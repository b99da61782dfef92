"""A site's stock as people read it and as scripts do."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

import click

from cli.output import table
from cli.text import _, listed
from zhengyun.errors import N_

if TYPE_CHECKING:
    from cloud.capacity.stock import Amount, Host, Pool, Stock, Taker

WORDS: Final = {
    "vcpus": N_("processors"),
    "ram_mib": N_("memory (MiB)"),
    "disk_gib": N_("disk (GiB)"),
    "storage_gib": N_("storage (GiB)"),
}
Row = Sequence[object]


def document(stock: "Stock") -> Mapping[str, object]:
    """One site as data."""
    from cloud.capacity.stock import RESOURCES, STORAGE

    return {
        "site": stock.site,
        "resources": {name: _amount(stock.amount(name)) for name in RESOURCES} | {STORAGE: _amount(stock.storage())},
        "aggregates": {
            name: {one: _amount(stock.amount(one, hosts)) for one in RESOURCES}
            | {"hosts": [host.name for host in hosts]}
            for name, hosts in stock.groups().items()
        },
        "hosts": [_host(host) for host in stock.hosts],
        "pools": [_pool(pool) for pool in stock.pools],
        "tenants": [one._asdict() for one in stock.takers],
    }


def _amount(amount: "Amount") -> Mapping[str, object]:
    return {**amount._asdict(), "overcommit": round(amount.committed, 3)}


def _host(host: "Host") -> Mapping[str, object]:
    held = {name: {**one._asdict(), "capacity": one.capacity, "free": one.free} for name, one in host.holdings.items()}
    return {**host._asdict(), "usable": host.usable, "holdings": held}


def _pool(pool: "Pool") -> Mapping[str, object]:
    space = {**pool.space._asdict(), "capacity": pool.space.capacity} if pool.space else None
    return {**pool._asdict(), "space": space, "free": pool.room if pool.space else None}


def lines(stock: "Stock") -> Iterator[str]:
    """One site in some tables."""
    from cloud.capacity.stock import RESOURCES, STORAGE

    usable = sum(host.usable for host in stock.hosts)
    told = _("{site}: hosts in use: {usable} of {hosts}").format(site=stock.site, usable=usable, hosts=len(stock.hosts))
    yield click.style(told, bold=True)
    head = ("", _("Physical"), _("Reserved"), _("Capacity"), _("Used"), _("Free"), _("Overcommitted"))
    whole = [_resource(_(WORDS[name]), stock.amount(name)) for name in RESOURCES]
    yield from table(head, [*whole, _resource(_(WORDS[STORAGE]), stock.storage())])
    columns = [_(WORDS[name]) for name in RESOURCES]
    yield ""
    yield _("used of capacity, and free:")
    groups = [
        ("= " + name, _("hosts: {count}").format(count=len(hosts)), hosts) for name, hosts in stock.groups().items()
    ]
    rows = [(name, what, *_cells(stock, hosts)) for name, what, hosts in groups]
    rows += [(host.name, _state(host), *_cells(stock, (host,))) for host in stock.hosts]
    yield from table((_("Aggregate, host"), _("State"), *columns), rows)
    yield from _storage(stock.pools)
    yield from _tenants(stock.takers)
    yield ""


def _resource(name: str, amount: "Amount") -> Row:
    physical = amount.total - amount.reserved
    ratio = f" (×{amount.capacity / physical:.1f})" if physical > 0 and amount.capacity != physical else ""
    capacity = f"{amount.capacity}{ratio}"
    return (name, amount.total, amount.reserved, capacity, amount.used, amount.free, f"×{amount.committed:.2f}")


def _cells(stock: "Stock", hosts: "Sequence[Host]") -> Iterator[str]:
    from cloud.capacity.stock import RESOURCES

    for name in RESOURCES:
        amount = stock.amount(name, hosts)
        yield f"{amount.used} / {amount.capacity}   {amount.free}"


def _state(host: "Host") -> str:
    """Whether Nova places anything there, and if not, why."""
    words = [] if host.up else [_("down")]
    words += [] if host.enabled else [_("disabled")]
    return click.style(listed(words), fg="red") if words else host.zone


def _storage(pools: "Sequence[Pool]") -> Iterator[str]:
    if pools:
        yield ""
        head = (_("Pool"), _("Types"), _("Physical"), _("Really free"), _("Promised"), _("May be promised"), _("Free"))
        yield from table(head, map(_pool_row, pools))


def _pool_row(pool: "Pool") -> Row:
    types = listed(pool.types) or "-"
    if pool.space is None:
        return (pool.name, types, "?", "?", "?", "?", _("unbounded"))
    ratio = f" (×{pool.space.ratio:.1f})" if pool.space.ratio != 1 else ""
    free = pool.room if pool.up else click.style(_("down"), fg="red")
    return (pool.name, types, pool.space.total, pool.real_free, pool.space.used, f"{pool.space.capacity}{ratio}", free)


def _tenants(takers: "Sequence[Taker]") -> Iterator[str]:
    from cloud.capacity.stock import RESOURCES, STORAGE

    if takers:
        yield ""
        names = ("servers", *RESOURCES, "volumes", STORAGE)
        head = (_("Tenant"), _("servers"), *(_(WORDS[name]) for name in RESOURCES), _("volumes"), _(WORDS[STORAGE]))
        rows = [(_whose(one), *(one.takes.get(name, 0) for name in names)) for one in takers]
        yield from table(head, rows)


def _whose(taker: "Taker") -> str:
    return taker.name if taker.ours else _("{project} (not ours)").format(project=taker.name)
