"""Why devices are not planned, or not spoken to, on the road of a change."""

from typing import Final

from zhengyun.errors import N_, Code, Exit

DEVICES_ALONE: Final = Code(
    "ZY-NET-220",
    Exit.BAD_INPUT,
    N_("devices are planned by themselves, and not with {others}"),
    N_("A plan is of one room: other hands carry it out, with other credentials, and other people may have to agree to it."),
    next="zhengyun plan --site devices",
)  # fmt: skip
NO_DEVICES: Final = Code(
    "ZY-NET-221",
    Exit.BAD_INPUT,
    N_("the estate {estate} declares no device"),
    N_("Routers and switches that are spoken to by their own command line stand in devices.yaml of a site."),
    next="zhengyun check",
)
UNKNOWN_DEVICE: Final = Code(
    "ZY-NET-222",
    Exit.BAD_INPUT,
    N_("there is no device {word}; there are {legal}"),
    N_(
        "A device is called as in devices.yaml of a site. A host that is no router or switch is none: what it is told are roles (hosts.yaml)."
    ),
    next="zhengyun net collect",
)
NO_ERRAND: Final = Code(
    "ZY-NET-223",
    Exit.REFUSED,
    N_("devices know no errand {errand}: files tell what they shall be"),
    N_("A change of devices is taken back by taking it back in the files and by a plan of that; what a device was before stands in its history."),
    unlock=N_("a commit of the estate"),
    next="zhengyun plan --site devices",
)  # fmt: skip
NO_CLOUD: Final = Code(
    "ZY-NET-224",
    Exit.BAD_INPUT,
    N_("devices are no site with a cloud, and this command is about clouds"),
    N_("What they are told follows from the estate's files and the policy, and an approved change tells it to them. A plan shows what is not so, "
       "and drift what was changed by hand."),
    next="zhengyun plan --site devices",
)  # fmt: skip
OTHER_CONFIG: Final = Code(
    "ZY-NET-225",
    Exit.DRIFT,
    N_("{device} is to be told something else than what was agreed to: its files have changed since the plan"),
    N_("People have agreed to one text of a configuration, and the estate at the plan's commit leads to another one on this day: a conduit has "
       "begun or ended meanwhile. Nothing was sent."),
    next="zhengyun plan --site devices",
)  # fmt: skip
NO_NET: Final = Code(
    "ZY-NET-226",
    Exit.BAD_INPUT,
    N_("{file} has no net in [hosts]: nobody says by which key the device {device} is entered"),
    N_("A device without a word `secret` in devices.yaml is entered with a key."),
    next="zhengyun doctor",
)
NO_LOGIN: Final = Code(
    "ZY-NET-227",
    Exit.FAILED,
    N_("there is nothing under {name} in {where} with which the device {device} could be entered"),
    N_("It is looked at with what a file of that folder holds: the password of its user, or the name and on the next line the password of an account "
       "that only looks. The file belongs to whoever looks, and nobody else can read it (mode 0600)."),
    next="zhengyun doctor",
)  # fmt: skip
NOT_LENT: Final = Code(
    "ZY-NET-228",
    Exit.REFUSED,
    N_("there is nothing with which the device {device} could be changed"),
    N_(
        "Where there is a vault, it lends what a device is changed with for an approved change, and for as long as that takes."
    ),
    unlock=N_("an approved change"),
    next="zhengyun plan --site devices",
)
WORSE: Final = Code(
    "ZY-NET-229",
    Exit.FAILED,
    N_("with {what} changed, {count} probes do not come out as the policy wants that did before, first from {source} to {target} "
       "({protocol} {port}): {verdict} instead of {wanted}, {why}"),
    N_("Before and after a change this instance's own hosts send and capture what its policy speaks of. What is worse afterwards was done by the change: a "
       "device then goes back to what ran before. What the estate's files newly want counts as they want it."),
    next="zhengyun net prove",
)  # fmt: skip
