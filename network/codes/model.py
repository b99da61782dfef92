"""Why a question to the model of the network is refused, and what is found wrong with a policy."""

from typing import Final

from zhengyun.errors import N_, Code, Exit

CHECK: Final = "zhengyun net check"
APART_RULE: Final = "GB/T 22239-2019 8.1.2.1 d)"
BORDER_RULE: Final = "GB/T 22239-2019 8.1.3.1 a)"
LEAST_RULE: Final = "GB/T 22239-2019 8.1.3.2 b)"

NOBODY = Code(
    "ZY-NET-001",
    Exit.BAD_INPUT,
    N_("nobody is called {name}, and nobody has that address"),
    N_(
        "A path begins at a host or device of the estate, by its name or one of its addresses, and ends at one, or at any address."
    ),
    next="zhengyun net show",
)
NO_FAMILY = Code(
    "ZY-NET-002",
    Exit.BAD_INPUT,
    N_("{name} has no address of IPv{version}"),
    N_("A path is of one family of addresses: IPv4, or with -6 IPv6."),
    next="zhengyun net show",
)
UNDECLARED = Code(
    "ZY-NET-003",
    Exit.BAD_INPUT,
    N_("The estate declares no policy: there is no network.yaml beside estate.yaml."),
    N_(
        "network.yaml says what may pass between zones, what never may, and what the border knows of the other networks (docs/network.md)."
    ),
    next="zhengyun estate schema network",
)
NAME_TWICE = Code(
    "ZY-NET-004",
    Exit.BAD_INPUT,
    N_("{name} is a host of {one} and of {other}"),
    N_("Networks that are looked at together call no two hosts the same."),
    next="zhengyun check",
)

NO_SEGMENT = Code(
    "ZY-NET-005",
    Exit.BAD_INPUT,
    N_("there is no segment {name}; there is: {legal}"),
    N_("What is cut is a segment of hosts.yaml."),
    next="zhengyun net show",
)
NO_COUNTERS = Code(
    "ZY-NET-006",
    Exit.BAD_INPUT,
    N_("{file} holds no counters: {problem}"),
    N_("Counters are a JSON object: by firewall, and by rule of it, how many packets it has let through."),
    next=CHECK,
)

