"""Why what servers stand on is refused."""

from zhengyun.errors import N_, Code, Exit

NOT_SHAREABLE = Code(
    "ZY-EST-141",
    Exit.BAD_INPUT,
    N_("volume {volume} is for several servers, and its type {type} lets only one have it"),
    N_('Cinder attaches a volume to more than one server only where its type says multiattach: "<is> True".'),
    unlock=N_("another type, or this property of the type before any volume is of it"),
    next="zhengyun check",
)
PARTED = Code(
    "ZY-EST-142",
    Exit.BAD_INPUT,
    N_(
        "volume {volume} is in zone {zone} and its server {server} in zone {other}, and this site lets no server have such a one"
    ),
    N_(
        "site.yaml says `cross_az_attach: false`, as its Nova is set: a server has volumes of its own availability zone only, "
        "and both have to name it."
    ),
    unlock=N_("one zone for both; or `cross_az_attach: true` where Nova's administrator has set it so"),
    next="zhengyun check",
)
