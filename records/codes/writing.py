"""Why the log is not written just now."""

from zhengyun.errors import N_, Code, Exit

CLOCK_AHEAD = Code(
    "ZY-REC-047",
    Exit.REFUSED,
    N_(
        "The clock here says {now}, more than {seconds} seconds after {server}, which is what the server of {database} has."
    ),
    N_(
        "Entries of the log are in the order of their times: after one from the future nobody could write until that time has come."
    ),
    unlock=N_("who sets the clocks of this machine and of the server"),
    next="timedatectl",
)
HELD = Code(
    "ZY-REC-048",
    Exit.UNREACHABLE,
    N_("{login} (process {process} of the server) has kept the log at {database} to itself; nobody else could write for {seconds} seconds."),
    N_("Writers take turns within milliseconds. Whoever has a login can hold the turn; whoever looks after the server sees since when, and "
       "ends that session with `SELECT pg_terminate_backend({process})`."),
    unlock=N_("who administers the database"),
    next="zhengyun records separate --check",
)  # fmt: skip
