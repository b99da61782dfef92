"""Why something cannot be said in a platform's words."""

from typing import Final

from zhengyun.errors import N_, Code, Exit

NO_ROOM: Final = Code(
    "ZY-NET-050",
    Exit.REFUSED,
    N_("The access list of {port} on {device} would have {count} entries, and {platform} numbers {most} at most."),
    N_("Lists on devices keep no state and name every pair of ranges, each with its ports. Conduits between fewer and larger ranges, or with spans of "
       "ports, come to fewer entries; so does a firewall (zone_firewall) in the place of the list."),
    rule=N_("What does not fit is not cut off: whatever the list left out would be refused, or pass"),
    unlock=N_("whoever plans the policy, in network.yaml"),
    next="zhengyun net check",
)  # fmt: skip
NO_LIST: Final = Code(
    "ZY-NET-051",
    Exit.REFUSED,
    N_("{device} polices {count} ports, and there are numbers for the lists of {most}."),
    N_(
        "Our access lists have the numbers 3500 to 3999, two for each policed port, so that lists of others are never touched."
    ),
    rule=N_("Every policed port has lists of its own"),
    unlock=N_("whoever declares the device in devices.yaml"),
    next="zhengyun net check",
)
