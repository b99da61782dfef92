"""Why a role file that binds people to certificates is refused."""

from zhengyun.errors import N_, Code, Exit

CERTIFICATE_UNFIT = Code(
    "ZY-GOV-250",
    Exit.REFUSED,
    N_("{where}: {person} would be bound to certificate {serial} of {authority}, which is {why}."),
    N_("Whoever is bound to a certificate is locked out while it does not stand. A version that binds somebody anew binds him to "
       "one that is in the register, is for his key and stands now."),
    rule=N_("NIST SP 800-53 IA-5 (2); GB/T 22239-2019 8.1.4.1"),
    unlock=N_("another certificate for that key"),
    next="zhengyun ca list; zhengyun role new FILE --certificate {person}=SERIAL",
)  # fmt: skip
