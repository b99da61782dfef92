"""Why what was opened beforehand for a standing permit is not agreed to."""

from typing import Final

from zhengyun.errors import N_, Code, Exit

MORE_THAN_AGREED: Final = Code(
    "ZY-VAULT-080",
    Exit.REFUSED,
    N_("For {under} {what} has been opened {count} times beforehand; {most} uses are left."),
    N_("The vault is to hold as many uses as people agree to, and no more: what is authorised beforehand is had with nobody awake. "
       "Nothing was signed and nothing authorised."),
    rule=N_("No approval, no credential"),
    next="zhengyun change run {under}; zhengyun change run {under} --gone HOST; zhengyun standing revoke {under} -m REASON",
)  # fmt: skip
