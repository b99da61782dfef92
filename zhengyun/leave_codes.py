"""Why the kernel says no to what is asked under a grant or a standing permit, or in an emergency."""

from zhengyun.errors import N_, Code, Exit

DUTIES = N_("separation of duties (NIST SP 800-53 AC-5; GB/T 22239-2019 8.1.7.3 b)")
LEAST_PRIVILEGE = N_("least privilege (NIST SP 800-53 AC-6; GB/T 22239-2019 8.1.4.2)")

OTHER_SUBJECT = Code(
    "ZY-PERMIT-030",
    Exit.REFUSED,
    N_("{request} is about a {subject}, not about a plan: nothing can be applied with it."),
    N_("A grant and a standing permit are agreed to as plans are, but they only say what somebody may ask for."),
    next="zhengyun change show {request}",
)
NO_LEAVE = Code(
    "ZY-PERMIT-031",
    Exit.REFUSED,
    N_("{request} is asked under {under}, and there is no grant or standing permit of that name."),
    N_(
        "A grant is called GR-..., a standing permit SP-...; both are on record with the signatures of those who agreed."
    ),
    next="zhengyun grant list; zhengyun standing list",
)
OUT_OF_TIME = Code(
    "ZY-PERMIT-032",
    Exit.REFUSED,
    N_("{under} is good from {begins} until {ends}; now it is {now}."),
    N_("A grant and a standing permit end by themselves; nobody has to take them back."),
    rule=LEAST_PRIVILEGE,
    unlock=N_("a new application"),
    next="zhengyun {kind} show {under}; zhengyun {kind} ask --help",
)
LEAVE_ENDED = Code(
    "ZY-PERMIT-033",
    Exit.REFUSED,
    N_("{under} was taken back at {ended}."),
    N_("What was revoked, rejected or cancelled stays so: the log says it, whatever the records say."),
    unlock=N_("a new application"),
    next="zhengyun {kind} show {under}; zhengyun {kind} ask --help",
)
USED_UP = Code(
    "ZY-PERMIT-034",
    Exit.REFUSED,
    N_("{under} is used up: of {count} that it allows, these were begun: {requests}"),
    N_(
        "Uses are counted from the intents in the log, in their order; of two at once the one that stands first there counts."
    ),
    rule=LEAST_PRIVILEGE,
    unlock=N_("a new application"),
    next="zhengyun {kind} show {under}; zhengyun {kind} ask --help",
)
NOT_GIVEN_TO = Code(
    "ZY-PERMIT-035",
    Exit.REFUSED,
    N_("{under} was given to {holder}, not to {person}."),
    N_("A grant and a standing permit are for one person, who asks under his own name and with his own key."),
    rule=LEAST_PRIVILEGE,
    next="zhengyun {kind} show {under}; zhengyun {kind} list",
)
OTHER_TENANTS = Code(
    "ZY-PERMIT-036",
    Exit.REFUSED,
    N_("{under} is for {tenants}; this plan touches {others} too."),
    N_("What all tenants share is called `site` here, and is granted by that name alone."),
    rule=LEAST_PRIVILEGE,
    unlock=N_("a plan of these tenants alone, or another application"),
    next="zhengyun plan --only TENANT",
)
OTHER_VERBS = Code(
    "ZY-PERMIT-037",
    Exit.REFUSED,
    N_("{under} allows {verbs}; this plan does more: {beyond}"),
    N_("To replace a thing takes leave to create and to delete."),
    rule=LEAST_PRIVILEGE,
    unlock=N_("another plan, or another application"),
    next="zhengyun {kind} show {under}; zhengyun {kind} ask --help",
)
OTHER_SITES = Code(
    "ZY-PERMIT-038",
    Exit.REFUSED,
    N_("{under} is for {sites}; this plan acts at {others} too."),
    N_("A grant may name sites; one that names none is for all of them."),
    rule=LEAST_PRIVILEGE,
    unlock=N_("a plan for these sites alone, or another application"),
    next="zhengyun plan --site SITE",
)
OTHER_RUNBOOK = Code(
    "ZY-PERMIT-039",
    Exit.REFUSED,
    N_("{under} is for the runbook {runbook} as people have read it; the one at hand is {given}."),
    N_("A standing permit holds the digest of the very file: who changes one byte of the script asks anew."),
    rule=DUTIES,
    unlock=N_("the runbook that was agreed to, or a new standing permit"),
    next="sha256sum RUNBOOK; zhengyun standing show {under}",
)
OUT_OF_WINDOW = Code(
    "ZY-PERMIT-040",
    Exit.REFUSED,
    N_("{under} may be used in {window} only; it opens again at {opens}."),
    N_("A standing permit may say at which times of the week its script runs."),
    next="zhengyun standing show {under}",
)
TOO_MANY_ACTIONS = Code(
    "ZY-PERMIT-041",
    Exit.REFUSED,
    N_("{under} allows {most} actions at a time; this plan has {count}."),
    N_("A script that wants more than people thought of waits until people have looked."),
    rule=LEAST_PRIVILEGE,
    unlock=N_("people, by the usual road"),
    next="zhengyun standing show {under}; zhengyun change submit PLAN -m REASON",
)
MAY_NOT_DESTROY = Code(
    "ZY-PERMIT-042",
    Exit.REFUSED,
    N_("{under} does not allow that data is destroyed: {data}"),
    N_("What cannot be undone is agreed to by people who look at it, each time."),
    rule=DUTIES,
    unlock=N_("people, by the usual road"),
    next="zhengyun standing show {under}; zhengyun change submit PLAN -m REASON",
)
MAY_NOT_OPEN = Code(
    "ZY-PERMIT-043",
    Exit.REFUSED,
    N_("{under} does not allow that a flow is opened: {flow}"),
    N_("A new way into or out of an area is agreed to by people who look at it, each time."),
    rule=DUTIES,
    unlock=N_("people, by the usual road"),
    next="zhengyun standing show {under}; zhengyun change submit PLAN -m REASON",
)
TOO_FEW_FOR_EMERGENCY = Code(
    "ZY-PERMIT-044",
    Exit.REFUSED,
    N_(
        "To break the glass for {request} takes at least {people} people of {roles}, the first of these roles among them."
    ),
    N_("An emergency shortens the chain; it never makes one person enough."),
    rule=DUTIES,
    next="zhengyun role show",
)
EMERGENCY_TOO_LONG = Code(
    "ZY-PERMIT-045",
    Exit.REFUSED,
    N_("The emergency permit of {request} would be open for more than {longest} after a yes."),
    N_("What was agreed to in an emergency is done in the emergency, or asked for by the usual road."),
    next="zhengyun change break-glass {request}",
)
NOT_REVIEWED = Code(
    "ZY-PERMIT-046",
    Exit.REFUSED,
    N_("The glass was broken before, and no auditor has reviewed it yet: {others}"),
    N_("The next emergency waits for the review of the one before. The log says what was done and what was reviewed; a review "
       "counts where an auditor has signed it."),
    rule="NIST SP 800-53 AC-6(9), AU-6",
    unlock=N_("an auditor: zhengyun change review REQUEST"),
    next="zhengyun change list",
)  # fmt: skip
NOT_BOUNDED = Code(
    "ZY-PERMIT-047",
    Exit.REFUSED,
    N_("{under} was given to {person}, who does not hold any of: {roles}"),
    N_("Grants are for people whom the role file names as operators; what they may do there is nothing without a grant. In the "
       "name of the security and the audit administrator nothing is asked for and nothing carried out."),
    rule=DUTIES,
    unlock=N_("a new version of the role file"),
    next="zhengyun role matrix",
)  # fmt: skip
SUBJECT_ALTERED = Code(
    "ZY-PERMIT-048",
    Exit.BROKEN,
    N_("What {request} is about is not byte for byte what people were asked to agree to."),
    N_("Grants and standing permits are kept as canonical JSON with their digest. Somebody has altered this one in the "
       "records, or it is about something else."),
    unlock=N_("an auditor, who looks at how it came into the database"),
    next="zhengyun audit verify",
)  # fmt: skip
