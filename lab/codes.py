"""How the lab says no."""

from zhengyun.errors import N_, Code, Exit

PREREQUISITE = Code(
    "ZY-LAB-001",
    Exit.BAD_INPUT,
    N_("This machine lacks something that only its administrator can install: {missing}"),
    N_("The lab installs everything else by itself, from lock files, as an ordinary user."),
    unlock=N_("the administrator of this machine"),
    next="zhengyun lab up",
)
NOT_INSTALLED = Code(
    "ZY-LAB-002",
    Exit.FAILED,
    N_("The cloud's own environment could not be installed: {command} ended with {status}\n{lines}"),
    N_(
        "What was downloaded is kept. The last lines of the command are shown; a missing connection is the usual reason."
    ),
    next="zhengyun lab up",
)
NO_SUCH_SITE = Code(
    "ZY-LAB-003",
    Exit.BAD_INPUT,
    N_("The lab has no site {site}; its sites are {sites}"),
    N_("The lab stands for one city's two data centres, each with a control plane and an identity service of its own."),
    next="zhengyun lab status",
)
DIED = Code(
    "ZY-LAB-004",
    Exit.FAILED,
    N_("{process} of site {site} ended while it was starting. {log} ends with:\n{lines}"),
    N_("The processes that did start keep running; the next start begins with those that do not."),
    next="zhengyun lab up --site {site}",
)
NO_ANSWER = Code(
    "ZY-LAB-005",
    Exit.UNREACHABLE,
    N_("{service} of site {site} runs, but did not serve a request within {seconds} s: {problem} (its log: {log})"),
    N_("A machine under heavy load is the usual reason. A process that hangs is not ended without being asked to."),
    next="zhengyun lab down --site {site}",
)
NOT_BUILT = Code(
    "ZY-LAB-006",
    Exit.FAILED,
    N_("The databases of {service} could not be built. {log} ends with:\n{lines}"),
    N_("Nothing of the unfinished databases is used again: the next start builds all of them anew."),
    next="zhengyun lab up",
)
NO_PORT = Code(
    "ZY-LAB-007",
    Exit.FAILED,
    N_("No free port is left on 127.0.0.1 between {first} and {last} outside the kernel's own range"),
    N_("The kernel's own range, from which it takes the ports of outgoing connections, is in ip_local_port_range."),
    next="zhengyun lab status",
)
FEWER_HOSTS = Code(
    "ZY-LAB-008",
    Exit.REFUSED,
    N_("Site {site} has {have} compute hosts and cannot be made smaller while it is in use ({wanted} were asked for)"),
    N_("Servers may live on the hosts that would go. Hosts can be added, and their capacity changed, at any time."),
    next="zhengyun lab reset --site {site}",
)
BAD_SIZE = Code(
    "ZY-LAB-009",
    Exit.BAD_INPUT,
    N_("{field} must be between {least} and {most}, not {value}"),
    N_("The size of a site is that of each of its compute hosts, and how many there are."),
    next="zhengyun lab up --help",
)
NOT_OURS = Code(
    "ZY-LAB-010",
    Exit.REFUSED,
    N_("{path} belongs to another user (uid {owner}): the lab keeps its passwords there and does not share them"),
    N_("ZHENGYUN_LAB names another directory for the lab."),
    unlock=N_("the owner of that directory"),
    next="zhengyun lab status",
)
NOT_WRITABLE = Code(
    "ZY-LAB-011",
    Exit.FAILED,
    N_("{path} cannot be written: {problem}"),
    N_("ZHENGYUN_LAB names another directory for the lab, XDG_CACHE_HOME one for the cloud's environment."),
    next="zhengyun lab up",
)
DAMAGED = Code(
    "ZY-LAB-012",
    Exit.BROKEN,
    N_("{path}, which site {site} needs, is damaged: {problem}"),
    N_("It holds the size, the ports and the passwords of one site. Without it the site cannot be used any more."),
    next="zhengyun lab destroy",
)
OTHER_VERSIONS = Code(
    "ZY-LAB-013",
    Exit.REFUSED,
    N_("Site {site} was made by other versions of OpenStack than those that are locked now"),
    N_("The lab does not migrate databases from one release to the next; a reset makes the site anew, empty."),
    next="zhengyun lab reset --site {site}",
)
REFUSED = Code(
    "ZY-LAB-014",
    Exit.FAILED,
    N_("{method} {url} was answered with {status}: {text}"),
    N_("The lab asked its own service for something that should always work."),
    next="zhengyun lab status",
)
UNREACHABLE = Code(
    "ZY-LAB-015",
    Exit.UNREACHABLE,
    N_("{method} {url} was not answered: {problem}"),
    N_("The service does not run, or is too busy."),
    next="zhengyun lab status",
)
WILL_NOT_END = Code(
    "ZY-LAB-016",
    Exit.FAILED,
    N_("Process {pid} ({process} of site {site}) does not end, not even when killed"),
    N_("It waits inside the kernel, usually for a disk."),
    next="zhengyun lab down --site {site}",
)
NOTHING_THERE = Code(
    "ZY-LAB-017",
    Exit.BAD_INPUT,
    N_("There is no {thing} at site {site} of the lab."),
    N_("What is to be meddled with has to be there: bring the lab up, and apply an estate to it, first."),
    next="zhengyun lab status",
)
NO_TOKEN_LIBRARY = Code(
    "ZY-LAB-018",
    Exit.FAILED,
    N_("SoftHSM2, the lab's cryptographic token, cannot be had: {problem}"),
    N_(
        "The lab takes the machine's own where it is installed (on Debian: apt-get install libsofthsm2), and else downloads "
        "Debian's package and unpacks it for itself."
    ),
    unlock=N_("the administrator of this machine"),
    next="zhengyun lab token",
)
NO_TOKEN = Code(
    "ZY-LAB-019",
    Exit.FAILED,
    N_("The token {token} could not be begun: {problem}"),
    N_("What is there of it is kept, and the next attempt goes on with it."),
    next="zhengyun lab status",
)
BAD_LABEL = Code(
    "ZY-LAB-020",
    Exit.BAD_INPUT,
    N_("A token cannot be called {label!r}: 1 to {most} bytes of printable text without a slash"),
    N_("A token keeps 32 bytes of its label, and the lab names the files of its PINs by it."),
    next="zhengyun lab token town",
)
NO_PACKAGE = Code(
    "ZY-LAB-021",
    Exit.FAILED,
    N_("Debian's packages {packages} cannot be had: {problem}"),
    N_(
        "The lab takes what the machine has installed, and else downloads Debian's packages and unpacks them for itself, which "
        "needs apt-get, dpkg-deb and a way to a mirror."
    ),
    unlock=N_("the administrator of this machine"),
    next="zhengyun lab status",
)
TLS_FILE = Code(
    "ZY-LAB-030",
    Exit.BAD_INPUT,
    N_("{file} cannot be taken: {problem}"),
    N_("The lab takes a certificate with those between it and a root, its private key, and the roots, each as a file in PEM: what "
       "`ca export` writes without --form, what was made with the request, and what `ca export --form root` writes."),
    next="zhengyun lab tls --chain FILE --key FILE --roots FILE",
)  # fmt: skip
TLS_OTHER_KEY = Code(
    "ZY-LAB-031",
    Exit.BAD_INPUT,
    N_("The private key in {key} is not that of the first certificate in {chain}."),
    N_(
        "The server's own certificate stands first, and those of the authorities above it follow (RFC 8446 section 4.4.2)."
    ),
    next="zhengyun lab tls --chain FILE --key FILE --roots FILE",
)
TLS_NOT_IN_FORCE = Code(
    "ZY-LAB-032",
    Exit.BAD_INPUT,
    N_("The certificate in {file}, or one above it, is not in force: {problem}"),
    N_(
        "No client would believe it. A renewed one is taken up without the sites being started anew; --off does without."
    ),
    unlock=N_("a certificate that is in force (zhengyun ca renew)"),
    next="zhengyun lab tls --chain FILE --key FILE --roots FILE",
)
TLS_NO_ROOT = Code(
    "ZY-LAB-033",
    Exit.BAD_INPUT,
    N_("The chain in {file} does not lead to a root in {roots}: {problem}"),
    N_("The certificates of all authorities between are needed in it, and the root above them in the other file: `ca export` writes "
       "both, the second with --form root."),
    next="zhengyun lab tls --chain FILE --key FILE --roots FILE",
)  # fmt: skip
TLS_OTHER_MACHINE = Code(
    "ZY-LAB-034",
    Exit.BAD_INPUT,
    N_("The certificate in {file} is not for {address}, where the lab's services are, but for: {names}"),
    N_("Clients hold the address that they ask for against the alternative names. Only a profile whose own network is the "
       "loopback certifies such an address; in the training set it is `lab`: `ca request FILE --profile lab`."),
    next="zhengyun lab tls --chain FILE --key FILE --roots FILE",
)  # fmt: skip
TLS_UNUSABLE = Code(
    "ZY-LAB-035",
    Exit.BAD_INPUT,
    N_("OpenStack's clients cannot use what is in {file}: {problem}"),
    N_("They speak TLS 1.2 and 1.3 as Python's own library does: with keys on P-256 and P-384, RSA and Ed25519, for servers. "
       "SM2 they do not speak. What is wrong with a certificate `ca lint` tells."),
    next="zhengyun lab tls --chain FILE --key FILE --roots FILE",
)  # fmt: skip
VAULT_NOT_INSTALLED = Code(
    "ZY-LAB-040",
    Exit.FAILED,
    N_("The vault's own environment could not be installed: {command} ended with {status}\n{lines}"),
    N_(
        "What was downloaded is kept. The last lines of the command are shown; a missing connection is the usual reason."
    ),
    next="zhengyun lab vault",
)
VAULT_DIED = Code(
    "ZY-LAB-041",
    Exit.FAILED,
    N_("The vault ended while it was starting. {log} ends with:\n{lines}"),
    N_(
        "What is in the vault stays, sealed. The next start takes another port where a stranger has taken the kept one."
    ),
    next="zhengyun lab vault",
)
VAULT_NO_ANSWER = Code(
    "ZY-LAB-042",
    Exit.UNREACHABLE,
    N_("The vault runs, but did not answer at {address} within {seconds} s (its log: {log})"),
    N_("A machine under heavy load is the usual reason. A process that hangs is not ended without being asked to."),
    next="zhengyun lab vault --off",
)
VAULT_WILL_NOT_END = Code(
    "ZY-LAB-043",
    Exit.FAILED,
    N_("Process {pid} (the vault) does not end, not even when killed"),
    N_("It waits inside the kernel, usually for a disk."),
    next="zhengyun lab vault --off",
)
NO_DATABASE_SERVER = Code(
    "ZY-LAB-050",
    Exit.FAILED,
    N_("This machine has no PostgreSQL 15 or newer, which the lab's database is."),
    N_(
        "On Debian: apt-get install {package}. The lab makes a cluster of its own and leaves those of the machine alone."
    ),
    unlock=N_("the administrator of this machine"),
    next="zhengyun lab status",
)
NO_CLUSTER = Code(
    "ZY-LAB-051",
    Exit.FAILED,
    N_("The cluster of the lab's PostgreSQL ({server}) could not be made: {problem}"),
    N_("Nothing of the unfinished cluster is kept: the next start makes it anew."),
    next="zhengyun lab status",
)
DATABASE_DIED = Code(
    "ZY-LAB-052",
    Exit.FAILED,
    N_("The lab's PostgreSQL ({server}) does not take connections. Its log ends with:\n{lines}"),
    N_("A port that somebody else has taken, or a full disk, is the usual reason. What was committed is kept."),
    next="zhengyun lab status",
)
DATABASE_DAMAGED = Code(
    "ZY-LAB-053",
    Exit.BROKEN,
    N_("{path}, which the lab's PostgreSQL ({server}) needs, is damaged: {problem}"),
    N_("It holds its port and where its programs are."),
    next="zhengyun lab destroy",
)
DATABASE_REFUSED = Code(
    "ZY-LAB-054",
    Exit.FAILED,
    N_("The lab's PostgreSQL ({server}) refused its superuser: {problem}"),
    N_(
        "The superuser comes in over the server's own socket, as the account that the server runs as, and in no other way."
    ),
    next="zhengyun lab status",
)
DATABASE_WILL_NOT_END = Code(
    "ZY-LAB-055",
    Exit.FAILED,
    N_("The lab's PostgreSQL ({server}) does not end"),
    N_("It waits inside the kernel, usually for a disk."),
    next="zhengyun lab down",
)

# What the lab's parts say is the lab's, in the order of their numbers.
from lab.host.codes import *  # noqa: E402, F403
from lab.town.codes import *  # noqa: E402, F403

# isort: split
from lab.town.breaking_codes import *  # noqa: E402, F403
