"""Why a question to the model of the network is refused."""

from zhengyun.errors import N_, Code, Exit

NOBODY = Code(
    "ZY-NET-001",
    Exit.BAD_INPUT,
    N_("nobody is called {name}, and nobody has that address"),
    N_(
        "A path begins at a host or device of the estate, by its name or one of its addresses, and ends at one, or at any address."
    ),
    next="zhengyun check",
)
NO_FAMILY = Code(
    "ZY-NET-002",
    Exit.BAD_INPUT,
    N_("{name} has no address of IPv{version}"),
    N_("A path is of one family of addresses: IPv4, or with -6 IPv6."),
    next="zhengyun check",
)
