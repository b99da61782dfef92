"""Why an estate's files are refused."""

from zhengyun.errors import N_, Code, Exit

CHECK = "zhengyun check"

NOT_YAML = Code(
    "ZY-EST-001",
    Exit.BAD_INPUT,
    N_("not YAML: {problem}"),
    N_("Estate files are YAML 1.2 in UTF-8. The place is where the reader could not go on; the cause may stand above."),
    next=CHECK,
)
TOO_LARGE = Code(
    "ZY-EST-002",
    Exit.BAD_INPUT,
    N_("the file is larger than {mib} MiB"),
    N_("An estate is read whole. Give each tenant a file of its own."),
    next=CHECK,
)
TOO_DEEP = Code(
    "ZY-EST-003",
    Exit.BAD_INPUT,
    N_("nested more than {deepest} levels deep"),
    N_("No part of an estate is nested that deep."),
    next=CHECK,
)
ALIAS = Code(
    "ZY-EST-004",
    Exit.BAD_INPUT,
    N_("an alias leads to this value: write the value out in both places"),
    N_(
        "With aliases, a change in one place changes others unseen. A reviewer shall see what is meant where it stands."
    ),
    next=CHECK,
)
TAG = Code(
    "ZY-EST-005",
    Exit.BAD_INPUT,
    N_("a tag ({tag}): leave it out"),
    N_("Tags give values other types. The schema says which type is meant."),
    next=CHECK,
)
NAME_NOT_TEXT = Code(
    "ZY-EST-006",
    Exit.BAD_INPUT,
    N_("a name must be a plain text"),
    N_("The left side of a colon is a name, never a list or a mapping."),
    next=CHECK,
)
GIVEN_TWICE = Code(
    "ZY-EST-007",
    Exit.BAD_INPUT,
    N_("{name} is given twice in one mapping"),
    N_("Most readers of YAML silently take the last. Here the first and the last are both refused."),
    next=CHECK,
)

UNKNOWN_KEY = Code(
    "ZY-EST-010",
    Exit.BAD_INPUT,
    N_("{name} is not known here; expected one of: {legal}"),
    N_("Unknown names are refused, so that a misspelt one cannot be silently ignored."),
    next="zhengyun estate schema",
)
MISSING = Code(
    "ZY-EST-011",
    Exit.BAD_INPUT,
    N_("{name} is missing"),
    N_("The schema asks for it."),
    next="zhengyun estate schema",
)
NOT_EXPECTED = Code(
    "ZY-EST-012",
    Exit.BAD_INPUT,
    N_("{given}: expected {expected}"),
    N_("The value does not have the form that the schema asks for."),
    next="zhengyun estate schema",
)

UNKNOWN_REFERENCE = Code(
    "ZY-EST-020",
    Exit.BAD_INPUT,
    N_("there is no {what} {name}; there is: {legal}"),
    N_("What is referred to by name must be declared at the same site: flavors, images, zones, domains and external "
       "networks in site.yaml, everything else in the tenant's own file."),
    next=CHECK,
)  # fmt: skip
TAKEN_TWICE = Code(
    "ZY-EST-021",
    Exit.BAD_INPUT,
    N_("{what} {name} is taken already, at {other}"),
    N_("Two things of one kind cannot share a name, nor two servers an address."),
    next=CHECK,
)
OTHER_NAME = Code(
    "ZY-EST-022",
    Exit.BAD_INPUT,
    N_("it says {given}, but stands where {expected_name} belongs"),
    N_("A site's folder and a tenant's file are named as what they declare."),
    next=CHECK,
)
NO_FILE = Code(
    "ZY-EST-023",
    Exit.BAD_INPUT,
    N_("there is no file {file}"),
    N_(
        "An estate is a folder with estate.yaml and, for each site that it names, a folder with site.yaml and tenants/*.yaml."
    ),
    next=CHECK,
)
STRAY_FILE = Code(
    "ZY-EST-024",
    Exit.BAD_INPUT,
    N_("no site or tenant file is expected here"),
    N_("A file that nothing reads is probably in the wrong folder, and what it declares would silently not exist."),
    next=CHECK,
)
UNREADABLE = Code(
    "ZY-EST-025",
    Exit.BAD_INPUT,
    N_("the file cannot be read: {problem}"),
    N_("A file that is passed over would be a department that is planned away. Links are refused too: a commit holds where "
       "a link leads, not what is there."),
    next=CHECK,
)  # fmt: skip

