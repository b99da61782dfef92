"""Why a move from one network to another is refused."""

from typing import Final

from zhengyun.errors import N_, Code, Exit

NEXT: Final = "zhengyun net rehome plan --help"
APART: Final = "GB/T 22239-2019 8.1.2.1 d)"

MOVE_UNKNOWN = Code(
    "ZY-NET-030",
    Exit.BAD_INPUT,
    N_("the move names {what} {name}; there is: {legal}"),
    N_(
        "Hosts that move stand in the network that they leave; segments and zone in the one that they join, or under `segments` of the move."
    ),
    next=NEXT,
)
MOVE_ADDRESS = Code(
    "ZY-NET-031",
    Exit.BAD_INPUT,
    N_("{address} of {host} on {segment} cannot be: {what}"),
    N_("Where a host stands it has an address of the segment, free, and of the zone that it moves to; over management one of the new "
       "network's management. Its gateway lies on one of the segments where it will stand."),
    next=NEXT,
)  # fmt: skip
JOINING_STEP = Code(
    "ZY-NET-032",
    Exit.REFUSED,
    N_("step {number} ({step}) would join the networks: {problem}"),
    N_("A move keeps two networks apart at every moment: whoever moves is detached from the old one everywhere, then has its new addresses, and "
       "only then is attached to the new one."),
    rule=APART,
    unlock=N_("another order of steps; without `steps` the usual one is told"),
    next=NEXT,
)  # fmt: skip
IMPOSSIBLE_STEP = Code(
    "ZY-NET-033",
    Exit.BAD_INPUT,
    N_("step {number} ({step}) cannot be done: {what}"),
    N_(
        "What is detached is attached before, what is attached is one of the places that the move names, and whoever has new addresses had none of them yet."
    ),
    next=NEXT,
)
UNPROVEN_STEP = Code(
    "ZY-NET-034",
    Exit.REFUSED,
    N_("before step {number} ({step}) separation has to be proven"),
    N_("Separation is proven by packets before anything is attached to the new network, and again when all of it is; what was not proven is "
       "only believed."),
    rule=APART,
    unlock=N_("a step `do: prove` there"),
    next=NEXT,
)  # fmt: skip
UNFINISHED_MOVE = Code(
    "ZY-NET-035",
    Exit.BAD_INPUT,
    N_("after the last step the move is not done: {what} {name}"),
    N_("At the end whoever moves is detached from everything of the old network, has its new addresses, is attached wherever the move says, and "
       "all of it is proven."),
    next=NEXT,
)  # fmt: skip
