"""Why what may pass between zones is refused."""

from typing import Final

from zhengyun.errors import N_, Code, Exit

CHECK: Final = "zhengyun check"
# GB/T 22239-2019, level 3: zones kept apart by reliable means (8.1.2.1 d), crossing at controlled interfaces alone (8.1.3.1 a), nothing
# permitted but what is needed (8.1.3.2 a), no superfluous rule (8.1.3.2 b).
APART_RULE: Final = "GB/T 22239-2019 8.1.2.1 d)"
BORDER_RULE: Final = "GB/T 22239-2019 8.1.3.1 a)"
REFUSAL_RULE: Final = "GB/T 22239-2019 8.1.3.2 a)"
LEAST_RULE: Final = "GB/T 22239-2019 8.1.3.2 b)"

BORDER_IN_ZONE = Code(
    "ZY-EST-320",
    Exit.REFUSED,
    N_("border {segment} ({addresses}) lies in zone {zone}"),
    N_("On a border stand hosts of both networks. Lay it in a zone, it would make those of the other network hosts of that zone, and whatever "
       "the zone may do they could do, too. A border belongs to no zone."),
    rule=BORDER_RULE,
    unlock=N_("other addresses of the zone, without the border's"),
    next=CHECK,
)  # fmt: skip
OWN_BEYOND = Code(
    "ZY-EST-321",
    Exit.BAD_INPUT,
    N_("{zone} is this network's own, and stands under `beyond`"),
    N_(
        "`beyond` tells of zones of other networks, as far as the border has to know them. This network's zones stand in site.yaml."
    ),
    next=CHECK,
)
FORBIDDEN_CONDUIT = Code(
    "ZY-EST-322",
    Exit.REFUSED,
    N_("conduit {conduit} would lead from {zone} to {other}, which is forbidden: {reason} ({where})"),
    N_("Between the two of a forbidden pair nothing leads, in either direction, whatever for. What they have to tell each other goes through "
       "the exchange zone."),
    rule=APART_RULE,
    unlock=N_("two conduits, by way of the exchange zone; or the pair is taken away, by whoever answers for it"),
    next=CHECK,
)  # fmt: skip
MANAGEMENT_CONDUIT = Code(
    "ZY-EST-323",
    Exit.REFUSED,
    N_("conduit {conduit} would join zone {zone}, which is for management"),
    N_(
        "Over management only the tool speaks, and to hosts of its own network. A conduit there would be a way to every host."
    ),
    rule=APART_RULE,
    next=CHECK,
)
LEVEL_UP = Code(
    "ZY-EST-324",
    Exit.REFUSED,
    N_("conduit {conduit} would lead from {zone} (level {level}) up to {other} (level {other_level}), and neither is an exchange zone"),
    N_("Whoever stands in a zone of lower protection level begins no connection to one of a higher level: it would be attacked at the strength "
       "of the weaker. The higher one fetches, or an exchange zone stands between."),
    rule=APART_RULE,
    unlock=N_("the other direction, or the exchange zone between"),
    next=CHECK,
)  # fmt: skip
NO_EXCHANGE = Code(
    "ZY-EST-325",
    Exit.REFUSED,
    N_(
        "conduit {conduit} would lead from network to network, from {zone} to {other}, and neither is an exchange zone; there is: {legal}"
    ),
    N_(
        "Data crosses from network to network through an exchange zone alone (`exchange`), where it can be looked at and held."
    ),
    rule=BORDER_RULE,
    next=CHECK,
)
CONDUIT_WITHIN = Code(
    "ZY-EST-326",
    Exit.BAD_INPUT,
    N_("conduit {conduit} would lead from zone {zone} to itself"),
    N_(
        "Within a zone everything passes; between hosts of a `closed` zone nothing does across a guard. A conduit leads from one zone to another."
    ),
    rule=LEAST_RULE,
    next=CHECK,
)
TWO_LEVELS = Code(
    "ZY-EST-327",
    Exit.REFUSED,
    N_("zone {zone} is of level {level} here, and of level {other_level} at site {site}"),
    N_(
        "Zones of one name are one zone of the policy: what may reach it at one site may at the other. So they are of one protection level."
    ),
    rule="GB/T 22239-2019 8.1.2.1 c)",
    next=CHECK,
)
NO_EGRESS = Code(
    "ZY-EST-328",
    Exit.REFUSED,
    N_("{host} cannot be the way to the internet: {what}"),
    N_("The internet is reached through one host, a router or firewall of the external network; the internal and the video network have no way "
       "there."),
    rule=BORDER_RULE,
    next=CHECK,
)  # fmt: skip
TWO_FAMILIES = Code(
    "ZY-EST-329",
    Exit.REFUSED,
    N_("segment {segment} lies in zone {zone} by IPv4, and in {other} by IPv6"),
    N_("Whatever stands on it would be of two zones, and reach over the one family what the other may not."),
    rule=BORDER_RULE,
    next=CHECK,
)
RULES_OWN = Code(
    "ZY-EST-348",
    Exit.BAD_INPUT,
    N_("conduit {conduit} would go by the name of a rule that no conduit asks for"),
    N_(
        "Rules, counters and what is held against them go by the names of conduits. Those of rules that every firewall has are taken: {legal}."
    ),
    unlock=N_("another name for the conduit"),
    next=CHECK,
)
