"""A plan of hosts as people read it: each change once, with all hosts that it is for."""

from collections.abc import Mapping

import click

from cli.host_things import lines
from zhengyun.action import Action
from zhengyun.diff import Change, Verb
from zhengyun.estate.hosts import SITE
from zhengyun.resource import Address, Value

RIGHTS: Mapping[str, str] = {"mode": "0644", "owner": "root", "group": "root"}


def action(
    host: str, rest: str, before: str, after: str, *, kind: str = "host-file", **more: str | list[Value]
) -> Action:
    verb = Verb.UPDATE if before else Verb.CREATE
    changes = [Change("sha256", before or None, after)] if after else []
    changes += [Change(name, None, value) for name, value in more.items()]
    address = Address(SITE, kind, f"hosts/{host}/time_client/{rest}".rstrip("/"))
    return Action(str(address), "hosts", verb, address, "", {}, tuple(changes))


def told(*actions: Action) -> list[str]:
    return [click.unstyle(one) for one in lines(actions, lambda verb: {"create": "+", "update": "~"}[verb])]


def test_the_same_change_stands_there_once_with_all_its_hosts() -> None:
    first, *rest = (action(host, "etc/chrony/chrony.conf", "a" * 64, "b" * 64) for host in ("h2", "h1", "h3"))
    assert told(first, *rest) == [
        "  time_client",
        "    ~ /etc/chrony/chrony.conf  aaaaaaaaaaaa → bbbbbbbbbbbb",
        "        hosts (3): h1, h2, h3",
    ]


def test_texts_that_differ_are_told_apart_by_their_digests() -> None:
    pairs = (("h1", "a"), ("h2", "c"), ("h3", "a"))
    found = told(*(action(host, "etc/one", "", letter * 64, **RIGHTS) for host, letter in pairs))
    assert found[1:] == ["    + /etc/one", "        aaaaaaaaaaaa: h1, h3", "        cccccccccccc: h2"]


def test_rights_that_are_not_the_usual_and_secrets_are_told() -> None:
    found = told(action("h1", "etc/one", "", "a" * 64, mode="0600", owner="root", secrets=["snmp/auth"]))
    assert found[1] == "    + /etc/one  aaaaaaaaaaaa · mode 0600 · secrets snmp/auth"


def test_files_come_before_what_is_done_with_them_and_blind_things_say_so() -> None:
    step, file = action("h1", "Have it read", "", "", kind="host-step"), action("h1", "etc/one", "", "a" * 64)
    blind = action("h1", "", "", "", kind="host-blind")
    found = told(step, blind, file)
    assert found[1].endswith("/etc/one  aaaaaaaaaaaa")
    assert [one.strip() for one in found if "BLIND" in one] == ["BLIND: nobody can say beforehand what this does"]
    assert any("all of the role" in one for one in found)
    assert "    + Have it read" in found
