"""Why a vault is not begun, opened, copied or brought back."""

from typing import Final

from zhengyun.errors import N_, Code, Exit

NO_VAULT: Final = Code(
    "ZY-VAULT-010",
    Exit.BAD_INPUT,
    N_("{file} names no vault."),
    N_("A table [vault] with its address tells which it is; `lab vault` starts one to learn on and prints the lines."),
    next="zhengyun lab vault",
)
