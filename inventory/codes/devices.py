"""Why devices are refused."""

from typing import Final

from inventory.codes.policy import BORDER_RULE
from zhengyun.errors import N_, Code, Exit

CHECK: Final = "zhengyun check"

THE_HOSTS_OWN = Code(
    "ZY-EST-340",
    Exit.BAD_INPUT,
    N_("device {device} is a host: its {word} stands in hosts.yaml"),
    N_(
        "A device that is called as a host of the estate is that host, and has its title, zone, address, key and interfaces."
    ),
    next=CHECK,
)
NO_SUCH_PORT = Code(
    "ZY-EST-341",
    Exit.BAD_INPUT,
    N_("device {device} has no interface {name}; it has: {legal}"),
    N_(
        "What is said of an interface names one that the device has: under `ports`, or where it is a host in hosts.yaml."
    ),
    next=CHECK,
)
NO_SUCH_VLAN = Code(
    "ZY-EST-342",
    Exit.BAD_INPUT,
    N_("device {device} has no VLAN {number}; it has: {legal}"),
    N_("A port is in a VLAN that the device declares under `vlans`."),
    next=CHECK,
)
NO_SUCH_LIST = Code(
    "ZY-EST-343",
    Exit.BAD_INPUT,
    N_("device {device} has no prefix list {name}; it has: {legal}"),
    N_("A list that is not there lets everything through, or nothing, as the platform has it."),
    next=CHECK,
)
NEXT_UNREACHED = Code(
    "ZY-EST-344",
    Exit.BAD_INPUT,
    N_("{address} is next to none of the interfaces of {device}: {what}"),
    N_(
        "Whoever a device sends on to, or speaks BGP with, stands on a segment that it is joined to, and not on a management segment."
    ),
    next=CHECK,
)
DEVICE_NOT_MANAGED = Code(
    "ZY-EST-345",
    Exit.REFUSED,
    N_("device {device} would be reached at {address}, which lies on no management segment; there is: {legal}"),
    N_("Devices are spoken to over management segments, and over nothing else."),
    rule=BORDER_RULE,
    next=CHECK,
)
LENGTHS = Code(
    "ZY-EST-346",
    Exit.BAD_INPUT,
    N_("prefix list {name} of {device}: no prefix within {prefix} has a length from {least} to {most}"),
    N_("`least` and `most` lie between the prefix's own length and the longest of its family, in order."),
    next=CHECK,
)
NOT_SPOKEN_TO = Code(
    "ZY-EST-347",
    Exit.BAD_INPUT,
    N_("device {device} is spoken to as zy-net, and its role accounts is not told of that"),
    N_("`accounts: {devices: true}` in hosts.yaml lays zy-net on a router, with its program and its line of sudoers, and keeps them. Without it the "
       "role takes them away."),
    next=CHECK,
)  # fmt: skip
