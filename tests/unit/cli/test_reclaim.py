"""What could be given back, as people read it: others' names, however long, leave the rest of a line where it is."""

import click

from cli.commands.cloud.reclaim import _lines
from cli.wide import width
from cloud.capacity.reclaim import Candidate, Size, Why
from zhengyun.estate import Estate

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
