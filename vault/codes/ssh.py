"""Why no certificate for SSH comes of a request."""

from typing import Final

from zhengyun.errors import N_, Code, Exit

NOT_CERTIFIED: Final = Code(
    "ZY-VAULT-070",
    Exit.FAILED,
    N_("The vault answered {path} without a certificate."),
    N_(
        "It has agreed, and what it sent is not what an SSH authority sends: the path may belong to another engine there."
    ),
    next="zhengyun vault policy",
)
TOO_WIDE: Final = Code(
    "ZY-VAULT-071",
    Exit.BAD_INPUT,
    N_("A certificate for SSH for {change} cannot be asked for: accounts {accounts}, {seconds} s; at most {most} s."),
    N_("It names the accounts that it is for, and how long it lasts; one without accounts would be good for all of them, and one without "
       "an end for a month."),
    next="zhengyun vault policy",
)  # fmt: skip
