"""What keeps packets away is read from what programs say of themselves, and what is taken away is put back as it was."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lab.town.guards import routes, rules, settings
from zhengyun.guarding import Guard

RULESET = """\
table inet zhengyun { # handle 1
\tset office-4 { # handle 4
\t\ttype ipv4_addr
\t\tflags interval
\t\telements = { 198.18.10.0/23 }
\t}

\tchain origin { # handle 2
\t\ttype filter hook prerouting priority raw; policy accept;
\t\tiifname "lan" ip saddr { 198.18.1.0-198.18.2.255 } counter packets 3 bytes 180 drop comment "zy:origin-lan" # handle 7
\t\tiifname "lan" ip saddr != { 198.18.10.0/24, 198.18.12.0/24 } counter packets 0 bytes 0 drop comment "zy:elsewhere-lan" # handle 8
\t}

\tchain passing { # handle 3
\t\ttype filter hook forward priority filter; policy drop;
\t\tct state established,related counter packets 9 bytes 99 accept comment "zy:answers" # handle 9
\t\tlimit rate 12/minute burst 20 packets log prefix "zy:passing " comment "zy:told-passing" # handle 10
\t\tcounter packets 5 bytes 300 comment "zy:refused-passing" # handle 11
\t}
}
"""
RUNNING = """\
ip prefix-list to-peer seq 5 permit 198.19.0.0/16 le 30
ip route 0.0.0.0/0 198.18.96.5
ip route 198.19.0.0/16 blackhole
ipv6 route 2001:db8:1900::/40 blackhole
!
router bgp 65001
 neighbor 198.19.64.2 remote-as 65002
 !
 address-family ipv4 unicast
  neighbor 198.19.64.2 activate
  neighbor 198.19.64.2 prefix-list to-peer out
 exit-address-family
 !
 address-family ipv6 unicast
  neighbor 2001:db8:1940::2 activate
  neighbor 2001:db8:1940::2 prefix-list to-peer6 in
 exit-address-family
exit
"""


def test_guards_are_rules_that_drop_and_policies_that_do() -> None:
    assert [*rules.guards("wall", RULESET)] == [
        Guard("wall", "rule", "origin/origin-lan"),
        Guard("wall", "rule", "origin/elsewhere-lan"),
        Guard("wall", "policy", "zhengyun/passing"),
    ]


def test_a_rule_loses_its_verdict_where_it_stands_and_a_policy_is_another() -> None:
    names = {("rule", "origin/elsewhere-lan"), ("policy", "zhengyun/passing")}
    what = 'iifname "lan" ip saddr != { 198.18.10.0/24, 198.18.12.0/24 } counter packets 0 bytes 0'
    assert rules.lifting(RULESET, names) == [
        f'insert rule inet zhengyun origin position 8 {what} comment "zy:elsewhere-lan"',
        "delete rule inet zhengyun origin handle 8",
        "chain inet zhengyun passing { policy accept; }",
    ]
    assert not rules.lowering(RULESET, names)
    lifted = RULESET.replace(" bytes 0 drop", " bytes 0").replace("policy drop", "policy accept")
    assert rules.lowering(lifted, names)[0].endswith(f'position 8 {what} drop comment "zy:elsewhere-lan"')
    assert rules.lowering(lifted, names)[2:] == ["chain inet zhengyun passing { policy drop; }"]
    assert not rules.lifting(lifted, names)
    assert ("rule", "origin/elsewhere-lan") not in {(one.kind, one.name) for one in rules.guards("", lifted)}


@given(st.integers(1, 2**32 - 2), st.integers(1, 2**20))
def test_a_set_of_one_range_is_told_in_halves_that_are_that_range(first: int, size: int) -> None:
    last = min(first + size, 2**32 - 1)
    one, other = (".".join(str(number >> shift & 255) for shift in (24, 16, 8, 0)) for number in (first, last))
    text = RULESET.replace("198.18.1.0-198.18.2.255", f"{one}-{other}")
    (line, _) = rules.lifting(text, {("rule", "origin/origin-lan")})
    found = re.search(r"\{ (\S+)-(\S+), (\S+)-(\S+) \}", line)
    assert found
    numbers = [sum(int(part) << 8 * (3 - at) for at, part in enumerate(each.split("."))) for each in found.groups()]
    assert (numbers[0], numbers[3]) == (first, last)
    assert numbers[0] <= numbers[1] == numbers[2] - 1 < numbers[3]


def test_ways_that_lead_nowhere_and_lists_are_lifted_by_their_family() -> None:
    names = [one.name for one in routes.guards("edge", RUNNING)]
    assert names == [
        "blackhole 198.19.0.0/16",
        "blackhole 2001:db8:1900::/40",
        "198.19.64.2 to-peer out",
        "2001:db8:1940::2 to-peer6 in",
    ]
    lines = routes.lifting(RUNNING, names)
    assert lines[:2] == ["no ip route 198.19.0.0/16 blackhole", "no ipv6 route 2001:db8:1900::/40 blackhole"]
    for family, line in (("ipv4", "198.19.64.2 prefix-list to-peer out"), ("ipv6", "2001:db8:1940::2 prefix-list to-peer6 in")):  # fmt: skip
        at = lines.index(f"no neighbor {line}")
        assert lines[at - 2 : at] == ["router bgp 65001", f"address-family {family} unicast"]
    assert not routes.lowering(RUNNING, names)
    bare = "\n".join(one for one in RUNNING.splitlines() if "blackhole" not in one and "prefix-list to-peer" not in one)
    assert [f"no {one}" if one.startswith(("ip", "neigh")) else one for one in routes.lowering(bare, names)] == lines
    assert not routes.lifting(bare, names)


@pytest.mark.parametrize("text", ["", "\n\n", "table inet other {\n", "router bgp\n", '\t\tdrop comment "zy:x"\n'])
def test_what_says_nothing_of_guards_has_none(text: str) -> None:
    assert not [*rules.guards("x", text), *routes.guards("x", text)]
    assert not rules.lifting(text, {("rule", "a/b"), ("policy", "a/b")})
    assert not routes.lifting(text, ["blackhole 0.0.0.0/0", "192.0.2.1 x in"])


def test_a_host_that_forwards_has_no_such_guard() -> None:
    assert [one.name for one in settings.guards("desk", "0\n0\n1\n")] == [*settings.FORWARDING]
    assert [one.name for one in settings.guards("desk", "1\n0\n1\n")] == [settings.FORWARDING[1]]
    words = settings.changing([settings.FORWARDING[0]], "1", settings.believing("0\n0\n1\n"))
    assert words == "echo 1 >/proc/sys/net/ipv4/ip_forward; echo 1 >/proc/sys/net/ipv4/conf/all/accept_redirects"
