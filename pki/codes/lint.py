"""Why what is about to be signed is not signed."""

from zhengyun.errors import N_, Code, Exit

BREAKS_RULES = Code(
    "ZY-PKI-015",
    Exit.REFUSED,
    N_("{what} is not signed, {field}: {problem}. It breaks {count} rules: {rules}."),
    N_(
        "Before an authority signs, the certificate or list is held against the rules of RFC 5280 and, for SM2, of GM/T 0015-2023. "
        "What breaks one that must be kept would be refused by others, or would say more than it should."
    ),
    N_("RFC 5280; GM/T 0015-2023"),
    unlock=N_("a change of the authority or the profile, on the road of a change"),
    next="zhengyun ca lint FILE",
)
