"""Why nothing can be said of clocks."""

from zhengyun.errors import N_, Code, Exit

NO_TIME = Code(
    "ZY-CLOCK-001",
    Exit.BAD_INPUT,
    N_("The estate declares no time: there is no time.yaml beside estate.yaml."),
    N_("time.yaml says where time comes from, which hosts give it on, and how far clocks may be off (docs/clock.md)."),
    next="zhengyun estate schema time",
)
NO_SUCH_HOST = Code(
    "ZY-CLOCK-002",
    Exit.BAD_INPUT,
    N_("{host} has no part in the estate's time; it has: {legal}"),
    N_("Servers of time.yaml have one, and so have the hosts with the role time_client."),
    next="zhengyun clock plan",
)
NO_LINE = Code(
    "ZY-CLOCK-010",
    Exit.BAD_INPUT,
    N_("{given}: expected a host and an instant with its offset, such as 'web1 2026-03-02T08:00:00.250Z'"),
    N_("A line of a log is held against another host's by when it was written. Without its offset from UTC an instant means nothing "
       "elsewhere."),
    next="zhengyun clock prove --help",
)  # fmt: skip
