"""Why no estate is generated."""

from typing import Final

from zhengyun.errors import N_, Code, Exit

NEXT: Final = "zhengyun estate generate DIR --departments 46 --systems 88"
NO_SUCH_CITY: Final = Code(
    "ZY-EST-240",
    Exit.BAD_INPUT,
    N_("there is no city with {departments} departments, {systems} systems and {servers} servers"),
    N_("Each department has a system and each system a server; there are at most 2000 departments, 20000 systems, 300 "
       "servers a system and 200000 servers."),
    next=NEXT,
)  # fmt: skip
TOO_MANY_HOSTS: Final = Code(
    "ZY-EST-283",
    Exit.BAD_INPUT,
    N_("there is no city with {hosts} hosts; there are at most {most}"),
    N_("The management segment of each site, and the networks behind its routers, have room for so many."),
    next=NEXT,
)
NOT_EMPTY: Final = Code(
    "ZY-EST-241",
    Exit.REFUSED,
    N_("{folder} is there already, and is not empty"),
    N_("A generated city never goes over somebody's files, nor between them. Name a folder that is not there."),
    next=NEXT,
)
NOT_WRITTEN: Final = Code(
    "ZY-EST-242",
    Exit.FAILED,
    N_("the city cannot be written to {folder}: {problem}"),
    N_("Free some room, or name a folder in which you may write. What has been written lies there."),
    next=NEXT,
)
