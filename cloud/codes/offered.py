"""Why a cloud cannot have what is declared."""

from zhengyun.errors import N_, Code, Exit

NOT_OFFERED = Code(
    "ZY-CLOUD-040",
    Exit.REFUSED,
    N_("Site {site} cannot have {thing}: its cloud lacks the extension {extension}."),
    N_("The service answered that it knows no such list. Its administrator can switch the extension on."),
    next="zhengyun doctor",
)
