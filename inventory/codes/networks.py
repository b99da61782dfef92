"""Why a tenant's networks and what stands in them are refused."""

from typing import Final

from zhengyun.errors import N_, Code, Exit

CHECK: Final = "zhengyun check"

NOT_THIS_MODE = Code(
    "ZY-EST-120",
    Exit.BAD_INPUT,
    N_("{addresses} cannot give its addresses by {mode}: {what}"),
    N_("Only IPv6 ranges have such a mode, and only with DHCP on. Servers make their own addresses (RFC 4862) from the "
       "64 bits of an interface identifier, so that a range of slaac or stateless is a /64."),
    next=CHECK,
)  # fmt: skip
MADE_BY_ITSELF = Code(
    "ZY-EST-121",
    Exit.BAD_INPUT,
    N_("{address} lies in {addresses}, where servers make their own addresses ({mode})"),
    N_("In a range of slaac or stateless an address follows from the port's hardware address; Neutron gives no other. "
       "Leave the address out, or let the range be stateful."),
    next=CHECK,
)  # fmt: skip

OUTSIDE_POOL = Code(
    "ZY-EST-122",
    Exit.BAD_INPUT,
    N_("{addresses} cannot be taken from subnet pool {pool}: {what}; the pool has {legal}"),
    N_("A range that names a pool lies in one of its prefixes, and is as long as the pool lets ranges be."),
    next=CHECK,
)
POOL_OUTSIDE_ZONES = Code(
    "ZY-EST-123",
    Exit.REFUSED,
    N_("prefix {prefix} of subnet pool {pool} lies in no zone"),
    N_("The borders between zones know zones by their addresses: what a pool gives away must belong to one."),
    rule="GB/T 22239-2019 8.1.3.1 a)",
    next=CHECK,
)
POOLS_MIXED = Code(
    "ZY-EST-124",
    Exit.BAD_INPUT,
    N_("network {network} has IPv{family} ranges of pool {one} and of {other}"),
    N_("Neutron takes all ranges of one family of a network from one pool, or none of them from any."),
    next=CHECK,
)

ON_PORTS = Code(
    "ZY-EST-125",
    Exit.BAD_INPUT,
    N_("{what} would have no effect: server {server} stands on declared ports alone"),
    N_("A server's groups, and what its system exposes, hold for its own legs. A declared port has the groups that stand at the "
       "port: name them there."),
    next=CHECK,
)  # fmt: skip

NOT_SHARED = Code(
    "ZY-EST-126",
    Exit.REFUSED,
    N_("{network} is not shared with {tenant}; shared with it: {legal}"),
    N_("Another tenant's network is stood in only where that tenant's own file says so, `shared_with`."),
    unlock=N_("the other tenant, in its own file"),
    next=CHECK,
)

ROUTE_TO_ZONE = Code(
    "ZY-EST-127",
    Exit.REFUSED,
    N_("router {router} of zone {zone} has a route to {addresses}, which reaches into zone {other}"),
    N_("A next hop inside one zone that passes on what is for another is a path between them that no border controls. What "
       "goes to another zone goes out of the gateway, to the border."),
    rule="GB/T 22239-2019 8.1.3.1 a)",
    next=CHECK,
)  # fmt: skip
