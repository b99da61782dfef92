"""Why the cloud refuses, or fails."""

from zhengyun.errors import N_, Code, Exit

NO_CLOUD = Code(
    "ZY-CLOUD-001",
    Exit.BAD_INPUT,
    N_("There is no usable entry {cloud} in {file}: {problem}"),
    N_(
        "Each site names its entry as `cloud`; OS_CLIENT_CONFIG_FILE, or `clouds` in zhengyun.toml, says where the file is."
    ),
    next="zhengyun doctor",
)
UNREACHABLE = Code(
    "ZY-CLOUD-002",
    Exit.UNREACHABLE,
    N_("Site {site}: {service} cannot be reached ({problem})."),
    N_("It was tried again with growing pauses before this was said. What is not known is never taken for empty."),
    next="zhengyun status",
)
NOT_BELIEVED = Code(
    "ZY-CLOUD-310",
    Exit.UNREACHABLE,
    N_("Site {site}: the certificate that {service} shows at {address} is not believed: {problem}."),
    N_("Nothing was asked of whoever is there, and no password was sent. Trying again would not help: the service needs a certificate for "
       "this address that is in force, or its root has to stand in the file that `cacert` of the site's entry in clouds.yaml names."),
    N_("RFC 9525; RFC 5280 section 6"),
    unlock=N_("whoever runs the site's services, or keeps its entry in clouds.yaml"),
    next="openssl s_client -connect {address} -showcerts; zhengyun ca verify FILE --use server",
)  # fmt: skip
REFUSED = Code(
    "ZY-CLOUD-003",
    Exit.REFUSED,
    N_("Site {site}: {service} does not let us {method} {path}: {problem}"),
    N_("The credentials in use are not valid there, or lack the role that the service's policy asks for."),
    next="zhengyun doctor",
)
FAILED = Code(
    "ZY-CLOUD-004",
    Exit.FAILED,
    N_("Site {site}: {service} answered {status} to {method} {path}: {problem}"),
    N_("The service's own words are quoted. Its log tells more."),
    next="zhengyun change receipt REQUEST",
)
NOT_READY = Code(
    "ZY-CLOUD-005",
    Exit.FAILED,
    N_("{thing} is {status} instead of {wanted}: {problem}"),
    N_("The service accepted the request and then could not carry it out."),
    next="zhengyun plan",
)
TOO_SLOW = Code(
    "ZY-CLOUD-006",
    Exit.FAILED,
    N_("{thing} is still {status} after {seconds} seconds."),
    N_("It may yet come about: the next plan, or a resumed run, sees what has become of it."),
    next="zhengyun change apply REQUEST --resume",
)
NAME_TAKEN = Code(
    "ZY-CLOUD-010",
    Exit.REFUSED,
    N_("{thing} cannot be made: a {kind} of that name is there and is not ours ({identifier})."),
    N_("What we do not own is never touched. Give ours another name, or have the other removed by its owner."),
    unlock=N_("the owner of the thing that is there"),
    next="zhengyun plan --only {tenant}",
)
TWINS = Code(
    "ZY-CLOUD-011",
    Exit.REFUSED,
    N_("{thing} is claimed by more than one thing in the cloud: {identifiers}."),
    N_("Somebody has copied our mark, or a creation was repeated. Which one is ours cannot be known: take the mark off "
       "the others."),
    unlock=N_("an administrator of the cloud"),
    next="openstack KIND show ID",
)  # fmt: skip
NOT_EMPTY = Code(
    "ZY-CLOUD-012",
    Exit.REFUSED,
    N_("Tenant {tenant} cannot be deleted: in its project lies what is not ours: {things}."),
    N_("Deleting the project would cut these off from their owner."),
    unlock=N_("the owner of what lies there"),
    next="zhengyun plan",
)
DESTROYS = Code(
    "ZY-CLOUD-013",
    Exit.REFUSED,
    N_("The plan destroys data: {loses}."),
    N_("A plan that destroys data says so in its digest, so that nobody can approve it unawares: it must be made with "
       "--allow-destroy."),
    unlock=N_("whoever makes the plan, and the chain that approves it"),
    next="zhengyun plan --allow-destroy",
)  # fmt: skip
IN_THE_WAY = Code(
    "ZY-CLOUD-014",
    Exit.REFUSED,
    N_("{thing} overlaps {other}, which this plan takes away from the same network."),
    N_(
        "The cloud does not bear both at a time. Make it in two changes: first take the old one away, then make the new one."
    ),
    next="zhengyun plan",
)
UNKNOWN_SCOPE = Code(
    "ZY-CLOUD-015",
    Exit.BAD_INPUT,
    N_("There is nothing at {path}, neither declared nor found; the tenants are {legal}."),
    N_(
        "--only takes a tenant, or a path below one, such as finance or finance/payroll; `site` is what all tenants share."
    ),
    next="zhengyun check",
)
SHORT_OF_QUOTA = Code(
    "ZY-CLOUD-020",
    Exit.REFUSED,
    N_("Site {site}, tenant {tenant}: {needed} more {what} are needed, {free} are free of {limit}: short by {short}."),
    N_("What does not fit is refused before the first write. What lies in the project and is not ours counts too."),
    unlock=N_("a larger quota in the tenant's file, or less in it"),
    next="zhengyun plan",
)
SHORT_OF_CAPACITY = Code(
    "ZY-CLOUD-021",
    Exit.REFUSED,
    N_("Site {site}: {needed} {what} are needed, {free} are free: short by {short}."),
    N_("Counted by Placement, with overcommitment and reservations as the site has set them, or by the storage pools."),
    unlock=N_("more hosts or storage, or less on them"),
    next="zhengyun plan",
)
NO_HOST = Code(
    "ZY-CLOUD-022",
    Exit.REFUSED,
    N_(
        "Site {site}: no host has room for {thing} ({vcpus} processors, {ram_mib} MiB, {disk_gib} GiB) after the others."
    ),
    N_(
        "In sum there is enough, but not on one host: the servers are laid out largest first, each on the roomiest host."
    ),
    unlock=N_("more hosts, or smaller servers"),
    next="zhengyun plan",
)
NO_IMAGE_FILE = Code(
    "ZY-CLOUD-023",
    Exit.BAD_INPUT,
    N_("Image {thing}: {file} {problem}."),
    N_("Image files lie in the image store, `images` in zhengyun.toml, or the folder `images` beside the estate. Their "
       "SHA-256 is what people agreed to."),
    next="sha256sum {file}",
)  # fmt: skip
READ_ONLY = Code(
    "ZY-CLOUD-024",
    Exit.REFUSED,
    N_("This connection to site {site} is for reading."),
    N_("Who plans or approves reads; only the executor, with a permit, writes."),
    next="zhengyun change apply REQUEST",
)
NO_SUCH_THING = Code(
    "ZY-CLOUD-025",
    Exit.FAILED,
    N_("{thing} is gone."),
    N_("It was there when the world was read a moment ago."),
    next="zhengyun plan",
)
CUT_SHORT = Code(
    "ZY-CLOUD-026",
    Exit.UNREACHABLE,
    N_("Site {site}: {service} cuts the list {path} short, and names no next page."),
    N_("What is not known is never taken for absent, so nothing is planned on half a list."),
    unlock=N_("an administrator of the cloud, who raises the limit of its lists"),
    next="zhengyun status",
)
NO_ROLE = Code(
    "ZY-CLOUD-027",
    Exit.BAD_INPUT,
    N_("Site {site}: there is no role {role} in Keystone."),
    N_("The executor works in a tenant's project with this role, which `keystone-manage bootstrap` makes."),
    unlock=N_("an administrator of the cloud: openstack role create {role}"),
    next="zhengyun doctor",
)
RESTED_ON = Code(
    "ZY-CLOUD-028",
    Exit.REFUSED,
    N_("{thing} cannot be deleted: what is not ours rests on it: {things}."),
    N_("The cloud would refuse it, after other things had been deleted already. What we do not own is never touched."),
    unlock=N_("the owner of what rests on it"),
    next="zhengyun plan",
)
NO_WAY = Code(
    "ZY-CLOUD-029",
    Exit.FAILED,
    N_("{thing}: server {server} has no port in a network that router {router} joins."),
    N_("A floating address is tied to a port behind the router that leads to the external network."),
    next="zhengyun plan",
)
HELD_ELSEWHERE = Code(
    "ZY-CLOUD-030",
    Exit.REFUSED,
    N_("{thing} cannot be made: the volume is attached to server {server}, which is not ours."),
    N_("Detaching it would touch what we do not own."),
    unlock=N_("the owner of that server"),
    next="zhengyun plan",
)
HELD_OUTSIDE = Code(
    "ZY-CLOUD-031",
    Exit.REFUSED,
    N_("{thing} would go away, and outside of what --only names this holds on to it: {things}."),
    N_("The cloud would refuse it in the middle of the plan. What holds on to it has to be in the same plan."),
    unlock=N_("a plan that covers both"),
    next="zhengyun plan",
)
