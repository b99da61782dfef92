"""How a guard is not to be taken away."""

from zhengyun.errors import N_, Code, Exit

NO_SUCH_GUARD = Code(
    "ZY-LAB-084",
    Exit.BAD_INPUT,
    N_("{host} has no guard {guard} ({kind}) that stands"),
    N_("Guards are what is there now: rules that drop and policies of chains by name, routes and lists of routers, settings, isolated ports."),
    next="zhengyun lab status",
)  # fmt: skip
NOT_MOVED = Code(
    "ZY-LAB-085",
    Exit.FAILED,
    N_("A guard of {host} could not be looked at, taken away or put back: {problem}"),
    N_("Whatever is away is written down: it is put back by the next start of the town, or at once by `zhengyun lab heal`."),
    next="zhengyun lab heal",
)  # fmt: skip
