"""Why nothing can be said of how a core finds another way."""

from zhengyun.errors import N_, Code, Exit

NOT_WHOLE = Code(
    "ZY-NET-214",
    Exit.REFUSED,
    N_("The town has faults already: what was measured now would be theirs."),
    N_("Each link is cut while all others are whole, and healed before the next."),
    unlock=N_("whoever broke the links"),
    next="zhengyun lab heal",
)
NO_STREAM = Code(
    "ZY-NET-215",
    Exit.FAILED,
    N_("Hosts do not reach each other though nothing is cut; waited for {seconds} s."),
    N_(
        "Streams have to flow before a link is cut. Something else keeps them away: the policy, a firewall, or a router that does not run."
    ),
    next="zhengyun lab status",
)
NOT_AGAIN = Code(
    "ZY-NET-216",
    Exit.FAILED,
    N_("After a link was healed, routes are not as before; waited for {seconds} s."),
    N_("The next link is cut only once every router of the core sends everything as it did at first."),
    next="zhengyun lab status",
)
NO_STREAMS = Code(
    "ZY-NET-217",
    Exit.BAD_INPUT,
    N_("The town that is up has no two hosts with the core between them."),
    N_("Streams go between hosts of different segments whose gateways are core routers; the small town has none."),
    next="zhengyun lab up --town",
)
