"""Why the kernel says no."""

from zhengyun.errors import N_, Code, Exit
from zhengyun.leave_codes import *  # noqa: F403
from zhengyun.lockout_codes import *  # noqa: F403

SEPARATION = N_("separation of duties (NIST SP 800-53 AC-5; GB/T 22239-2019 8.1.7.3 b)")

PLAN_ALTERED = Code(
    "ZY-PLAN-001",
    Exit.BAD_INPUT,
    N_("{file} is not a plan file, or not byte for byte the one that was written."),
    N_(
        "A plan file is canonical JSON (RFC 8785) with its own digest. One altered byte, white space too, makes it void."
    ),
    next="zhengyun plan -f {file}",
)
NEEDS_MISSING = Code(
    "ZY-PLAN-003",
    Exit.BAD_INPUT,
    N_("{thing} needs {needed}, which is not there and not in this plan."),
    N_(
        "A plan made with --only leaves out what lies elsewhere in the estate. Name that too (`--only site` is what all tenants share), or plan all of it."
    ),
    next="zhengyun plan",
)
STILL_HELD = Code(
    "ZY-PLAN-005",
    Exit.REFUSED,
    N_("{thing} is to take {needed}, which {holder} has, and nothing in this plan takes it from there."),
    N_("Only one of them can have it at a time. What gives it up has to be in the same plan, or in one before."),
    unlock=N_("a plan that covers both"),
    next="zhengyun plan",
)
CIRCLE = Code(
    "ZY-PLAN-004",
    Exit.FAILED,
    N_("These actions wait for each other: {circle}"),
    N_("This is a defect in zhengyun: please report it together with the plan's input."),
    next="zhengyun plan --only TENANT",
)

NO_PERMIT = Code(
    "ZY-PERMIT-001",
    Exit.REFUSED,
    N_("There is no permit for this plan."),
    N_("Nothing changes the estate without a permit: submit the plan and let the people named by its chain agree."),
    rule=SEPARATION,
    next="zhengyun change submit PLAN",
)
PERMIT_EXPIRED = Code(
    "ZY-PERMIT-002",
    Exit.REFUSED,
    N_("The permit of {request} ended at {not_after}."),
    N_(
        "A permit is given for a time, because what people agreed to was true of the estate then. Plan and submit again."
    ),
    unlock=N_("a new request"),
    next="zhengyun plan && zhengyun change submit PLAN",
)
OTHER_PLAN = Code(
    "ZY-PERMIT-003",
    Exit.REFUSED,
    N_("The permit of {request} is for plan {permitted}, this is {given}."),
    N_("People sign a plan's digest. A plan that differs by one byte is another plan, to which nobody has agreed."),
    next="zhengyun change show {request}",
)
OTHER_ESTATE = Code(
    "ZY-PERMIT-004",
    Exit.REFUSED,
    N_("{request} is about estate {permitted}, this plan is from estate {given} or another commit of it."),
    N_("Requests, permits and plans belong to one estate at one commit of its files."),
    next="zhengyun change show {request}",
)
NOT_ASKED = Code(
    "ZY-PERMIT-005",
    Exit.REFUSED,
    N_("The signature under {request} is not {person}'s."),
    N_("Every request is signed by who asks. This one was altered after it was signed, or was never signed."),
    unlock=N_("an auditor, who looks at how it came into the database"),
    next="zhengyun audit verify",
)
SELF_APPROVAL = Code(
    "ZY-PERMIT-006",
    Exit.REFUSED,
    N_("{person} asked for {request}, or had a hand in it, and cannot be among those who approve it."),
    N_("Whoever wants a change never decides alone that it is made."),
    rule=SEPARATION,
    unlock=N_("another person who holds the role"),
    next="zhengyun change approve {request} --as PERSON",
)
UNKNOWN_PERSON = Code(
    "ZY-PERMIT-007",
    Exit.REFUSED,
    N_("Version {version} of the role file knows no {person}."),
    N_("Only people of the role file can sign, with the key that it names."),
    next="zhengyun role show",
)
NOT_IN_OFFICE = Code(
    "ZY-PERMIT-008",
    Exit.REFUSED,
    N_("{person} is not in office: the qualification runs from {begins} until {ends}."),
    N_(
        "A request and an approval count while their signers' qualifications hold, when they are given and when they are used."
    ),
    unlock=N_("a new version of the role file, or another person who holds the role"),
    next="zhengyun role show",
)
RULES_CHANGED = Code(
    "ZY-PERMIT-009",
    Exit.REFUSED,
    N_("{person} signed {request} under another chain or other rules than are in force."),
    N_(
        "The chain of approval follows from the plan's effects and the rule file. When the rules change, people ask and agree anew."
    ),
    unlock=N_("a new request"),
    next="zhengyun change show {request}",
)
BAD_SIGNATURE = Code(
    "ZY-PERMIT-010",
    Exit.REFUSED,
    N_("The approval of {request} that bears {person}'s name was not signed by {person} for this request."),
    N_(
        "It was altered, made with another key, or taken from another request: the signature covers the request's nonce."
    ),
    unlock=N_("an auditor, who looks at how it came into the database"),
    next="zhengyun audit verify",
)
NOT_ENTITLED = Code(
    "ZY-PERMIT-060",
    Exit.REFUSED,
    N_("{request}: {person} cannot act as {role}: {what}"),
    N_("An office, a certificate and the time for which somebody stands in for another have to hold when a word is "
       "given and when it is used; a post that is held for some tenants says nothing of others."),
    rule=SEPARATION,
    unlock=N_("a new request, or a new version of the role file"),
    next="zhengyun role show",
)  # fmt: skip
CHAIN_INCOMPLETE = Code(
    "ZY-PERMIT-011",
    Exit.REFUSED,
    N_("{request} still waits for: {roles}."),
    N_("Every role of the chain has to agree, each by a different person."),
    rule=SEPARATION,
    unlock=N_("the people who hold these roles"),
    next="zhengyun change approve {request} --as PERSON",
)

