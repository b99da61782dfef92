"""Why the cloud refuses users, roles and credentials."""

from zhengyun.errors import N_, Code, Exit

UNKNOWN_ROLE = Code(
    "ZY-CLOUD-100",
    Exit.BAD_INPUT,
    N_("{thing} cannot be made: there is no role {role} in Keystone; there are: {legal}"),
    N_("Roles are the cloud's own: each stands for what its services' policies allow, and no estate makes any."),
    unlock=N_("another role in the tenant's file, or an administrator of the cloud"),
    next="openstack role list",
)
NOT_KEPT = Code(
    "ZY-CLOUD-101",
    Exit.FAILED,
    N_("The secret of {thing} cannot be kept in {file}: {problem}"),
    N_("A credential whose secret is nowhere is of no use: it is taken back, and made anew by the next attempt. Its folder "
       "is `credentials` in zhengyun.toml, and nobody but the executor writes there."),
    next="zhengyun change apply REQUEST --resume",
)  # fmt: skip
ENDED = Code(
    "ZY-CLOUD-102",
    Exit.BAD_INPUT,
    N_("{thing} cannot be made: its end, {expires}, is over."),
    N_("Keystone makes no credential that has ended. One that is there and has ended stays as it was declared; a later end "
       "makes it anew, with another secret."),
    unlock=N_("a later `expires` in the tenant's file, or none"),
    next="zhengyun plan",
)  # fmt: skip
