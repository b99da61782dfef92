"""Why service users are refused."""

from zhengyun.errors import N_, Code, Exit

NO_ADMINISTRATOR = Code(
    "ZY-EST-100",
    Exit.REFUSED,
    N_("service user {user} is to have the role {role}: no service user is an administrator"),
    N_("GB/T 22239-2019 8.1.5 keeps system, security and audit administration apart, each with people of its own. "
       "In OpenStack the role admin is all three at once, in every project."),
    unlock=N_("another role, such as member or reader"),
    next="zhengyun check",
)  # fmt: skip
