"""Why the kernel says no to somebody whose certificate does not stand."""

from zhengyun.errors import N_, Code, Exit

LOCKED_OUT = Code(
    "ZY-PERMIT-065",
    Exit.REFUSED,
    N_("{person} is locked out: certificate {serial} of {authority}, to which the role file binds the key, is {why}."),
    N_("Whoever is bound to a certificate acts while its authority stands by it, when he signs and when what he signed is used. "
       "What he signed and what was carried out before that stays."),
    rule="NIST SP 800-53 IA-5 (2), AC-2 (1); GB/T 22239-2019 8.1.4.1; RFC 5280 section 5.3",
    unlock=N_("a suspension: its reviewer, who resumes it; otherwise a new certificate and a new version of the role file"),
    next="zhengyun role show; zhengyun ca show {serial}",
)  # fmt: skip