JOINED = Code(
    "ZY-NET-010",
    Exit.REFUSED,
    N_("from {source} to {target} nobody stands between the networks: the way leads {way}"),
    N_("Between two networks stands a firewall of ours on every way. Where a route leads past all of them, the two are one network for whoever "
       "finds it."),
    rule=APART_RULE,
    next=CHECK,
)  # fmt: skip
TWO_LEGS = Code(
    "ZY-NET-011",
    Exit.REFUSED,
    N_("{host} stands in two networks at once: {one} and {other}"),
    N_(
        "Between networks stand firewalls alone. Any other host with legs in two of them is a way past the border for whoever takes it."
    ),
    rule=APART_RULE,
    next=CHECK,
)
SHARED_MANAGEMENT = Code(
    "ZY-NET-012",
    Exit.REFUSED,
    N_("management of {one} and of {other} is joined: {what}"),
    N_(
        "Networks never share a management segment, nor a host that stands on both: whoever had the one would have both."
    ),
    rule=APART_RULE,
    next=CHECK,
)
ASYMMETRIC = Code(
    "ZY-NET-013",
    Exit.REFUSED,
    N_("from {source} to {target} packets pass {there}, answers pass {back}"),
    N_("A firewall lets answers through because it has seen the question. Where the two take different ways, connections hang, or work only "
       "as long as one route is preferred."),
    next="zhengyun net path",
)  # fmt: skip
UNREACHED = Code(
    "ZY-NET-014",
    Exit.DRIFT,
    N_("conduit {conduit} leads nowhere: from {source} to {target} packets end at {way}"),
    N_(
        "What is permitted and cannot be reached is not what somebody wanted: either a route is missing, or the conduit is not needed."
    ),
    rule=LEAST_RULE,
    next="zhengyun net path",
)
UNGUARDED_BORDER = Code(
    "ZY-NET-015",
    Exit.REFUSED,
    N_("on border {segment} stands no firewall, only {hosts}"),
    N_("On every border between networks stands a firewall that refuses whatever no conduit permits."),
    rule=BORDER_RULE,
    next=CHECK,
)
NOT_COUNTED = Code(
    "ZY-NET-016",
    Exit.UNREACHABLE,
    N_("{host} tells no counters: {problem}"),
    N_(
        "The counters of a firewall are those of its kernel, asked for over SSH as the account zy-probe. Of rules that a firewall has that told nothing, nothing is said: there they may have been needed."
    ),
    next="zhengyun net leak-hunt",
)
SHADOWED = Code(
    "ZY-NET-020",
    Exit.DRIFT,
    N_("rule {rule} never counts: {others} before it decide otherwise about all that it is for"),
    N_(
        "Rules are held against a packet in their order, and the first that fits decides. Either the order is wrong, or the rule."
    ),
    rule=LEAST_RULE,
    next=CHECK,
)
REDUNDANT = Code(
    "ZY-NET-021",
    Exit.DRIFT,
    N_("rule {rule} is superfluous: {others} permit all that it is for"),
    N_(
        "Without it the same would pass. A rule more is one more to read at every review, and one that stays when the reason for it has gone."
    ),
    rule=LEAST_RULE,
    next=CHECK,
)
EXPIRED = Code(
    "ZY-NET-022",
    Exit.DRIFT,
    N_("conduit {conduit} has expired: {expires} was its last day"),
    N_(
        "An expired conduit is rendered no more, and the next plan takes it away. Take it out of network.yaml, or have it agreed to again."
    ),
    rule=LEAST_RULE,
    next="zhengyun plan",
)
EXPIRING = Code(
    "ZY-NET-023",
    Exit.DRIFT,
    N_("conduit {conduit} expires in {days} days, after {expires}"),
    N_("Whoever still needs it asks for it again in time: {expires} is the last day on which it counts."),
    next=CHECK,
)
NEVER_HIT = Code(
    "ZY-NET-024",
    Exit.DRIFT,
    N_("rule {rule} was never needed: {guards} counted no packet"),
    N_(
        "The firewalls count what each rule lets through. What nobody has used since they were loaded may not be needed; ask its owner."
    ),
    rule=LEAST_RULE,
    next=CHECK,
)
NO_RULES = Code(
    "ZY-NET-040",
    Exit.DRIFT,
    N_("{host} has no role {role}: no plan brings it the rules of a changed policy"),
    N_(
        "The policy says of every host what may arrive there. Without the role a host keeps the rules that it has, and nobody is told of it. Give it the role in hosts.yaml."
    ),
    rule=BORDER_RULE,
    next="zhengyun plan --site hosts",
)
UNPARTED = Code(
    "ZY-NET-041",
    Exit.DRIFT,
    N_("no forbidden pair keeps {zone} apart from: {networks}"),
    N_("What crosses between networks goes through an exchange zone. Of every other zone the policy says that nothing leads to another network, so that "
       "no conduit and no changed list of exchange zones joins them unseen."),
    rule=APART_RULE,
    next=CHECK,
)  # fmt: skip
UNKNOWN_BEYOND = Code(
    "ZY-NET-042",
    Exit.DRIFT,
    N_("{network} has borders ({segments}), and its policy knows no zone of any other network"),
    N_("Beyond a border is another network, and network.yaml says under `beyond` what the border knows of it, and what is forbidden. A policy without "
       "both is an unfinished one, or a file that was cut off."),
    rule=BORDER_RULE,
    next="zhengyun estate history",
)  # fmt: skip
WIDE = Code(
    "ZY-NET-043",
    Exit.DRIFT,
    N_("conduit {conduit} is of {count} ports; more than {most} are no service"),
    N_("A conduit is for what somebody needs. One of nearly all ports permits whatever will ever listen there. Name the ports of the service."),
    rule=LEAST_RULE,
    next=CHECK,
)  # fmt: skip
FAR_OFF = Code(
    "ZY-NET-044",
    Exit.DRIFT,
    N_("conduit {conduit} expires on {expires}, more than {days} days from now"),
    N_("A last day is there for somebody to ask again. One that nobody will live to see is none: set one within that time, or leave it out, so that "
       "everybody sees that the conduit stays."),
    rule=LEAST_RULE,
    next=CHECK,
)  # fmt: skip
