"""Why more does not fit, or may not; and why something cannot be reclaimed or foretold."""

from zhengyun.errors import N_, Code, Exit

SCATTERED = Code(
    "ZY-CLOUD-182",
    Exit.REFUSED,
    N_("Site {site}: in sum there is enough, but it is scattered: no layout on these hosts has room for all servers."),
    N_("Each server needs its processors, memory and disk on one host. Emptying a host by migration brings free room "
       "together."),
    unlock=N_("more hosts, smaller servers, or a host emptied by migration"),
    next="zhengyun cloud capacity",
)  # fmt: skip
DEPENDS = Code(
    "ZY-CLOUD-183",
    Exit.REFUSED,
    N_("Site {site}: it may fit and may not, as Nova chooses: {sure} of {units} systems are certain, {possible} are "
       "possible."),
    N_("Nova takes any host that has room, from readings that are old by a moment when many servers are asked for at once. "
       "Small servers in the wrong places can leave no host for a large one."),
    unlock=N_("more room, or the large servers applied first, in a change of their own"),
    next="zhengyun cloud capacity",
)  # fmt: skip
SHORT_OF_POOL = Code(
    "ZY-CLOUD-184",
    Exit.REFUSED,
    N_("Site {site}: the storage pools for {kind} have no room for {needed} GiB in {count} volumes; the largest piece free "
       "is {largest} GiB."),
    N_("A volume lies in one pool, one that serves its type and lies in its availability zone; thin pools promise more than "
       "they have, up to a ratio."),
    unlock=N_("a larger pool, or smaller volumes"),
    next="zhengyun cloud capacity",
)  # fmt: skip
SHORT_OF_ADDRESSES = Code(
    "ZY-CLOUD-189",
    Exit.REFUSED,
    N_("Site {site}: {needed} addresses of {network} are needed, {free} are free."),
    N_("Each server takes an address of each of its networks, each floating address and each gateway one outside."),
    unlock=N_("another range in the network, or another network"),
    next="zhengyun plan",
)
DECLARED = Code(
    "ZY-CLOUD-185",
    Exit.REFUSED,
    N_("{identifier} is not given back: it is {thing}, which is declared, or cannot go by itself."),
    N_("What files declare goes when they no longer declare it; reclaiming is for what nobody declares."),
    unlock=N_("whoever declares it"),
    next="zhengyun cloud reclaim",
)
IN_USE = Code(
    "ZY-CLOUD-186",
    Exit.REFUSED,
    N_("Site {site}: {identifier} is not given back: it is {state}."),
    N_("Only what nothing holds on to can be given back: a volume that no server has, an address that leads nowhere."),
    unlock=N_("the owner of what holds on to it"),
    next="zhengyun cloud reclaim",
)
NOT_THERE = Code(
    "ZY-CLOUD-187",
    Exit.BAD_INPUT,
    N_("Site {site}: there is nothing to give back with the identifier {identifier}."),
    N_("`cloud reclaim` shows what there is, with the identifiers of the services."),
    next="zhengyun cloud reclaim --site {site}",
)
COPIED = Code(
    "ZY-CLOUD-188",
    Exit.REFUSED,
    N_("Volume {identifier} is not given back: its snapshot {snapshot} is not named with it."),
    N_("A volume cannot go before its snapshots, and nothing goes that was not named. Name both, or neither."),
    unlock=N_("whoever makes the plan"),
    next="zhengyun cloud reclaim",
)
TOO_FEW_READINGS = Code(
    "ZY-CLOUD-190",
    Exit.REFUSED,
    N_(
        "{what}: readings of {days} days over {span} days tell no trend; it takes {least} days over at least {least_span}."
    ),
    N_(
        "Each `cloud capacity --record` keeps a reading; a timer that runs it once a day gives a forecast after two weeks."
    ),
    unlock=N_("time, with `zhengyun cloud capacity --record` once a day"),
    next="zhengyun cloud capacity --record",
)
TOO_FAR = Code(
    "ZY-CLOUD-191",
    Exit.REFUSED,
    N_("{what}: {span} days of readings do not bear a forecast of {months} months; they bear {bearable}."),
    N_("A trend is drawn on for four times the span that it was seen over, and no further."),
    unlock=N_("a shorter forecast, or more readings"),
    next="zhengyun cloud forecast --months {bearable}",
)
ONLY_LEFT = Code(
    "ZY-CLOUD-193",
    Exit.REFUSED,
    N_("{thing} is what a server left behind: it can be given back, and neither made nor changed."),
    N_(
        "It stays because the server that booted from it was declared with `keep: true`. No plan of this tool asks for more."
    ),
    next="zhengyun cloud reclaim",
)
ONLY_GIVEN_BACK = Code(
    "ZY-CLOUD-192",
    Exit.REFUSED,
    N_("{thing} is not ours: it can be given back, and neither made nor changed."),
    N_("No plan of this tool asks for that. What shall be ours is adopted, and declared in the estate's files."),
    next="zhengyun cloud adopt --help",
)
