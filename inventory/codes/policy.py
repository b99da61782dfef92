"""Why what may pass between zones, and the devices that keep it, are refused."""

from typing import Final

from zhengyun.errors import N_, Code, Exit

CHECK: Final = "zhengyun check"
# GB/T 22239-2019: zones with addresses of their own and a border between them (8.1.2.1), refusal of whatever is not permitted, no
# superfluous rule, least rules (8.1.3.2).
ZONE_RULE: Final = "GB/T 22239-2019 8.1.2.1 c)"
BORDER_RULE: Final = "GB/T 22239-2019 8.1.2.1 d)"
LEAST_RULE: Final = "GB/T 22239-2019 8.1.3.2 a)"

BORDER_IN_ZONE = Code(
    "ZY-EST-320",
    Exit.REFUSED,
    N_("border {segment} ({addresses}) lies in zone {zone}"),
    N_("On a border stand hosts of both networks. Lay in a zone, it would make those of the other network hosts of that zone, and whatever "
       "the zone may do they could do, too. A border belongs to no zone."),
    rule=BORDER_RULE,
    unlock=N_("other addresses of the zone, without the border's"),
    next=CHECK,
)  # fmt: skip
