"""Why a tenant's networks and what stands in them are refused."""

from typing import Final

from zhengyun.errors import N_, Code, Exit

CHECK: Final = "zhengyun check"

NOT_THIS_MODE = Code(
    "ZY-EST-120",
    Exit.BAD_INPUT,
    N_("{addresses} cannot give its addresses by {mode}: {what}"),
    N_("Only IPv6 ranges have such a mode. Servers make their own addresses (RFC 4862) from the 64 bits of an interface "
       "identifier, so that a range of slaac or stateless is a /64."),
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