NOT_YET = Code(
    "ZY-PERMIT-012",
    Exit.REFUSED,
    N_("{request} is not to be carried out before {begins}."),
    N_("People have agreed to a time as well as to a plan; who asked has named it, and all have signed it."),
    unlock=N_("the time itself, or a new request"),
    next="zhengyun change apply {request} --wait",
)
WINDOW_CLOSED = Code(
    "ZY-PERMIT-013",
    Exit.REFUSED,
    N_("{request} may be carried out only within {window}; that opens at {opens}."),
    N_(
        "The window is part of what people have agreed to. What is under way when it closes comes to its end; nothing new "
        "is begun, and the rest is resumed when it opens again."
    ),
    unlock=N_("the next opening, or a new request"),
    next="zhengyun change apply {request} --wait",
)
NO_WINDOW = Code(
    "ZY-PERMIT-014",
    Exit.BAD_INPUT,
    N_("{window} cannot be read as a window: {problem}"),
    N_(
        "A window is days, hours and a time zone, such as `Sat,Sun 22:00-06:00 Asia/Shanghai`; several are separated by "
        "`;`. The time zones are this machine's (on Debian: the package tzdata)."
    ),
    next='zhengyun change submit --window "Sat,Sun 22:00-06:00 Asia/Shanghai"',
)

