"""Why governance refuses on the road of a change, and who may walk it."""

from zhengyun.codes import SEPARATION
from zhengyun.errors import N_, Code, Exit

NOT_YOURS = Code(
    "ZY-GOV-001",
    Exit.REFUSED,
    N_("{person} does not hold the role that this takes: {role}."),
    N_("System administrators ask for changes, security administrators agree to them, auditors read the log."),
    rule="GB/T 22239-2019 8.1.5.1, 8.1.5.2, 8.1.5.3",
    unlock=N_("somebody who holds the role"),
    next="zhengyun role show",
)
NO_COMMIT = Code(
    "ZY-GOV-002",
    Exit.REFUSED,
    N_("The plan was not made from a commit of the estate."),
    N_(
        "Whoever approves makes the plan again from the estate's commit. Files that are not committed, nobody else has."
    ),
    next="git add -A && git commit && zhengyun plan",
)
NOTHING_TO_DO = Code(
    "ZY-GOV-003",
    Exit.BAD_INPUT,
    N_("The plan has no actions: there is nothing to ask for."),
    N_("The estate is as its files declare it."),
    next="zhengyun drift",
)
NOT_OPEN = Code(
    "ZY-GOV-004",
    Exit.REFUSED,
    N_("{request} is {state}; this can be done only while it is: {states}."),
    N_("A request goes from submitted to approved to applied. What was rejected, cancelled or has expired stays so."),
    next="zhengyun change show {request}",
)
OTHER_PLAN_HERE = Code(
    "ZY-GOV-005",
    Exit.DRIFT,
    N_("Made again here, the plan of {request} comes out differently in: {things}"),
    N_("The approver's side makes the plan from the same commit with its own reading of the world, so that nobody signs "
       "what somebody else's screen shows. Either the world has moved, or the request is not what it says."),
    unlock=N_("a new plan and a new request"),
    next="zhengyun plan",
)  # fmt: skip
SAID_ALREADY = Code(
    "ZY-GOV-006",
    Exit.REFUSED,
    N_("{person} has already given a review of {request}."),
    N_("Each person has one word about a request."),
    next="zhengyun change show {request}",
)
OWN_REQUEST = Code(
    "ZY-GOV-007",
    Exit.REFUSED,
    N_("{person} asked for {request} and cannot approve it."),
    N_("Whoever wants a change never decides alone that it is made."),
    rule=SEPARATION,
    unlock=N_("another person who holds the role: {roles}"),
    next="zhengyun change approve {request} --as PERSON",
)
BEING_APPLIED = Code(
    "ZY-GOV-008",
    Exit.REFUSED,
    N_("{request} is being applied by process {process} on {host} since {since}."),
    N_(
        "A change is applied by one process at a time. When that process is gone, `--resume` takes over; of another "
        "machine only people can know that it is gone for good: `--gone HOST` says so."
    ),
    next="zhengyun change show {request}",
)
NOT_RESUMABLE = Code(
    "ZY-GOV-009",
    Exit.BAD_INPUT,
    N_("{request} is {state}: there is nothing to resume."),
    N_("Only an apply that was interrupted or failed can be resumed."),
    next="zhengyun change show {request}",
)
NEEDS_RESUME = Code(
    "ZY-GOV-010",
    Exit.REFUSED,
    N_("{request} was begun and is {state}; say --resume to go on with it."),
    N_("What has been done is not done again; what was under way is looked at first."),
    next="zhengyun change apply {request} --resume",
)
NO_VALIDITY = Code(
    "ZY-GOV-020",
    Exit.BAD_INPUT,
    N_("A request cannot be open for {asked}: at least {least}, at most {most}."),
    N_("A permit is given for a time, because what people agreed to was true of the estate then."),
    next="zhengyun change submit PLAN --valid DURATION",
)
EXPIRED = Code(
    "ZY-GOV-019",
    Exit.REFUSED,
    N_("{request} was open until {not_after} and has expired."),
    N_("A request waits for its approval, and for its use, only until the time that the asker has set."),
    unlock=N_("a new request"),
    next="zhengyun plan",
)
NOT_YOUR_REQUEST = Code(
    "ZY-GOV-021",
    Exit.REFUSED,
    N_("Only {asker}, who asked for {request}, can take it back."),
    N_("Who does not agree to a request rejects it, and says why."),
    next="zhengyun change reject {request}",
)
NOT_AHEAD = Code(
    "ZY-GOV-023",
    Exit.BAD_INPUT,
    N_("The log's newest entry is of {last}, which is not ahead of this machine's clock ({now})."),
    N_("Only a log whose newest entry was written by a clock that ran ahead needs an auditor's word to go on."),
    next="zhengyun audit show",
)
OTHER_KEY = Code(
    "ZY-GOV-024",
    Exit.REFUSED,
    N_("The key at hand is not the one that the role file names for {person}."),
    N_("What is signed with another key proves nothing about who signed."),
    next="zhengyun role show",
)
ASKED_ALREADY = Code(
    "ZY-GOV-025",
    Exit.REFUSED,
    N_("{request} asks for exactly this plan already; it is {state}."),
    N_(
        "A plan is asked for once at a time. What lies in the plan file may be an older plan than the one you have in mind."
    ),
    unlock=N_("the end of that request, or a new plan"),
    next="zhengyun change show {request}",
)
NOT_YOUR_TURN = Code(
    "ZY-GOV-070",
    Exit.REFUSED,
    N_("{request} waits for the word of {role} now; it is not {person}'s turn."),
    N_(
        "The links of a chain agree one after the other: who comes later rests on what those before have looked at. A "
        "refusal needs no turn."
    ),
    rule=SEPARATION,
    unlock=N_("the word of somebody who holds the role that is awaited"),
    next="zhengyun change show {request}",
)
NO_YES = Code(
    "ZY-GOV-071",
    Exit.BAD_INPUT,
    N_("{person} has not agreed to {request}: there is nothing to withdraw."),
    N_("Only one's own yes can be withdrawn, until the permit is used. A refusal is for good."),
    next="zhengyun change show {request}",
)
NOT_STANDING = Code(
    "ZY-GOV-072",
    Exit.BROKEN,
    N_("By the log, {person}'s yes to {request} does not stand: it was taken back, or was never given."),
    N_(
        "Every yes and every withdrawal is an entry of the log. The records hold a yes that the log does not know: "
        "somebody has put it there."
    ),
    unlock=N_("an auditor, who looks at how it came into the database"),
    next="zhengyun audit verify",
)
NEVER_USABLE = Code(
    "ZY-GOV-073",
    Exit.BAD_INPUT,
    N_("It could be carried out from {opens} on, but is asked for until {not_after} only."),
    N_(
        "A request is open for a time (`--valid`, 8 hours where nothing is said). What it may not be used before, and its "
        "window, have to lie within."
    ),
    next="zhengyun change submit PLAN --valid DURATION",
)
WINDOW_BEYOND = Code(
    "ZY-GOV-241",
    Exit.BAD_INPUT,
    N_("{window} is open at {at}, when the rules let nothing be carried out: {windows}."),
    N_("A request's own window lies within those of the role file's rules. Without `--window` it gets these."),
    next="zhengyun change submit PLAN --window WINDOW",
)
