"""What stands between us and a vault's server."""

from typing import Final

from zhengyun.errors import N_, Code, Exit

UNREACHABLE: Final = Code(
    "ZY-VAULT-001",
    Exit.UNREACHABLE,
    N_("The vault at {address} cannot be reached: {problem}"),
    N_(
        "Nothing that needs a credential can be done until it answers; what waits for it stays as it is, and goes on with --resume."
    ),
    next="zhengyun vault status",
)
SEALED: Final = Code(
    "ZY-VAULT-002",
    Exit.UNREACHABLE,
    N_("The vault at {address} is sealed."),
    N_(
        "After each start it needs shares of its key, of people of two roles at least. Until then it neither reads nor writes."
    ),
    unlock=N_("keepers of shares of two roles"),
    next="zhengyun vault unseal",
)
REFUSED: Final = Code(
    "ZY-VAULT-003",
    Exit.REFUSED,
    N_("The vault refuses {who}: {method} {path}: {problem}"),
    N_("These are the vault's own words. What each person may do there follows from the role file; credentials are handed out only "
       "after the people of a change's chain have agreed to it."),
    rule=N_("No approval, no credential"),
    next="zhengyun vault policy",
)  # fmt: skip
ANSWERED: Final = Code(
    "ZY-VAULT-004",
    Exit.FAILED,
    N_("The vault answered {status} to {method} {path}: {problem}"),
    N_("These are the vault's own words."),
    next="zhengyun vault status",
)
NOT_BEGUN: Final = Code(
    "ZY-VAULT-005",
    Exit.REFUSED,
    N_("The vault at {address} has not been set up."),
    N_(
        "It has neither a key nor anything in it. The ceremony makes the key, shares it among its keepers, and leaves no root token."
    ),
    next="zhengyun vault init",
)
NOT_BELIEVED: Final = Code(
    "ZY-VAULT-006",
    Exit.REFUSED,
    N_("The vault at {address} shows a certificate that does not lead to {roots}: {problem}"),
    N_("Nothing was said to it. `roots` of [vault] in the settings names the file with the roots of its certificate."),
    next="zhengyun doctor",
)
NO_SUCH_ENTRANCE: Final = Code(
    "ZY-VAULT-007",
    Exit.REFUSED,
    N_("The vault believes no key of {person} that signs with {algorithm}."),
    N_("People show it a token (RFC 7519) that they sign with their own key of the role file; it knows: {known}."),
    unlock=N_("a version of the role file with another key of this person"),
    next="zhengyun key request",
)
FULL: Final = Code(
    "ZY-VAULT-008",
    Exit.UNREACHABLE,
    N_("The vault at {address} cannot write down what it is asked, and therefore does nothing: {problem}"),
    N_("Each request stands in its audit log before it is answered. The disk below that log is full or gone; once it has room again, "
       "the vault goes on by itself."),
    unlock=N_("whoever keeps the machine of the vault"),
    next="zhengyun vault status",
)  # fmt: skip
