"""Why an errand is refused."""

from zhengyun.errors import N_, Code, Exit

UNKNOWN_ERRAND = Code(
    "ZY-CLOUD-160",
    Exit.BAD_INPUT,
    N_("There is no errand {errand}; there are: {legal}"),
    N_("A plan can be made for something that no file declares. This one was made by another version, or by hand."),
    next="zhengyun cloud --help",
)
