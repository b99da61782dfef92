"""Why a secret is not put into the vault."""

from typing import Final

from zhengyun.errors import N_, Code, Exit

KEPT_ALREADY: Final = Code(
    "ZY-VAULT-090",
    Exit.REFUSED,
    N_("The vault keeps a secret at {path} already."),
    N_("Nobody types over it: each change that is lent it puts a new one in its place. One that opens nothing any more is mended by "
       "giving its user in the cloud the password again that the vault keeps, or under another site's name."),
    next="zhengyun vault policy",
)  # fmt: skip
