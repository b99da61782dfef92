"""Why governance refuses a request, or a word, that travels as a file."""

from zhengyun.codes import SEPARATION
from zhengyun.errors import N_, Code, Exit

BAD_TRAVELLING = Code(
    "ZY-GOV-074",
    Exit.BAD_INPUT,
    N_("{file} is no request file and no word file, or not byte for byte the one that was written: {problem}"),
    N_(
        "`change export` writes a request as a file, `change approve --file` and `change reject --file` answer with one. Both "
        "are canonical JSON (RFC 8785): one altered byte makes them void."
    ),
    next="zhengyun change export REQUEST --to FILE",
)
OTHER_CITY = Code(
    "ZY-GOV-075",
    Exit.REFUSED,
    N_("The request's role file begins with {given}; this machine's settings pin {pin}."),
    N_(
        "Whoever agrees away from the records knows the people and the rules from the file alone. Version 1 of its role file "
        "must be the one whose digest was handed over on paper, and each later one signed by those of the version before."
    ),
    rule=SEPARATION,
    unlock=N_("the right file, or the right `pin` in the settings"),
    next="zhengyun doctor",
)
WORD_ELSEWHERE = Code(
    "ZY-GOV-076",
    Exit.REFUSED,
    N_("No request here is the one that this word is about ({request})."),
    N_(
        "A word is bound to one request by its nonce and its plan's digest. It is no word about another, whatever its name."
    ),
    next="zhengyun change list",
)
WORD_ALTERED = Code(
    "ZY-GOV-077",
    Exit.REFUSED,
    N_("{person} has not signed this word about {request}."),
    N_("It was altered on its way, or signed with another key than the role file names."),
    unlock=N_("an auditor, who looks at which way the file came"),
    next="zhengyun change show {request}",
)
WORD_STALE = Code(
    "ZY-GOV-078",
    Exit.REFUSED,
    N_("{person}'s word about {request} of {at} was recorded or taken back before, or is of a time that has not come."),
    N_("A word counts once. Who has taken it back, and agrees again, says so again."),
    unlock=N_("a new word"),
    next="zhengyun change approve --file FILE --to FILE",
)
NO_PIN = Code(
    "ZY-GOV-079",
    Exit.BAD_INPUT,
    N_("The settings do not say `pin`: nothing tells whose request {file} is."),
    N_(
        "`pin` is the digest of version 1 of the city's role file, as it was handed over on paper. `change export` says it where "
        "the records are; taken from the file itself it would prove nothing."
    ),
    next="zhengyun change export REQUEST --to FILE",
)
NEEDS_RECORDS = Code(
    "ZY-GOV-242",
    Exit.REFUSED,
    N_("{request} does not travel as a file: {what}."),
    N_(
        "Whoever agrees elsewhere has the clouds, the estate and what the file carries, and nothing else of the records."
    ),
    unlock=N_("somebody who agrees where the records are"),
    next="zhengyun change approve {request}",
)
