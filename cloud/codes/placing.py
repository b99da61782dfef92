"""Why a server finds no host, though there are some."""

from zhengyun.errors import N_, Code, Exit

TOO_FEW_HOSTS = Code(
    "ZY-CLOUD-140",
    Exit.REFUSED,
    N_(
        "Site {site}: server group {group} keeps its {servers} servers apart, at most {most} on a host, and needs {needed} "
        "hosts; {there} can take one: short by {short}."
    ),
    N_("Nova would build some and refuse the rest with `No valid host`. It is told before the first write."),
    unlock=N_("more hosts, fewer servers in the group, a larger max_per_host, or soft-anti-affinity"),
    next="zhengyun plan",
)
GROUP_FORBIDS = Code(
    "ZY-CLOUD-141",
    Exit.REFUSED,
    N_(
        "Site {site}: there is room for {thing} ({vcpus} processors, {ram_mib} MiB, {disk_gib} GiB), and its server group "
        "{group} ({policy}) allows none of these hosts."
    ),
    N_(
        "The hosts with room have as many of the group's servers as it allows, or those of the group stand on another one."
    ),
    unlock=N_("more hosts, smaller servers, or a soft policy"),
    next="zhengyun plan",
)
RESIZED_ELSEWHERE = Code(
    "ZY-CLOUD-148",
    Exit.REFUSED,
    N_(
        "Site {site}: {thing} cannot become {vcpus} processors, {ram_mib} MiB, {disk_gib} GiB: its server group {group} "
        "({policy}) allows none of the other hosts with room."
    ),
    N_(
        "Nova brings a server to another host to resize it, and to the one where it is only where its administrator has set "
        "`allow_resize_to_same_host`. No API tells how that is set: site.yaml does."
    ),
    unlock=N_(
        "one more host, or `allow_resize_to_same_host: true` in site.yaml where Nova's administrator has set it so"
    ),
    next="zhengyun cloud hosts",
)
ZONE_FULL = Code(
    "ZY-CLOUD-142",
    Exit.REFUSED,
    N_(
        "Site {site}: no host of zone {zone} has room for {thing} ({vcpus} processors, {ram_mib} MiB, {disk_gib} GiB) "
        "after the others."
    ),
    N_(
        "A server that names an availability zone is built there or nowhere, however much room the rest of the site has."
    ),
    unlock=N_("more hosts in the zone, smaller servers, or another zone"),
    next="zhengyun plan",
)
ZONE_IN_USE = Code(
    "ZY-CLOUD-143",
    Exit.REFUSED,
    N_("{thing}: host {host} would come from zone {old} to zone {new}, and has {servers} servers."),
    N_(
        "A server's zone is that of its host, and never changes while it is there: Nova refuses this. Empty the host first."
    ),
    unlock=N_("whoever moves the servers away: zhengyun cloud drain"),
    next="zhengyun cloud hosts",
)
ZONE_STAYS = Code(
    "ZY-CLOUD-144",
    Exit.REFUSED,
    N_("{thing}: its zone {zone} can be called otherwise, and not be taken away."),
    N_("Nova lets an aggregate that makes a zone never be without one. Make another aggregate in its place."),
    next="zhengyun plan",
)
NO_SUCH_ZONE = Code(
    "ZY-CLOUD-146",
    Exit.REFUSED,
    N_("Site {site}: {thing} is to lie in zone {zone}, which is none of Cinder's for volumes: {legal}."),
    N_(
        "Volumes have availability zones of their own, which their back-ends make; a zone of the hosts is none of them by "
        "itself."
    ),
    unlock=N_("one of these zones, or a back-end in that zone"),
    next="zhengyun plan",
)
ROOTS_STAY = Code(
    "ZY-CLOUD-147",
    Exit.REFUSED,
    N_("Tenant {tenant} cannot be deleted: the volumes that its servers boot from are to be kept: {things}."),
    N_("No volume outlives the project that it lies in. Say `keep: false` of them first, in a change of its own."),
    unlock=N_("whoever declares the servers"),
    next="zhengyun plan",
)
TYPE_IN_USE = Code(
    "ZY-CLOUD-145",
    Exit.REFUSED,
    N_("{thing} can neither go nor change what a back-end must have: volumes are of it: {things}."),
    N_("Cinder refuses it while any volume is of the type. Retype the volumes first, to a type of another name."),
    unlock=N_("a change that gives these volumes another type"),
    next="zhengyun plan",
)
