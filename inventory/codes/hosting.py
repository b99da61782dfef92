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
