"""Why an errand is refused."""

from zhengyun.errors import N_, Code, Exit

UNKNOWN_ERRAND = Code(
    "ZY-CLOUD-160",
    Exit.BAD_INPUT,
    N_("There is no errand {errand}; there are: {legal}"),
    N_("A plan can be made for something that no file declares. This one was made by another version, or by hand."),
    next="zhengyun cloud --help",
)
NO_SERVER = Code(
    "ZY-CLOUD-161",
    Exit.BAD_INPUT,
    N_("Site {site} has no server of ours at {path}, nor below it."),
    N_("A server is named by its path, TENANT/SYSTEM/SERVER; TENANT/SYSTEM stands for all servers of a system."),
    next="zhengyun cloud hosts --site {site}",
)
WHICH_SITE = Code(
    "ZY-CLOUD-162",
    Exit.BAD_INPUT,
    N_("The estate has several sites: {legal}. At which of them?"),
    N_("Hosts and servers are named within one site."),
    next="zhengyun cloud --help",
)
NO_SUCH_HOST = Code(
    "ZY-CLOUD-163",
    Exit.BAD_INPUT,
    N_("Site {site} has no compute host {host}; it has: {legal}"),
    N_("Hosts are named as Nova names them."),
    next="zhengyun cloud hosts --site {site}",
)
HOST_CLOSED = Code(
    "ZY-CLOUD-164",
    Exit.REFUSED,
    N_("Site {site}: {host} takes no servers: it is down, or disabled."),
    N_("Nova places nothing on a host that does not answer or that an operator has disabled."),
    unlock=N_("whoever looks after the host"),
    next="zhengyun cloud hosts --site {site}",
)
NOT_MOVABLE = Code(
    "ZY-CLOUD-165",
    Exit.REFUSED,
    N_("{thing} is {status}: only a server that runs or is off is moved."),
    N_("Nova moves nothing that is paused, rescued, shelved, half resized or in error. A plan brings it back to what it is "
       "declared to be; then it can be moved."),
    next="zhengyun plan",
)  # fmt: skip
HOST_DOWN = Code(
    "ZY-CLOUD-166",
    Exit.REFUSED,
    N_("Site {site}: {host} is down; nothing can be moved away from it."),
    N_("A migration takes a host that answers. What a dead host had can be built again on other hosts."),
    next="zhengyun cloud evacuate {host} --site {site}",
)
HOST_UP = Code(
    "ZY-CLOUD-167",
    Exit.REFUSED,
    N_("Site {site}: {host} is up; its servers are not built again elsewhere while they may be running there."),
    N_("Two servers of one identity would write to the same volumes. Make sure that the machine is off, and declare it dead: "
       "`openstack compute service set --down HOST nova-compute`. A host that is to be emptied is drained."),
    unlock=N_("whoever has seen that the machine is off"),
    next="zhengyun cloud drain {host} --site {site}",
)  # fmt: skip
OTHER_ZONE = Code(
    "ZY-CLOUD-168",
    Exit.REFUSED,
    N_("{thing} is in the availability zone {zone}; {host} is in {other}."),
    N_("A server stays in its zone: where a file declares one, the next plan would make the server anew."),
    next="zhengyun cloud hosts",
)
NO_MOMENT = Code(
    "ZY-CLOUD-170",
    Exit.BAD_INPUT,
    N_("{given} is no moment such as 2026-11-21T03:00Z."),
    N_("A moment is written in UTC, to the minute. Whoever approves makes the plan again for the same moment, so it is part "
       "of it."),
    next="zhengyun cloud copies",
)  # fmt: skip
NOT_YET = Code(
    "ZY-CLOUD-171",
    Exit.BAD_INPUT,
    N_("{given} has not come yet."),
    N_("A copy is named by the span of time that it is made for: one of a later time would keep those of until then from "
       "being made."),
    next="zhengyun cloud copies",
)  # fmt: skip
