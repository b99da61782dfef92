"""What could be given back, as people read it: others' names, however long, leave the rest of a line where it is."""

import click

from cli.commands.cloud.reclaim import _lines
from cli.wide import width
from cloud.capacity.reclaim import Candidate, Size, Why
from zhengyun.estate import Estate, Prices

ESTATE = Estate("demo", "demo", "external", ())
LONG = Candidate(
    Why.IDLE, "server", "id-1", "旧的测试服务器" * 30, "finance", "p", "SHUTOFF", "", 40, Size(2, 2048, 20)
)
SHORT = Candidate(Why.UNUSED, "floating", "id-2", "203.0.113.7", "finance", "p", "", "", None, Size(addresses=1))


def test_a_long_name_is_cut_and_columns_stand_below_each_other() -> None:
    _, head, *rows, _last = (click.unstyle(line) for line in _lines({"primary": [LONG, SHORT]}, {}, ESTATE))
    starts = {width(row[: row.index("id-")]) for row in rows} | {width(head[: head.index("ID")])}
    assert len(starts) == 1
    assert max(map(width, rows)) < 140
    assert "Kind" in head


def test_each_is_told_with_its_owner_and_what_it_costs_and_each_owner_with_what_he_would_save() -> None:
    prices = Prices(vcpu=30.0, ram_gib=10.0, storage_gib=0.5, floating=20.0, currency="CNY")
    priced = Estate("demo", "demo", "external", (), prices=prices)
    others = SHORT._replace(tenant="site", project="0123456789abcdef0123456789abcdef", id="id-3")
    lines = [click.unstyle(line) for line in _lines({"primary": [LONG, SHORT, others]}, {}, priced)]
    (server,), (address,), (strange,) = ([line for line in lines if one in line] for one in ("id-1", "id-2", "id-3"))
    assert server.startswith("finance")
    assert " 90.00 CNY " in server, "two processors, two GiB of memory and twenty of disk"
    assert " 20.00 CNY " in address
    assert strange.startswith("0123456789ab "), "of no tenant of ours: whose project it is"
    assert lines[-3:-1] == [
        "0123456789abcdef0123456789abcdef would save 20.00 CNY a month",
        "finance would save 110.00 CNY a month",
    ]
    assert lines[-1].startswith("nothing goes without a change")
