"""Why the command line says no."""

from zhengyun.errors import N_, Code, Exit

NO_PASSPHRASE = Code(
    "ZY-CLI-001",
    Exit.BAD_INPUT,
    N_("The passphrase of {person}'s key is needed, and there is no terminal to ask at."),
    N_("Hand it in with --secret-file FILE, or --secret-file - and stdin. It is never taken from the command line, where "
       "every user of the machine could read it."),
    next="zhengyun ... --secret-file -",
)  # fmt: skip
NO_SUCH_CODE = Code(
    "ZY-CLI-002",
    Exit.BAD_INPUT,
    N_("There is no code {code}."),
    N_("Codes look like ZY-EST-010. `zhengyun explain` without a code lists them all."),
    next="zhengyun explain",
)
NO_SUCH_SITE = Code(
    "ZY-CLI-003",
    Exit.BAD_INPUT,
    N_("There is no site {site}; there is: {legal}"),
    N_("--site takes the name of a site of the estate, several times for several."),
    next="zhengyun check",
)
STILL_WAITING = Code(
    "ZY-CLI-004",
    Exit.WAITING,
    N_("After {seconds} seconds {request} is still {state}."),
    N_(
        "`change wait` ends with 0 when the request is applied, 3 when it was refused, 1 when it failed, 8 when it waits."
    ),
    next="zhengyun change show {request}",
)
NOT_A_FILE = Code(
    "ZY-CLI-006",
    Exit.BAD_INPUT,
    N_("{file} cannot be read or written: {problem}"),
    N_("Look at the path and at the rights of the folder."),
    next="ls -la {file}",
)
UNEXPECTED = Code(
    "ZY-CLI-008",
    Exit.FAILED,
    N_("Something has happened that zhengyun does not expect: {problem} (the whole of it: {file})"),
    N_("A defect of zhengyun, or a fault of the machine such as a full disk. What was recorded stays recorded; look with "
       "`zhengyun change list` before you try again, and pass the file on to those who look after zhengyun."),
    next="cat {file}",
)  # fmt: skip
NO_NAME = Code(
    "ZY-CLI-020",
    Exit.BAD_INPUT,
    N_("{given}: expected a name: small letters, digits and hyphens, a letter first, at most 24"),
    N_(
        "A tenant's files bear its name, and so do its things in the cloud. How its project is called there is for --project."
    ),
    next="zhengyun check",
)
NO_RECEIPT = Code(
    "ZY-CLI-007",
    Exit.WAITING,
    N_("{request} has no receipt: it is {state}."),
    N_("A receipt is written when an apply ends, also when it was interrupted."),
    next="zhengyun change show {request}",
)
NEVER_APPLIED = Code(
    "ZY-CLI-010",
    Exit.REFUSED,
    N_("{request} is {state} and will never have a receipt."),
    N_("What was rejected, taken back or has expired is not applied; a new request can be asked for."),
    next="zhengyun change show {request}",
)
NO_CHECKOUT = Code(
    "ZY-CLI-009",
    Exit.BAD_INPUT,
    N_("The lab is made from a checkout of zhengyun; what runs here is installed at {folder}."),
    N_("The lab's OpenStack is locked in the checkout's `requirements/openstack.txt`, which an installed zhengyun does not bring "
       "along. Settings for clouds of your own need no lab: docs/settings.md lists them."),
    next="make demo",
)  # fmt: skip
DONE_ELSEWHERE = Code(
    "ZY-CLI-030",
    Exit.WAITING,
    N_("Another process on this machine is carrying out what is due (it holds {file})."),
    N_("What is due is carried out by one process at a time. The lock ends with the process that holds it."),
    next="zhengyun change due",
)
TOO_LARGE = Code(
    "ZY-CLI-031",
    Exit.BAD_INPUT,
    N_("{file} is larger than {most} and is not read."),
    N_("What comes from elsewhere is read within bounds."),
    next="ls -la {file}",
)
NO_SUCH_TENANT = Code(
    "ZY-CLI-061",
    Exit.BAD_INPUT,
    N_("There is no tenant {tenant}; there is: {legal}"),
    N_("A grant and a standing permit name tenants of the estate; `site` is what all tenants share."),
    next="zhengyun check",
)
IN_THE_WAY = Code(
    "ZY-CLI-062",
    Exit.BAD_INPUT,
    N_("{file} exists already and is not overwritten."),
    N_("It may be a draft that people have signed, or the version in force: a new draft has no signatures. Name another file, or "
       "move this one away first."),
    next="zhengyun role diff {file}",
)  # fmt: skip
NO_SUCH_KIND = Code(
    "ZY-CLI-063",
    Exit.BAD_INPUT,
    N_("The log knows no kind of entry {kind}."),
    N_(
        "`audit query --kind` takes the identifier of a kind as `audit show` writes it, such as request.submitted or apply.intent."
    ),
    next="zhengyun audit show",
)
BUNDLE_IN_THE_WAY = Code(
    "ZY-CLI-064",
    Exit.BAD_INPUT,
    N_("{file} exists already and is not overwritten."),
    N_(
        "A bundle that was exported may be the only evidence of what the log said then. Name another file, or say --force."
    ),
    next="zhengyun audit export {file} --force",
)
HOST_NOT_ROOT = Code(
    "ZY-CLI-200",
    Exit.REFUSED,
    N_("Accounts and sudoers are root's to change."),
    N_("With --dry-run everybody is told what would be done, step by step."),
    unlock=N_("the administrator of this machine"),
    next="zhengyun host install --dry-run",
)
HOST_TAKEN = Code(
    "ZY-CLI-201",
    Exit.REFUSED,
    N_("Something else stands where {number} of our things shall be: {things}"),
    N_("It was there before, or somebody has changed it since: neither is written over. Nothing has been done. Whoever knows whose it "
       "is moves it away, or puts it back as it was."),
    unlock=N_("the administrator of this machine"),
    next="zhengyun host check",
)  # fmt: skip
HOST_LACKS = Code(
    "ZY-CLI-202",
    Exit.BAD_INPUT,
    N_("This host lacks: {missing}"),
    N_("Accounts are made by Debian's own tools (passwd), and no line of sudoers is put in place that visudo (sudo) has not read."),
    unlock=N_("apt-get install sudo passwd"),
    next="zhengyun host install --dry-run",
)  # fmt: skip
HOST_FAILED = Code(
    "ZY-CLI-203",
    Exit.FAILED,
    N_("{command}: {problem}"),
    N_("These are the system's own words. What was done before is on record: the same command goes on, `host remove` takes it back."),
    next="zhengyun host check",
)  # fmt: skip
HOST_REGISTER = Code(
    "ZY-CLI-204",
    Exit.BROKEN,
    N_("What was laid on this host cannot be read from {file}: {problem}"),
    N_(
        "Only what is on record there is ever taken away. Without it the things of docs/install.md are taken away by hand."
    ),
    unlock=N_("the administrator of this machine"),
    next="zhengyun host check",
)
NO_SECRET_NAME = Code(
    "ZY-CLI-205",
    Exit.BAD_INPUT,
    N_("{given}: expected the name of a secret of hosts: two to four words with / between, such as snmp/auth"),
    N_(
        "Roles ask for secrets by such names. A word has small letters, digits and hyphens, a letter first, at most 32."
    ),
    next="zhengyun vault keep-for-hosts --help",
)
NO_DEVICE_SECRET = Code(
    "ZY-CLI-212",
    Exit.BAD_INPUT,
    N_(
        "{given}: expected the name that devices.yaml has under `secret`: one to four words with / between, such as switches/p-sw1"
    ),
    N_("A word has small letters, digits and hyphens, a letter first, at most 32."),
    next="zhengyun vault keep-for-devices --help",
)
SECRET_LENGTH = Code(
    "ZY-CLI-206",
    Exit.BAD_INPUT,
    N_("the secret {name} has to have {least} to {most} characters; nothing was kept"),
    N_("What is short is found by trying; SNMPv3 would take 8 characters (RFC 3414 section 11.2). Make one by chance."),
    next="zhengyun vault keep-for-hosts {name} --make",
)
TOWNS_SETTINGS = Code(
    "ZY-CLI-207",
    Exit.BAD_INPUT,
    N_("There are no settings; looked for {looked}. The lab's town is up: its networks are administered from {nodes}."),
    N_("Each network has an instance of its own, on its management host: there are its settings, its estate and its keys. What stands in "
       "that instance's folder (`zhengyun lab status` names it) is the same on the management host and on this machine."),
    next="zhengyun lab shell mgmt-int zhengyun net show",
)  # fmt: skip
JOINED = Code(
    "ZY-HOST-080",
    Exit.REFUSED,
    N_("This instance is of {network}, and this machine has a way into the other one, {apart}: {seen}"),
    N_("The internal and the external network never share a process nor a management segment. A machine that reaches both joins "
       "them, whoever sits at it; so nothing is planned, carried out or looked at from here."),
    rule="GB/T 22239-2019 8.1.3.1 a)",
    unlock=N_("whoever takes the address or the route away; `ip route add unreachable RANGE` makes sure"),
    next="ip address; ip route show table all",
)  # fmt: skip
NOT_SEEN = Code(
    "ZY-HOST-081",
    Exit.UNREACHABLE,
    N_("Whether this machine has a way into the other network, {apart}, cannot be told: {problem}"),
    N_("The estate says which ranges are the other network's (`apart`), and the kernel is asked for addresses and routes before "
       "anything starts. It did not answer."),
    next="ip route show table all",
)  # fmt: skip
