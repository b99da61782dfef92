"""Why governance says no to grants, standing permits and emergencies."""

from zhengyun.errors import N_, Code, Exit

NOT_YOURS_TO_REVOKE = Code(
    "ZY-GOV-140",
    Exit.REFUSED,
    N_("{person} has no part in {request} and cannot take it back."),
    N_(
        "Whoever asked for a grant or a standing permit, has it, or agreed to it can take it back, and any security administrator."
    ),
    unlock=N_("a security administrator"),
    next="zhengyun change show {request}",
)
NO_EMERGENCY = Code(
    "ZY-GOV-141",
    Exit.REFUSED,
    N_("The glass cannot be broken for {request}: it is an emergency already, or not about a plan."),
    N_("An emergency is asked for in the place of a request for a plan that waits for its chain."),
    next="zhengyun change show {request}",
)
NO_REASON = Code(
    "ZY-GOV-142",
    Exit.BAD_INPUT,
    N_("This is not done without a reason: say why with -m."),
    N_("Whoever agrees, and whoever reads the log later, judges by the reason that was given."),
    next="zhengyun change list",
)
NOT_YOUR_EMERGENCY = Code(
    "ZY-GOV-148",
    Exit.REFUSED,
    N_("Only {asker}, who asked for {request}, can break the glass for it."),
    N_("An emergency is asked for in the same name as what it takes the place of. Where that person cannot be reached, "
       "somebody of the chain rejects the request; then submit the plan in your own name, and break the glass for that."),
    next="zhengyun change show {request}",
)  # fmt: skip
NO_SUCH_TERM = Code(
    "ZY-GOV-149",
    Exit.BAD_INPUT,
    N_("What is asked for cannot be in force for {asked}: at least {least}, at most {most}."),
    N_("A grant and a standing permit end by themselves; the role file says how long they can last at most."),
    next="zhengyun role show -o json",
)
NOTHING_TO_REVIEW = Code(
    "ZY-GOV-143",
    Exit.BAD_INPUT,
    N_("{request} is no emergency of which anything was begun: there is nothing to review."),
    N_("An auditor reviews what was done with the glass broken, once its intent stands in the log."),
    next="zhengyun change show {request}",
)
REVIEWED_ALREADY = Code(
    "ZY-GOV-144",
    Exit.REFUSED,
    N_("An auditor has reviewed {request} already; nothing has been done with it since."),
    N_(
        "A review is an entry of the log and stays. What was found afterwards is an auditor's report, not another review."
    ),
    next="zhengyun audit show",
)
ABOUT_A_PLAN = Code(
    "ZY-GOV-145",
    Exit.BAD_INPUT,
    N_("{request} is about a plan: it is no grant and no standing permit."),
    N_("Grants are called GR-..., standing permits SP-..., requests for a plan CR-...."),
    next="zhengyun change show {request}",
)
TOO_MANY_USES = Code(
    "ZY-GOV-146",
    Exit.BAD_INPUT,
    N_("A grant or a standing permit is for at most {most} changes, not for {count}."),
    N_("The role file's rules say how many (`grants.uses`), and for how long (`grants.seconds`)."),
    next="zhengyun role show",
)
NOT_BY_FILE = Code(
    "ZY-GOV-147",
    Exit.REFUSED,
    N_("{request} does not travel as a file: it is a {subject}."),
    N_("What travels is a request for a plan, because the plan is made again on the other side. To a grant and a standing permit "
       "people agree where the records are."),
    next="zhengyun change approve {request}",
)  # fmt: skip
