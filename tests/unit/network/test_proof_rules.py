"""What stands in a kernel against what was rendered: whatever permits or rewrites more is named, and so is a rule of ours that is missing.

`rules/wall.nft` is what was rendered, `rules/wall.json` what nft 1.0.6 tells after a kernel has taken it.
"""

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from network.probing import halves, standing
from network.probing.bearing import besides, faults
from network.probing.certificate import outcome
from network.probing.choosing import ports
from network.probing.halves import Reading
from network.probing.ruleset import rendered
from network.probing.ruleset import standing as told
from network.probing.standing import Fault, held
from network.rendering.nftables import ruleset
from tests.probed import INTERNAL, but, plan, right
from tests.unit.network.test_nftables import DAY, wharf

FOLDER: Final = Path(__file__).with_name("rules")
TEXT: Final = (FOLDER / "wall.nft").read_text("utf-8")
LISTING: Final[list[dict[str, Any]]] = json.loads((FOLDER / "wall.json").read_text("utf-8"))
RULES: Final = [place for place, one in enumerate(LISTING) if "rule" in one]
TCP_3389: Final = {"match": {"op": "==", "left": {"payload": {"protocol": "tcp", "field": "dport"}}, "right": 3389}}
ACCEPT: Final = {"accept": None}


def rule(*expressions: object, table: str = "inet zhengyun", chain: str = "passing") -> dict[str, Any]:
    """A rule that somebody has inserted by hand, as nft tells it."""
    family, name = table.split()
    return {"rule": {"family": family, "table": name, "chain": chain, "handle": 99, "expr": list(expressions)}}


def match(protocol: str, field: str, right: object, operator: str = "==") -> dict[str, Any]:
    return {"match": {"op": operator, "left": {"payload": {"protocol": protocol, "field": field}}, "right": right}}


def changed(change: Callable[[list[dict[str, Any]]], object]) -> list[dict[str, Any]]:
    listing = copy.deepcopy(LISTING)
    change(listing)
    return listing


def test_what_a_kernel_tells_of_what_was_rendered_is_the_same_word_for_word() -> None:
    assert [(one.place, one.text) for one in rendered(TEXT) if not one.base] == [
        (one.place, one.text) for one in told(LISTING) if not one.base
    ]
    assert held(TEXT, LISTING) == ()


def test_every_rule_that_is_rendered_has_its_place_and_each_its_own_words() -> None:
    for host in ("wall", "pier", "swapper", "desk", "tower"):
        every = [*rendered(ruleset(wharf(), host, DAY))]
        assert len({(one.place, one.text) for one in every}) == len(every)
        assert sum(not one.base for one in every) == ruleset(wharf(), host, DAY).count('comment "zy:')


@pytest.mark.slow
@pytest.mark.parametrize(
    ("strange", "text", "named"),
    [
        (rule(TCP_3389, ACCEPT), "tcp dport 3389 accept", (("tcp", 3389),)),
        (rule({"match": {"op": "==", "left": {"meta": {"key": "l4proto"}}, "right": "gre"}}, ACCEPT), "meta l4proto gre accept", ()),
        (rule(match("tcp", "sport", 53), ACCEPT), "tcp sport 53 accept", ()),
        (rule(match("ip6", "nexthdr", "tcp"), match("tcp", "dport", 445), ACCEPT), "ip6 nexthdr tcp tcp dport 445 accept", (("tcp", 445),)),
        (rule(match("ip", "saddr", "198.51.100.77"), ACCEPT), "ip saddr 198.51.100.77 accept", ()),
        (rule(match("tcp", "dport", 8080), ACCEPT, chain="arriving"), "tcp dport 8080 accept", (("tcp", 8080),)),
        (rule(ACCEPT), "accept", ()),
        (rule(match("th", "dport", 53), ACCEPT), "th dport 53 accept", (("tcp", 53), ("udp", 53))),
        (rule(match("udp", "dport", {"set": [{"range": [5000, 5010]}, 5011, 7]}), ACCEPT), "udp dport { 7, 5000-5011 } accept",
         (("udp", 7), ("udp", 5000), ("udp", 5011))),
        (rule(match("tcp", "dport", 22, "!="), ACCEPT), "tcp dport != 22 accept", ()),
        (rule({"goto": {"target": "passing"}}), "goto passing", ()),
        (rule({"jump": {"target": "passing"}}, chain="arriving"), "jump passing", ()),
        (rule({"return": None}, chain="origin"), "return", ()),
        (rule({"notrack": None}), "notrack", ()),
        (rule({"mangle": {"key": {"ct": {"key": "mark"}}, "value": 0xC0FFEE}}), "ct mark set 0x00c0ffee", ()),
        (rule(match("tcp", "dport", 80), {"dnat": {"addr": "192.0.2.9"}}, table="ip nat"), 'tcp dport 80 {"dnat": {"addr": "192.0.2.9"}}', (("tcp", 80),)),
        (rule({"xt": {"type": "target", "name": "TEE"}}, table="ip mangle"), '{"xt": {"name": "TEE", "type": "target"}}', ()),
        (rule({"xt": None}), '{"xt": null}', ()),
        (rule(ACCEPT, table="bridge other"), "accept", ()),
        ({"table": {"family": "inet", "name": "zhengyun", "handle": 1, "flags": "inet"}}, "flags", ()),
        ({"legacy": {"family": "ip", "name": "nat"}}, "iptables-legacy", ()),
    ],
)  # fmt: skip
def test_whatever_permits_or_rewrites_more_is_named(strange: dict[str, Any], text: str, named: object) -> None:
    for at in (1, RULES[0], len(LISTING)):
        (found,) = held(TEXT, changed(lambda listing, at=at: listing.insert(at, strange)))  # type: ignore[misc]
        assert (found.what, found.rule, found.ports) == ("foreign", text, named)
        if "rule" in strange:
            own = strange["rule"]
            assert (found.table, found.chain) == (f"{own['family']} {own['table']}", own["chain"])