WORLD_MOVED = Code(
    "ZY-APPLY-001",
    Exit.DRIFT,
    N_("{thing}: {attribute} was {before} when the plan was made and is {now}."),
    N_(
        "A plan rests on the attributes that its actions change or refer to. One of them has moved since, so that what "
        "people agreed to is not what would happen. Changes elsewhere in the estate do not matter."
    ),
    unlock=N_("a new plan"),
    next="zhengyun plan",
)
NOT_COSIGNED = Code(
    "ZY-APPLY-002",
    Exit.REFUSED,
    N_("The intent to apply {request} stands in no checkpoint that a key of the log has signed."),
    N_(
        "Before anything is changed, the intent is in the log, and a checkpoint that includes it is signed by the log's key and by witnesses."
    ),
    rule="NIST SP 800-53 AU-9, AU-10",
    next="zhengyun audit witness run",
)
TOO_FEW_WITNESSES = Code(
    "ZY-APPLY-010",
    Exit.REFUSED,
    N_(
        "The intent to apply {request} takes signatures of {need} witnesses on other machines than this one; there are: {have}."
    ),
    N_(
        "A witness whom whoever applies controls could sign whatever is shown to it. The role file names each with its machine; several on one machine count as one."
    ),
    rule="NIST SP 800-53 AU-9, AU-10",
    unlock=N_("a witness on another machine, or the next version of the role file"),
    next="zhengyun audit witness run",
)
NOT_DONE_AGAIN = Code(
    "ZY-APPLY-003",
    Exit.REFUSED,
    N_("{request} was applied at {ended}; a permit is used once."),
    N_("What people agreed to has been done. A new difference needs a new plan."),
    next="zhengyun change receipt {request}",
)
DRIVER_MISSING = Code(
    "ZY-APPLY-004",
    Exit.BAD_INPUT,
    N_("There is no connection to site {site}, which this plan acts on."),
    N_("The plan names a site for which the settings hold no cloud."),
    next="zhengyun doctor",
)
UNEXPECTED = Code(
    "ZY-APPLY-005",
    Exit.FAILED,
    N_("{thing}: {error}"),
    N_(
        "The driver ended in a way that it does not know. The action counts as failed; what depends on it is not begun."
    ),
    next="zhengyun change receipt REQUEST",
)
CLOCK_BACK = Code(
    "ZY-LOG-001",
    Exit.REFUSED,
    N_("This machine's clock says {now}, but the log's last entry was written at {last}."),
    N_("A clock that went back would put a later deed before an earlier one and let an expired permit live again."),
    rule="NIST SP 800-53 AU-8; RFC 5905",
    unlock=N_("the right time; where it is right now and the last entry's was not, an auditor: `zhengyun audit clock`"),
    next="timedatectl; chronyc tracking",
)
FORKED = Code(
    "ZY-LOG-002",
    Exit.BROKEN,
    N_("Of {size} entries another tree was signed before than is in the records now."),
    N_(
        "A log has one past. Two that were signed convict whoever keeps it: the records were altered, or put back to an older copy."
    ),
    rule="NIST SP 800-53 AU-9, AU-10",
    unlock=N_("an auditor, with the witnesses' memories"),
    next="zhengyun audit verify",
)
NO_SETTINGS = Code(
    "ZY-SET-001",
    Exit.BAD_INPUT,
    N_("There are no settings; looked for {looked}."),
    N_("zhengyun.toml says where the estate, the records, the clouds and the keys are. `zhengyun lab up` makes one for the "
       "lab; docs/settings.md lists every line of it."),
    next="zhengyun lab up",
)  # fmt: skip
BAD_SETTINGS = Code(
    "ZY-SET-002",
    Exit.BAD_INPUT,
    N_("The settings cannot be read: {problem}"),
    N_("Settings are TOML. `estate`, `records` and `keys` must be given."),
    next="zhengyun doctor",
)
UNKNOWN_SETTING = Code(
    "ZY-SET-003",
    Exit.BAD_INPUT,
    N_("The settings know no {name}; there is: {legal}"),
    N_("Unknown settings are refused, so that a misspelt one cannot be silently ignored."),
    next="zhengyun doctor",
)
WRONG_SETTING = Code(
    "ZY-SET-004",
    Exit.BAD_INPUT,
    N_("{name} = {given}: expected {expected}"),
    N_("docs/settings.md lists every line of the settings."),
    next="zhengyun doctor",
)
NO_SETTING = Code(
    "ZY-SET-005",
    Exit.BAD_INPUT,
    N_("The settings do not say {name}."),
    N_("`estate`, `records` and `keys` must be given; docs/settings.md lists every line."),
    next="zhengyun doctor",
)
