"""Why what is said to be exposed is not."""

from zhengyun.errors import N_, Code, Exit

LETS_NOTHING_IN = Code(
    "ZY-EST-220",
    Exit.BAD_INPUT,
    N_("group {group} lets nothing of {protocol} {ports} in from {source}, though the exposure says that it does"),
    N_("An exposure that names a group `by` which it comes about must be true: else what it stands for is never seen."),
    next="zhengyun check",
)
NOT_WORN = Code(
    "ZY-EST-221",
    Exit.BAD_INPUT,
    N_("server {server} has not the group {group}, by which the exposure says that it is reached"),
    N_("An exposure that names a group `by` which it comes about holds for servers that have this group."),
    next="zhengyun check",
)
