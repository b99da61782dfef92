"""Why a rule of what drift is not to tell is refused."""

from zhengyun.errors import N_, Code, Exit

HIDES_ALL = Code(
    "ZY-EST-200",
    Exit.REFUSED,
    N_("{match} is about everything of every kind: name a kind, or a tenant or path"),
    N_("A rule that hides all drift would switch the looking off. Each rule is about something, for a reason."),
    next="zhengyun estate schema drift",
)
TOO_LATE = Code(
    "ZY-EST-201",
    Exit.REFUSED,
    N_("{until} is more than a year ahead; the latest day is {latest}"),
    N_("What is not told for ever is forgotten. After a year at most somebody looks again and says so anew."),
    unlock=N_("a change of the files after that day, with a reason that holds then"),
    next="zhengyun check",
)
