"""Why a keeper's share is not sealed, or not opened."""

from typing import Final

from zhengyun.errors import N_, Code, Exit

NOT_A_SHARE_FILE: Final = Code(
    "ZY-VAULT-091",
    Exit.BAD_INPUT,
    N_("{file} is no share under a passphrase: {problem}"),
    N_("`vault init` writes one file a keeper, byte for byte as it has to be. A share that was written down is given without a file: it is "
       "asked for line by line, or read from --secret-file."),
    next="zhengyun vault unseal --help",
)  # fmt: skip
SHARE_NOT_OPENED: Final = Code(
    "ZY-VAULT-092",
    Exit.REFUSED,
    N_("The passphrase does not open the share in {file}, or the file was altered."),
    N_("Which of the two cannot be told apart: the seal covers the whole file. Nothing was given to the vault."),
    unlock=N_("the keeper of this share; the vault opens without it by those of others"),
    next="zhengyun vault unseal {file}",
)
SHORT_PASSPHRASE: Final = Code(
    "ZY-VAULT-093",
    Exit.BAD_INPUT,
    N_("The passphrase of {person} for his share has fewer than {least} characters."),
    N_("It is all that stands between whoever finds the file and a share of the vault's key. Nothing was begun."),
    next="zhengyun vault init --help",
)
NOBODY_TO_ASK: Final = Code(
    "ZY-VAULT-094",
    Exit.BAD_INPUT,
    N_("The passphrase of {person} for his share is needed, and there is no terminal to ask at."),
    N_("Each keeper types his own, one after the other; where nobody sits, --secrets names a folder with a file for each, by their names. "
       "Nothing was begun."),
    next="zhengyun vault init --help",
)  # fmt: skip
SAME_PASSPHRASE: Final = Code(
    "ZY-VAULT-096",
    Exit.BAD_INPUT,
    N_("{other} and {person} have the same passphrase for their shares."),
    N_("Each of them could open the other's share, and whoever comes by the one has both. Both take another one. Nothing was begun."),
    next="zhengyun vault init --help",
)  # fmt: skip
READABLE_SECRET: Final = Code(
    "ZY-VAULT-097",
    Exit.REFUSED,
    N_("{file} can be read or written by others (mode {mode})."),
    N_("Whoever reads the passphrase has the share that it opens: mode 0600. Others may have read it by now; its keeper takes another one. "
       "Nothing was begun."),
    next="chmod 600 {file}",
)  # fmt: skip
KEEPER_NOT_ASKED: Final = Code(
    "ZY-VAULT-098",
    Exit.BAD_INPUT,
    N_("The passphrase of {person} for his share is needed, and there is no terminal to ask at."),
    N_("Hand it in with --secret-file FILE, or --secret-file - and stdin. It is the one that he chose for this share, and not that of his key. "
       "Nothing was given to the vault."),
    next="zhengyun vault unseal --help",
)  # fmt: skip
