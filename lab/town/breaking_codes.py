"""How a fault is not to be had, and a guard not taken away."""

from zhengyun.errors import N_, Code, Exit

NO_SUCH_LINK = Code(
    "ZY-LAB-080",
    Exit.BAD_INPUT,
    N_("The town has no link {link}. Its segments: {segments}"),
    N_("A link is a segment of the estates, or SEGMENT:HOST for one host's end of it; `lab draw` shows them."),
    next="zhengyun lab draw",
)
OUT_OF_BOUNDS = Code(
    "ZY-LAB-081",
    Exit.BAD_INPUT,
    N_("{field} must be between {least} and {most}, not {value}"),
    N_("Delays are in milliseconds, losses in per cent, rates in megabits a second; `lab heal` takes a fault back."),
    next="zhengyun lab status",
)
NO_WIRE = Code(
    "ZY-LAB-082",
    Exit.FAILED,
    N_("The wire of {segment} could not be started: {problem}"),
    N_(
        "What makes a link slow or lossy is a process that stands between two interfaces, since not every kernel can do it. "
        "The fault is not in force, and those that were there before it are as they were."
    ),
    next="zhengyun lab heal {segment}",
)
NO_SWITCH = Code(
    "ZY-LAB-083",
    Exit.FAILED,
    N_("The switch of {segment} does not do what it is told: {problem}"),
    N_("Its namespace may have ended: a town that is taken down takes its faults with it."),
    next="zhengyun lab status",
)
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