LEVEL = Code(
    "ZY-EST-030",
    Exit.REFUSED,
    N_("system {system} is of level {level}, zone {zone} only of level {zone_level}"),
    N_("A cloud carries no system of a higher protection level than its own, and a zone none above the zone's."),
    rule="GB/T 22239-2019 8.2.2.1 a)",
    unlock=N_("place it in a zone of its level, or have the zone assessed anew"),
    next=CHECK,
)
NOT_EXPOSED = Code(
    "ZY-EST-031",
    Exit.REFUSED,
    N_("{what} reaches into zone {zone}, which is not exposed to the internet"),
    N_("Only a zone declared `exposed: true` may be reached from outside."),
    rule="GB/T 22239-2019 8.1.3.1 a)",
    unlock=N_("place the system in an exposed zone"),
    next=CHECK,
)
OTHER_ZONE = Code(
    "ZY-EST-032",
    Exit.REFUSED,
    N_("server {server} of zone {zone} has a leg in network {network} of zone {other}"),
    N_("A server with legs in two zones would be a path between them that no border controls."),
    rule="GB/T 22239-2019 8.1.3.1 a)",
    next=CHECK,
)
NEEDS_EXPOSURE = Code(
    "ZY-EST-033",
    Exit.BAD_INPUT,
    N_("server {server} has a floating address, but system {system} declares nothing exposed to the internet on it"),
    N_("A floating address without an exposure is a door that nobody may use, or one that was opened by hand."),
    next=CHECK,
)
NO_WAY_OUT = Code(
    "ZY-EST-034",
    Exit.BAD_INPUT,
    N_("server {server} has a floating address of {external}, but no router joins its networks to {external}"),
    N_("A floating address is translated by a router whose gateway is that external network."),
    next=CHECK,
)

OVERLAP = Code(
    "ZY-EST-040",
    Exit.BAD_INPUT,
    N_("{addresses} overlaps {other_addresses}, at {other}"),
    N_("Address ranges are unique in the estate: what overlaps cannot be routed apart nor told apart in a log."),
    next=CHECK,
)
OUTSIDE_ZONE = Code(
    "ZY-EST-041",
    Exit.REFUSED,
    N_("{addresses} lies outside zone {zone}, which has {legal}"),
    N_("The borders between zones know zones by their addresses."),
    rule="GB/T 22239-2019 8.1.3.1 a)",
    next=CHECK,
)
OUTSIDE_RANGE = Code(
    "ZY-EST-042",
    Exit.BAD_INPUT,
    N_("{address} is no usable address of {addresses}: {what}"),
    N_(
        "An address in use lies inside its range, and is neither the network's own nor its broadcast address nor the gateway's."
    ),
    next=CHECK,
)

OVER_QUOTA = Code(
    "ZY-EST-050",
    Exit.REFUSED,
    N_("{what}: {tenant} needs {needed}, its quota is {quota}: short by {short}"),
    N_("A tenant's quota must bear all that its file declares. Groups and rules count with the group `default` of four rules "
       "that every project has, and two rules for each group that lets everything out; ports count the servers' and, for "
       "each range that a router joins, the router's."),
    unlock=N_("a larger quota, or smaller systems"),
    next=CHECK,
)  # fmt: skip

NO_IMAGE = Code(
    "ZY-EST-070",
    Exit.BAD_INPUT,
    N_("image {image}: {file} cannot be used: {problem}"),
    N_("An image's file must lie in the image store, `images` in zhengyun.toml, or the folder `images` beside the estate, "
       "before a plan that makes the image can be applied."),
    next=CHECK,
)  # fmt: skip
OTHER_IMAGE = Code(
    "ZY-EST-071",
    Exit.BAD_INPUT,
    N_("image {image}: {file} is another file than declared: its SHA-256 is {found}"),
    N_("The SHA-256 in site.yaml is what people agree to. Find out which of the two is right before you change either: "
       "bytes that nobody has agreed to are not sent to any site."),
    next="sha256sum {file}",
)  # fmt: skip

NO_ESTATE = Code(
    "ZY-EST-060",
    Exit.BAD_INPUT,
    N_("there is no estate at {folder}: no estate.yaml"),
    N_("Name the estate's folder with --estate, or in zhengyun.toml."),
    next="zhengyun check --estate FOLDER",
)
NOT_COMMITTED = Code(
    "ZY-EST-061",
    Exit.BAD_INPUT,
    N_("the estate at {folder} has changes that are not committed: {files}"),
    N_("People agree to a commit of the estate's files, which each of them reads for himself. Commit first."),
    next="git -C {folder} add -A && git -C {folder} commit",
)
NO_COMMIT = Code(
    "ZY-EST-062",
    Exit.BAD_INPUT,
    N_("the estate at {folder} has no commit {commit}"),
    N_("A request is bound to a commit. Fetch it into this copy of the estate's repository."),
    next="git -C {folder} fetch --all",
)
NO_REPOSITORY = Code(
    "ZY-EST-063",
    Exit.BAD_INPUT,
    N_("git cannot read the estate at {folder}: {problem}"),
    N_("The estate's history is kept by git. Its folder must lie in a repository that you may read."),
    next="git -C {folder} status",
)
