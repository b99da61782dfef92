"""How a host of one's own is not to be had."""

from zhengyun.errors import N_, Code, Exit

NO_HOST = Code(
    "ZY-LAB-060",
    Exit.BAD_INPUT,
    N_("This machine lets nobody have a host of its own in a mount namespace: {problem}"),
    N_("It is for root, with unshare, nsenter and setpriv (util-linux), on a kernel with overlays. Nothing of the machine itself "
       "is changed by it."),
    unlock=N_("the administrator of this machine"),
    next="zhengyun lab status",
)  # fmt: skip
