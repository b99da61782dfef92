"""Why hosts, and the segments that join them, are refused."""

from typing import Final

from zhengyun.errors import N_, Code, Exit

CHECK: Final = "zhengyun check"
LEVEL_RULE: Final = "GB/T 22239-2019 8.1.3.1 a)"

TWO_ZONES = Code(
    "ZY-EST-272",
    Exit.REFUSED,
    N_("host {host} of zone {zone} would stand in zone {other}, too: by segment {segment}"),
    N_("A host in two zones joins them past every border. Only routers, firewalls and exchange hosts stand between zones."),
    rule=LEVEL_RULE,
    unlock=N_("another segment, or the kind of host that stands between zones"),
    next=CHECK,
)  # fmt: skip
NO_ZONE = Code(
    "ZY-EST-273",
    Exit.REFUSED,
    N_("segment {segment} ({addresses}) lies in no zone"),
    N_("The borders between zones know zones by their addresses: whatever joins hosts must belong to one."),
    rule=LEVEL_RULE,
    next=CHECK,
)
TWO_PLANES = Code(
    "ZY-EST-274",
    Exit.REFUSED,
    N_("segment {segment} would belong to the management of two networks"),
    N_("The internal and the external network never share a management segment: whoever had one would have both. What both "
       "networks declare is a `border`, and that is never for management."),
    rule=LEVEL_RULE,
    next=CHECK,
)  # fmt: skip
TWO_MANAGED = Code(
    "ZY-EST-275",
    Exit.REFUSED,
    N_("host {host} would join management segments {segment} and {other}"),
    N_("A host stands on one management segment. Only the management host itself stands on those of several sites."),
    unlock=N_("`kind: management`, where the tool itself runs"),
    next=CHECK,
)
NOT_MANAGED = Code(
    "ZY-EST-276",
    Exit.BAD_INPUT,
    N_("host {host} has no address on a management segment; there is: {legal}"),
    N_("The tool speaks to hosts over management segments, and over nothing else."),
    next=CHECK,
)
GATEWAYS_IN_A_CIRCLE = Code(
    "ZY-EST-277",
    Exit.BAD_INPUT,
    N_("the gateways lead in a circle: {circle}"),
    N_("Each of these hosts sends what it has no route for to the next, until it dies of age. One of them has to know a way out."),
    next=CHECK,
)  # fmt: skip
NO_WAY_TO_GATEWAY = Code(
    "ZY-EST-278",
    Exit.BAD_INPUT,
    N_("{address} cannot be the gateway of {host}: {what}"),
    N_("A gateway is another host's address on a segment that both stand on, and not on the management segment: that leads nowhere."),
    next=CHECK,
)  # fmt: skip
MANAGEMENT_ELSEWHERE = Code(
    "ZY-EST-279",
    Exit.REFUSED,
    N_("management host {host} would stand on {segment}, which is not for management"),
    N_(
        "Whoever reaches the management host from a zone has a way to every host. It stands on management segments alone."
    ),
    rule=LEVEL_RULE,
    next=CHECK,
)
OF_THE_OTHER_NETWORK = Code(
    "ZY-EST-280",
    Exit.REFUSED,
    N_("{addresses} lies in {apart}, which is the other network's"),
    N_(
        "`apart` are the ranges of the other network. Nothing of this one lies there but the borders that both declare."
    ),
    rule=LEVEL_RULE,
    next=CHECK,
)
TEMPLATE = Code(
    "ZY-EST-281",
    Exit.REFUSED,
    N_("{given}: Ansible would run this as a template"),
    N_("What a role is told is a value. A template in it would run on the executor's machine, and nobody could read in the plan "
       "what comes of it. No double braces, no brace beside % or #, and no name that begins with __ansible."),
    next=CHECK,
)  # fmt: skip
ON_BORDER = Code(
    "ZY-EST-282",
    Exit.REFUSED,
    N_("host {host} would stand on {segment}, a border between the networks"),
    N_("On a border stand routers, firewalls and exchange hosts, and nothing that could be reached past them."),
    rule=LEVEL_RULE,
    next=CHECK,
)
UNKNOWN_WORD = Code(
    "ZY-EST-284",
    Exit.BAD_INPUT,
    N_("role {role} is told nothing that is called {name}; it is told: {legal}"),
    N_("A role is told what its defaults name. Any other word would stand where the role keeps what it has found or done on the host, and "
       "would be taken for that."),
    next=CHECK,
)  # fmt: skip
NO_ACCOUNT = Code(
    "ZY-EST-285",
    Exit.REFUSED,
    N_("{given}: expected {expected}"),
    N_("The role `accounts` is told of accounts of ours alone. What sudo lets zy-look, zy-probe and zy-run do, and who comes in as them, "
       "is no matter of a host: whoever had more as one of them would change hosts without anybody's agreement."),
    rule=N_("No approval, no credential"),
    next=CHECK,
)  # fmt: skip
NO_COMMAND = Code(
    "ZY-EST-286",
    Exit.REFUSED,
    N_("{given} is no whole command"),
    N_("What an account may do as root is a command by its path with all its words, or with \"\" where it has none: to sudo, a command "
       "without words is one with any words. No patterns."),
    next=CHECK,
)  # fmt: skip
