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
NO_PASSWORD: Final = Code(
    "ZY-VAULT-095",
    Exit.BAD_INPUT,
    N_("The password of {user} is needed, and there is no terminal to ask at."),
    N_("Hand it in with --password-file FILE, or --password-file - and stdin. It is never taken from the command line, where every user of the "
       "machine could read it. Nothing was asked of the vault."),
    next="zhengyun vault keep --help",
)  # fmt: skip