@pytest.mark.parametrize(
    "quiet",
    [
        rule(TCP_3389, {"drop": None}),
        rule(TCP_3389, {"counter": {"packets": 3, "bytes": 9}}, {"reject": {"type": "tcp reset"}}),
        rule({"log": {"prefix": "seen ", "level": "debug"}}),
        rule({"limit": {"rate": 3, "burst": 5, "per": "second"}}, {"drop": None}),
        rule({"jump": {"target": "f2b"}}, table="ip filter", chain="INPUT"),
        rule({"return": None}, table="ip filter", chain="f2b"),
        rule({"xt": {"type": "match", "name": "set"}}, {"drop": None}),
        {"chain": {"family": "ip", "table": "filter", "name": "INPUT", "handle": 1, "type": "filter", "hook": "input", "prio": 0, "policy": "accept"}},
        {"table": {"family": "inet", "name": "firewalld", "handle": 1, "flags": "owner"}},
        {"legacy": {"family": "ip", "name": "filter"}},
    ],
)  # fmt: skip
def test_who_only_drops_logs_or_counts_is_no_fault(quiet: dict[str, Any]) -> None:
    assert held(TEXT, [*LISTING, quiet]) == ()
    assert held(TEXT, [LISTING[0], quiet, *LISTING[1:]]) == ()


@pytest.mark.parametrize("place", RULES)
def test_a_rule_of_ours_that_is_missing_is_named(place: int) -> None:
    (found,) = held(TEXT, changed(lambda listing: listing.pop(place)))
    own = LISTING[place]["rule"]
    assert (found.what, found.chain) == ("missing", own["chain"])
    assert f'comment "{own["comment"]}"' in found.rule


def test_a_chain_with_another_policy_or_none_is_named() -> None:
    for name in ("arriving", "passing"):
        chain = next(place for place, one in enumerate(LISTING) if one.get("chain", {}).get("name") == name)
        opened = changed(lambda listing, at=chain: listing[at]["chain"].update(policy="accept"))  # type: ignore[misc]
        unhooked = changed(lambda listing, at=chain: listing[at]["chain"].pop("hook"))  # type: ignore[misc]
        for listing in (opened, unhooked):
            (found,) = held(TEXT, listing)
            assert (found.what, found.chain) == ("missing", name)
            assert "policy drop" in found.rule
    assert {one.what for one in held(TEXT, [])} == {"missing"}


def test_a_set_that_somebody_filled_is_another_rule() -> None:
    office = next(place for place, one in enumerate(LISTING) if "set" in one)
    listing = changed(lambda listing: listing[office]["set"]["elem"].append("198.51.100.1"))
    found = held(TEXT, listing)
    assert {one.what for one in found} == {"foreign", "missing"}
    assert all("198.51.100.1" in one.rule for one in found if one.what == "foreign")


