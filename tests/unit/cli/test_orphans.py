"""What nobody answers for, as people read it: what it is, why, and the next command."""

import click

from cli.commands.cloud.orphans import WORDS, _lines
from cloud.orphans import Orphan, Why


def told(*orphans: Orphan) -> list[str]:
    return [click.unstyle(line) for line in _lines({"primary": orphans, "dr": ()})]


def test_every_reason_has_its_words() -> None:
    assert set(WORDS) == set(Why)


def test_each_is_told_with_its_identifier_and_the_next_command() -> None:
    port = Orphan(Why.STRAY, "port", "left", "1", "finance", "openstack port delete 1")
    network = Orphan(Why.HALF, "network", "finance/office", "2", "finance", "zhengyun plan --only finance/office")
    assert told(port, network) == [
        "primary/port/finance/left bears our mark where it cannot be ours, or belongs to a server that is gone",
        "      1",
        "      next: openstack port delete 1",
        "primary/network/finance/office was not made to its end",
        "      2",
        "      next: zhengyun plan --only finance/office",
        "orphans: 2",
    ]


def test_none_is_said_in_words() -> None:
    assert told() == ["No orphans."]
