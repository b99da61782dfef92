"""Why history and reconciliation refuse."""

from zhengyun.errors import N_, Code, Exit

NOTHING_RECORDED = Code(
    "ZY-GOV-170",
    Exit.BAD_INPUT,
    N_("Nothing was ever recorded at {path} or below it."),
    N_("A path begins with a tenant, or with `site` for what all share, such as finance/payroll/app. What was read before "
       "readings were kept, and what had ended more than three years ago, is in no history."),
    next="zhengyun estate history",
)  # fmt: skip
NO_SPAN = Code(
    "ZY-GOV-171",
    Exit.BAD_INPUT,
    N_("From {since} until {until} is no time that has passed; it is {now}."),
    N_("What is held against each other lies behind us: --since before --until, and that not after now."),
    next="zhengyun audit reconcile --help",
)