def test_a_set_of_other_pieces_is_the_same() -> None:
    office = next(place for place, one in enumerate(LISTING) if "set" in one)
    pieces = [{"range": ["192.0.2.64", "192.0.2.79"]}, {"prefix": {"addr": "192.0.2.80", "len": 28}}]
    pieces.append({"range": ["192.0.2.32", "192.0.2.47"]})
    assert held(TEXT, changed(lambda listing: listing[office]["set"].update(elem=pieces))) == ()


@given(st.permutations([place for place in RULES if LISTING[place]["rule"]["chain"] == "arriving"]))
def test_rules_of_ours_in_another_order_are_told(places: list[int]) -> None:
    listing = list(LISTING)
    for at, place in zip(sorted(places), places, strict=True):
        listing[at] = LISTING[place]
    wanted = [] if places == sorted(places) else [Fault("order", "inet zhengyun", "arriving")]
    assert list(held(TEXT, listing)) == wanted


@given(st.sets(st.sampled_from(RULES)), st.integers(0, len(LISTING)))
def test_an_accept_rule_is_named_whatever_else_is_wrong(missing: set[int], at: int) -> None:
    listing = [one for place, one in enumerate(LISTING) if place not in missing]
    listing.insert(at, rule(TCP_3389, ACCEPT))
    found = held(TEXT, listing)
    assert sum(one.what == "missing" for one in found) == len(missing)
    assert [one.ports for one in found if one.what == "foreign"] == [(("tcp", 3389),)]


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4)
    | st.dictionaries(st.sampled_from(("rule", "chain", "set", "table", "expr", "match", "left", "payload", "right", "range", "name")), inner, max_size=4),
    max_leaves=12,
)  # fmt: skip


@given(VALUES)
def test_whatever_a_host_tells_of_its_rules_is_held_or_could_not_be_read(value: object) -> None:
    found = held(TEXT, value)
    assert found
    assert {one.what for one in found} <= {"foreign", "missing", "unread"}


def said(of: Any, **more: object) -> bytes:
    row = {"schema": "zhengyun-probe/1", "began": of.begins * 10**6, "ended": 0, "out": [], "in": [], "shouted": [],
           "delivered": [], "answered": [], "lost": 0, "counters": None}  # fmt: skip
    return json.dumps({**row, **more}).encode()


def test_a_report_without_rules_is_one_whose_rules_could_not_be_read() -> None:
    reading = Reading(plan(), {"wall": TEXT})
    assert reading.heard(said(plan()), "wall").rules == (Fault("unread"),)
    assert reading.heard(said(plan(), rules=None), "wall").rules == (Fault("unread"),)
    assert reading.heard(said(plan(), rules=LISTING), "wall").rules == ()
    assert reading.heard(said(plan(), rules=LISTING), "desk").rules is None


STRANGE: Final = Fault("foreign", "inet zhengyun", "passing", "tcp dport 3389 accept", (("tcp", 3389),))


@pytest.mark.parametrize("rules", [(STRANGE,), (Fault("missing", "a", "b", "c"),), (Fault("unread"),), None])
def test_a_proof_with_a_fault_does_not_pass_although_every_probe_came_out_right(rules: Any) -> None:
    of = plan()
    heard = but(right(of), "wall", rules=rules)
    found = outcome(of, heard)
    assert all(one.right for one in found.judged)
    assert not found.passed
    assert [*found.rules["wall"]] == [*(rules or (Fault("unread"),))]


def test_faults_travel_with_a_half_and_nothing_else_is_one() -> None:
    of = plan()
    heard = but(right(of), "wall", rules=(STRANGE, Fault("missing", "a", "b", "c")))
    body = json.loads(json.dumps(halves.body(of, "internal", "", "", {"wall": heard["wall"]})))
    assert halves.read(body, of)["wall"] == heard["wall"]
    others: tuple[object, ...] = (
        {},
        [["foreign"]],
        [["other", "", "", "", []]],
        [["foreign", "", "", "", [["icmp", 1]]]],
        [["foreign", 1, "", "", []]],
    )
    for wrong in others:
        with pytest.raises((TypeError, ValueError)):
            standing.read(wrong)


def test_ports_of_strange_rules_are_probed_besides() -> None:
    of = plan()
    found = faults(of.legs, but(right(of), "wall", rules=(STRANGE,)))
    named = besides(found, ports([INTERNAL.policy]))
    assert named == (("tcp", 3389),)
    assert besides(found, ports([INTERNAL.policy], named)) == ()
    wider = plan(besides=named)
    assert {one.port for one in wider.probes if one.protocol == "tcp"} - {one.port for one in of.probes} == {3389}
    assert wider.digest != of.digest
