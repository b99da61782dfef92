"""FRRouting 8: what `vtysh` shows and takes."""

from typing import Final

from network.rendering.grammar import Grammar, Word

GRAMMAR: Final = Grammar(
    negation="no",
    leave="exit",
    words=(
        Word(r"interface (\S+)", stays=True, section=True),
        Word(r"interface \S+ > description .*", undo="no description", replaces=True),
        Word(r"interface \S+ > (ip ospf|ipv6 ospf6) (cost|hello-interval|dead-interval|retransmit-interval|network|area) .*",
             undo=r"no \1 \2", replaces=True),
        Word(r"router (ospf|ospf6|bgp \d+)", section=True),
        Word(r"router (ospf|ospf6) > (ospf router-id|ospf6 router-id|timers throttle spf|timers throttle lsa all|timers lsa min-arrival|redistribute static) .*",
             undo=r"no \2", replaces=True),
        Word(r"router bgp \d+ > (bgp router-id|timers bgp) .*", undo=r"no \1", replaces=True),
        Word(r"router bgp \d+ > (neighbor \S+ timers connect) .*", undo=r"no \1", replaces=True),
        Word(r"router bgp \d+ > (neighbor \S+) remote-as .*", undo=r"no \1"),
        Word(r"router bgp \d+ > address-family .*", stays=True, section=True),
        Word(r"(ip|ipv6) prefix-list \S+ seq \d+ .*", late=True),
        Word(r"(ip|ipv6) route .*", late=True),
    ),
    # Of an interface its routing is ours: its addresses are the kernel's, and FRR says nothing of them.
    owned=(
        r"(no )?zebra nexthop kernel enable",
        r"interface \S+ > (ip ospf|ipv6 ospf6) .*",
        r"interface \S+ > description .*",
        r"router (ospf|ospf6|bgp .*|rip|ripng|isis .*|eigrp .*|babel)",
        r"(ip|ipv6) prefix-list .*",
        r"(ip|ipv6) route .*",
        r"route-map .*",
    ),
    order=(r"(no )?zebra ", r"(ip|ipv6) prefix-list ", r"route-map ", r"(ip|ipv6) route ", r"interface ", r"router "),
    idles=(
        r"!.*",
        r"exit|end|exit-address-family|line vty",
        r"Building configuration\.\.\.",
        r"Current configuration.*",
        r"frr (version|defaults) .*",
        r"(no )?service integrated-vtysh-config",
    ),
)  # fmt: skip
