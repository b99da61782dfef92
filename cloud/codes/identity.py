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
