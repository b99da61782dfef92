"""Why the log's words are not erased, or a hold is not lifted."""

from zhengyun.codes import SEPARATION
from zhengyun.errors import N_, Code, Exit

TOO_YOUNG = Code(
    "ZY-GOV-100",
    Exit.REFUSED,
    N_("Entries up to {until} cannot be erased: the log is kept for {days} days, that is from {earliest} on."),
    N_("Network logs are kept for at least six months. The role file's rules may ask for longer, never for less."),
    rule=N_("Cybersecurity Law of the PRC, article 23 (3); GB/T 22239-2019 8.1.4.3"),
    unlock=N_("time"),
    next="zhengyun audit retention show",
)
HELD = Code(
    "ZY-GOV-101",
    Exit.REFUSED,
    N_("Entries {first} to {last} cannot be erased: hold {holds} is upon them."),
    N_("What an inquiry needs is kept until the hold is lifted, which takes an auditor and a security administrator."),
    rule=SEPARATION,
    unlock=N_("an auditor and a security administrator, together"),
    next="zhengyun audit hold list",
)
NOTHING_TO_ERASE = Code(
    "ZY-GOV-102",
    Exit.BAD_INPUT,
    N_("There is nothing to erase up to {until}."),
    N_("Only words older than the retention time go. Role files, holds and erasures stay, and every hash."),
    next="zhengyun audit retention show",
)
NO_PROPOSAL = Code(
    "ZY-GOV-103",
    Exit.BAD_INPUT,
    N_("Entry {number} is no open proposal of this kind."),
    N_("A proposal is answered once, by the other role, and as it was made."),
    next="zhengyun audit show",
)
PROPOSAL_VOID = Code(
    "ZY-GOV-240",
    Exit.REFUSED,
    N_("The proposal of entry {number} does not count: {person} has no longer the role or the key, or has not signed it."),
    N_("Words go when two signatures count at that moment. Erased on a proposal that does not, the log would look as if somebody "
       "had meddled with it."),
    rule=SEPARATION,
    unlock=N_("an auditor, with a new proposal"),
    next="zhengyun audit retention erase --until INSTANT -m REASON",
)  # fmt: skip
BOTH_ROLES = Code(
    "ZY-GOV-104",
    Exit.REFUSED,
    N_("{person} has proposed this, or holds the role that proposed it: it takes the other one, {role}."),
    N_("The log's words go, and holds are lifted, only when an auditor and a security administrator agree, who are two people."),
    rule=SEPARATION,
    unlock=N_("somebody who holds the other role"),
    next="zhengyun role show",
)  # fmt: skip
NO_HOLD = Code(
    "ZY-GOV-105",
    Exit.BAD_INPUT,
    N_("There is no hold {hold} that is in force."),
    N_("A hold is known by the number of the entry that placed it."),
    next="zhengyun audit hold list",
)
HOLD_FORGED = Code(
    "ZY-GOV-260",
    Exit.BAD_INPUT,
    N_("The hold of entry {hold} is none: no auditor and no security administrator has signed it."),
    N_(
        "Somebody has written it into the records. It keeps nothing from being erased, and there is nothing to lift; the log says so."
    ),
    next="zhengyun audit verify",
)
MOVED_ON = Code(
    "ZY-GOV-106",
    Exit.DRIFT,
    N_("While this was looked at, the log went on with something that matters to it: entry {number}."),
    N_("A hold may have been placed, or the same been decided by somebody else. Look again."),
    next="zhengyun audit retention show",
)
