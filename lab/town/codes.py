"""How the town is not to be had."""

from zhengyun.errors import N_, Code, Exit

NO_TOWN = Code(
    "ZY-LAB-061",
    Exit.BAD_INPUT,
    N_("This machine cannot hold the town: {problem}"),
    N_("Its nodes are namespaces with a file system of their own: they are for root with CAP_SYS_ADMIN and CAP_NET_ADMIN, with "
       "util-linux, iproute2 and Debian's /usr/bin/python3, on a kernel with overlays. Nothing of the machine itself is changed."),
    unlock=N_("the administrator of this machine"),
    next="zhengyun lab status",
)  # fmt: skip
NODE_FAILED = Code(
    "ZY-LAB-062",
    Exit.FAILED,
    N_("The town could not be built: {command} at {node} said: {problem}"),
    N_("Nothing of an unfinished town stays: its processes have ended, and its networks and file systems with them."),
    next="zhengyun lab up --town",
)
NO_NODE = Code(
    "ZY-LAB-063",
    Exit.BAD_INPUT,
    N_("The town has no node {node} that is up. Up are: {nodes}"),
    N_("Nodes are called as the hosts in the town's estates. One that was killed is there again after the next start."),
    next="zhengyun lab up --town",
)
NODE_WILL_NOT_END = Code(
    "ZY-LAB-064",
    Exit.FAILED,
    N_("Process {pid} (of the town) does not end, not even when killed"),
    N_("It waits inside the kernel, usually for a disk."),
    next="zhengyun lab down --town",
)
NOT_UP = Code(
    "ZY-LAB-065",
    Exit.REFUSED,
    N_("No town is up."),
    N_("It is built as root, in seconds, and leaves nothing behind: namespaces of this machine that end with it."),
    next="zhengyun lab up --town",
)
