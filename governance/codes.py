"""Why governance says no."""

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
ROLES_ALTERED = Code(
    "ZY-GOV-011",
    Exit.BROKEN,
    N_("The role file in the records is not the one that the log pins: {problem}"),
    N_("Every version is pinned by an entry of the log, the first by its first entry. Somebody has altered the one or the "
       "other."),
    unlock=N_("an auditor, with a witness's copy"),
    next="zhengyun audit verify",
)  # fmt: skip
NO_ROLES = Code(
    "ZY-GOV-012",
    Exit.BAD_INPUT,
    N_("There is no role file yet: nobody can ask or approve."),
    N_("The first version is laid when the records are begun; `zhengyun lab up` makes a training set of three people."),
    next="zhengyun role begin FILE",
)
ROLES_THERE = Code(
    "ZY-GOV-013",
    Exit.REFUSED,
    N_("The log has begun: version 1 of the role file was pinned at {at}."),
    N_("A new version has to be signed by people of the present one."),
    next="zhengyun role adopt FILE",
)
ROLES_UNSIGNED = Code(
    "ZY-GOV-014",
    Exit.REFUSED,
    N_(
        "Version {version} of the role file has {have} valid signatures of people of version {previous}; it takes {need}."
    ),
    N_("Version n+1 counts only when as many people of version n have signed it as version n demands."),
    rule=SEPARATION,
    unlock=N_("signatures of more people in office"),
    next="zhengyun role sign FILE --as PERSON",
)
ROLES_VERSION = Code(
    "ZY-GOV-015",
    Exit.BAD_INPUT,
    N_("The file says version {given}; the next version is {expected}."),
    N_("Versions follow each other without a gap."),
    next="zhengyun role show",
)
ROLES_UNREADABLE = Code(
    "ZY-GOV-016",
    Exit.BAD_INPUT,
    N_("{file} is not a role file: {problem}"),
    N_("A role file is JSON of format zhengyun-roles/1."),
    next="zhengyun role show -o json",
)
ROLES_OVERLAP = Code(
    "ZY-GOV-017",
    Exit.REFUSED,
    N_("{person} would hold {roles} together."),
    N_("The three administrators are three people: nobody holds two of the roles."),
    rule="GB/T 22239-2019 8.1.5.1, 8.1.5.2, 8.1.5.3; NIST SP 800-53 AC-5",
    next="zhengyun role show",
)
WITNESS_REFUSES = Code(
    "ZY-GOV-018",
    Exit.BROKEN,
    N_("Witness {witness} saw entry {number} of the log with another hash, or it is gone."),
    N_("The log that the witness is shown does not follow from the one it has seen. It signs nothing more until an "
       "auditor has found out why."),
    rule="NIST SP 800-53 AU-9, AU-10",
    unlock=N_("an auditor"),
    next="zhengyun audit verify",
)  # fmt: skip
WITNESS_FORGETS = Code(
    "ZY-GOV-022",
    Exit.FAILED,
    N_("Witness {witness} cannot write its memory at {file}: {problem}"),
    N_("A witness signs only what it will remember, and nothing is begun that it has not signed. Make room, or put the "
       "rights right, and go on."),
    next="df -h; ls -la {file}",
)  # fmt: skip
NO_VALIDITY = Code(
    "ZY-GOV-020",
    Exit.BAD_INPUT,
    N_("A request cannot be open for {seconds} s: at least {least} s, at most {most} s."),
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
