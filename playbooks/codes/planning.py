"""Why hosts are not planned so."""

from typing import Final

from zhengyun.errors import N_, Code, Exit

HOSTS_ALONE: Final = Code(
    "ZY-HOST-003",
    Exit.BAD_INPUT,
    N_("hosts are planned by themselves, and not with {others}"),
    N_(
        "A plan is of one room: other hands carry it out, with other credentials, and other people may have to agree to it."
    ),
    next="zhengyun plan --site hosts",
)
NO_HOSTS: Final = Code(
    "ZY-HOST-004",
    Exit.BAD_INPUT,
    N_("the estate {estate} declares no host with a role"),
    N_("Hosts and their roles stand in hosts.yaml of a site."),
    next="zhengyun check",
)
UNKNOWN: Final = Code(
    "ZY-HOST-005",
    Exit.BAD_INPUT,
    N_("there is no {word} among the hosts and their roles"),
    N_(
        "--only takes the name of a host, or HOST/ROLE; --blind the name of a host. The roles of a host stand in hosts.yaml."
    ),
    next="zhengyun plan --site hosts --only HOST",
)
NO_ERRAND: Final = Code(
    "ZY-HOST-006",
    Exit.REFUSED,
    N_("hosts know no errand {errand}: files tell what they shall be"),
    N_("A change of hosts is taken back by taking it back in the files and by a plan of that."),
    unlock=N_("a commit of the estate"),
    next="zhengyun plan --site hosts",
)
AWAY: Final = Code(
    "ZY-HOST-010",
    Exit.UNREACHABLE,
    N_("{host} cannot be reached: {said}"),
    N_("Nobody can say what a change would do to a host that cannot be looked at. Leave it out by naming the others with --only; or plan "
       "it blind, and those who agree see that word. Nothing was changed."),
    unlock=N_("whoever has the host in his hands"),
    next="zhengyun plan --site hosts --only OTHER; zhengyun plan --site hosts --blind {host}",
)  # fmt: skip
NOT_PLANNED: Final = Code(
    "ZY-HOST-011",
    Exit.FAILED,
    N_("{role} on {host} cannot be looked at: {task}: {said}"),
    N_(
        "In check mode, which changes nothing, the role failed with these words. What it would do cannot be agreed to therefore."
    ),
    next="zhengyun plan --site hosts --only {host}",
)
