"""Why service users are refused, and images that are not for everybody."""

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
UNSEEN_IMAGE = Code(
    "ZY-EST-101",
    Exit.BAD_INPUT,
    N_("image {image} of {site} is not for {tenant}: it is private, or shared with others only"),
    N_("A server is made in its tenant's project, and Nova finds the image only if that project may use it."),
    unlock=N_("{tenant} among the image's `members`, or another visibility"),
    next="zhengyun check",
)
