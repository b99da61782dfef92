"""Why a time tree is refused before anything is laid."""

from typing import Final

from zhengyun.errors import N_, Code, Exit

CHECK: Final = "zhengyun check"
LOOPS: Final = N_("RFC 5905 section 11.2.1: a server that follows itself follows nobody")

TIME_LOOP = Code(
    "ZY-EST-300",
    Exit.BAD_INPUT,
    N_("server {server} would have its time from itself: {path}"),
    N_(
        "Every server but those next to a reference has its time from another, and the way from each leads to a reference."
    ),
    rule=LOOPS,
    next=CHECK,
)
TIME_STRATUM = Code(
    "ZY-EST-301",
    Exit.BAD_INPUT,
    N_("server {server} is declared at stratum {given}, by its sources it is at {stratum}"),
    N_(
        "A server's stratum is one more than the least of its sources', and 15 is the last that means anything. Leave it out, or give it the right sources."
    ),
    rule=N_("RFC 5905 section 7.3"),
    next=CHECK,
)
TIME_ROLE = Code(
    "ZY-EST-302",
    Exit.BAD_INPUT,
    N_("host {host} {what}"),
    N_(
        "A host's roles stand in hosts.yaml, what a server of time is told in time.yaml: whoever serves has the role time_server, and nobody has two of both."
    ),
    next=CHECK,
)
NO_TIME_SERVER = Code(
    "ZY-EST-303",
    Exit.REFUSED,
    N_("host {host} of zone {zone} has nobody to ask for the time: no server of time.yaml is in its zone"),
    N_(
        "Clients have their time from servers of their own zone, so that no border between zones has to be open for all of them."
    ),
    rule="GB/T 22239-2019 8.1.2.1 c)",
    unlock=N_("a server of time in that zone"),
    next=CHECK,
)
OTHER_ZONES_SERVER = Code(
    "ZY-EST-304",
    Exit.REFUSED,
    N_("host {host} of zone {zone} would ask {server} of zone {other} for the time"),
    N_("Clients have their time from servers of their own zone; only servers ask across a border."),
    rule="GB/T 22239-2019 8.1.2.1 c)",
    unlock=N_("a server of its own zone"),
    next=CHECK,
)
NO_TIME_ADDRESS = Code(
    "ZY-EST-305",
    Exit.BAD_INPUT,
    N_("server {server} has no address at which {asker} could ask it for the time"),
    N_("A server is asked on a segment that is not for management and no border, or where `address` says."),
    next=CHECK,
)
TIME_PROFILE = Code(
    "ZY-EST-306",
    Exit.BAD_INPUT,
    N_("servers of time are to be certified by profile {profile}, and {what}"),
    N_(
        "NTS authenticates a server by a certificate for its address: a profile of pki.yaml with `use: server` certifies it, for networks that it names."
    ),
    rule=N_("RFC 8915 section 3"),
    next=CHECK,
)
NO_TIME = Code(
    "ZY-EST-307",
    Exit.BAD_INPUT,
    N_("host {host} has the role {role}, and there is no time.yaml"),
    N_("Where time comes from is declared in time.yaml beside estate.yaml, for all hosts of an estate."),
    next="zhengyun estate schema time",
)
