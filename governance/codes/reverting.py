"""Why what a change has done is not taken back."""

from zhengyun.errors import N_, Code, Exit

NOTHING_DONE = Code(
    "ZY-GOV-190",
    Exit.BAD_INPUT,
    N_("{request} is {state}: it has done nothing that could be taken back."),
    N_("A change is taken back by what was done of it, action by action, as the log tells it."),
    next="zhengyun change show {request}",
)
STILL_APPLYING = Code(
    "ZY-GOV-191",
    Exit.REFUSED,
    N_("{request} is being applied: what it does is not known yet."),
    N_(
        "A change is taken back once its run has ended, well or not. Where the process that applied it is gone, resume it, "
        "and stop it with Ctrl-C if it shall not go on: then it is known what was done. A resume that is refused because "
        "the permit has run out ends the run as well."
    ),
    unlock=N_("the end of that run"),
    next="zhengyun change apply {request} --resume",
)
LOG_SAYS_OTHERWISE = Code(
    "ZY-GOV-192",
    Exit.BROKEN,
    N_("The records and the log do not tell the same of {request}."),
    N_(
        "What an action has come to stands in the records and, as an entry that witnesses have seen, in the log. The way "
        "back is planned from both, and only where they agree: somebody has altered one of them."
    ),
    unlock=N_("an auditor, who finds out what was altered"),
    next="zhengyun audit verify",
)
PAST_MOVED = Code(
    "ZY-GOV-193",
    Exit.DRIFT,
    N_("What {request} has done is not what this plan takes back."),
    N_(
        "A plan that takes a change back names the digest of what that change has done. The change has been resumed since, "
        "or the records here are other ones than those where it was planned."
    ),
    next="zhengyun change revert {request}",
)
TAKEN_BACK = Code(
    "ZY-GOV-194",
    Exit.REFUSED,
    N_("{request} was taken back by {by} at {at}; it is not gone on with."),
    N_(
        "What is left of a change would be done on top of the undoing of the rest. Plan anew what shall be, from the files "
        "or as the way back of {by}."
    ),
    unlock=N_("a new plan"),
    next="zhengyun change revert {by}",
)
TOO_OLD = Code(
    "ZY-GOV-195",
    Exit.REFUSED,
    N_("What {request} has done can no longer be proven: the log's words of it were erased after their time."),
    N_("A change is taken back by what the log proves of it. What it was about is kept for its time, and then goes, with its "
       "hash kept. Declare in the files what shall be, and plan that."),
    unlock=N_("a new plan"),
    next="zhengyun plan",
)  # fmt: skip
