"""Why a plan for networks and what stands in them is refused."""

from zhengyun.errors import N_, Code, Exit

ONE_POOL = Code(
    "ZY-CLOUD-120",
    Exit.REFUSED,
    N_("{thing} cannot be taken from subnet pool {pool} while {other} is there, of {held}."),
    N_("Neutron takes all ranges of one family of a network from one pool, or none of them from any, and asks so at every "
       "moment. Take the other range away in a change of its own, or give the range a network of its own."),
    next="zhengyun plan",
)  # fmt: skip
RANGE_TAKEN = Code(
    "ZY-CLOUD-121",
    Exit.REFUSED,
    N_("{thing} cannot be taken from subnet pool {pool}: somebody else took {other} from it ({identifier})."),
    N_("A pool gives no address away twice. What we do not own is never touched: take another range, or have that one "
       "given back by whoever took it; `zhengyun drift` tells who that was."),
    unlock=N_("the owner of the other range"),
    next="zhengyun drift",
)  # fmt: skip
