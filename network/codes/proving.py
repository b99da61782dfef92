"""Why a proof by packets is not made, or not believed."""

from typing import Final

from zhengyun.errors import N_, Code, Exit

NO_POLICY: Final = Code(
    "ZY-NET-140",
    Exit.BAD_INPUT,
    N_("the estate {estate} says nowhere what may pass between its zones: there is nothing to prove"),
    N_("Zones and conduits stand in network.yaml beside estate.yaml, hosts and their legs in hosts.yaml of each site."),
    next="zhengyun check",
)
NO_FORM: Final = Code(
    "ZY-NET-141",
    Exit.BAD_INPUT,
    N_("the {what} cannot be read: {problem}"),
    N_("Rosters, plans and halves are files that `net prove roster`, `net prove plan` and `net prove half` have written. This one is something "
       "else, or of another version, or was cut short on its way."),
    next="zhengyun net prove --help",
)  # fmt: skip
OTHER_PROBES: Final = Code(
    "ZY-NET-142",
    Exit.REFUSED,
    N_("of this plan's rosters other probes follow here ({own}) than where it was made"),
    N_("What is probed follows from the rosters. Two versions of zhengyun may follow otherwise; all instances of one proof have the same."),
    rule=N_("All instances of a proof derive the same probes"),
    unlock=N_("the same version of zhengyun at all instances, and a new plan"),
    next="zhengyun --version",
)  # fmt: skip
ALTERED: Final = Code(
    "ZY-NET-143",
    Exit.BROKEN,
    N_("the {what} of {network} is not what {signer} has signed"),
    N_("A byte of it is another one than when it was signed: it was damaged on its way, or somebody has written in it. Nothing of it was used."),
    rule=N_("A part of a proof counts as it was signed"),
    unlock=N_("whoever made it, by handing it over again"),
    next="zhengyun net prove --help",
)  # fmt: skip
STRANGER: Final = Code(
    "ZY-NET-144",
    Exit.REFUSED,
    N_("the {what} of {network} is signed by {signer} with the key {key}, which may not speak for that network here"),
    N_("For the own network speak people of the role file. For each other one a file of its public key lies beside the settings, below "
       "`trusted/NETWORK/`, as `zhengyun key show PERSON -o json` prints it; or it is named by --trust. Compare it with its owner by voice."),
    rule=N_("A part of a proof is believed by keys that were handed over before"),
    unlock=N_("whoever answers for this instance, once he has compared the key with its owner"),
    next="zhengyun key show {signer} -o json",
)  # fmt: skip
OTHER_PLAN: Final = Code(
    "ZY-NET-145",
    Exit.REFUSED,
    N_("the half of {network} is of another plan"),
    N_("Halves are joined that were made after one and the same plan: only then did both sides look for the same marks in the same window. An old "
       "half does not stand in for a new one."),
    rule=N_("Both halves of a proof are of one plan"),
    unlock=N_("a plan that is made anew and carried to all instances"),
    next="zhengyun net prove plan --help",
)  # fmt: skip
OLD: Final = Code(
    "ZY-NET-146",
    Exit.REFUSED,
    N_("this plan's window was over at {ended}, and it is {now} here: halves are joined within a day"),
    N_("A proof says how things stood in its window. What lies longer than a day is no proof of today."),
    rule=N_("A proof is joined within a day of its window"),
    unlock=N_("a plan that is made anew"),
    next="zhengyun net prove plan --help",
)
TWICE: Final = Code(
    "ZY-NET-147",
    Exit.REFUSED,
    N_("there are two halves of {network}"),
    N_("Each network has one half: who might choose among several could choose until one suits him."),
    rule=N_("Of each network one half counts"),
    unlock=N_("whoever names one half of each network"),
    next="zhengyun net prove join --help",
)
MISSING: Final = Code(
    "ZY-NET-148",
    Exit.REFUSED,
    N_("there is no half of: {networks}"),
    N_(
        "The plan has rosters of these networks, too. What they would have caught is not known, and what is not known never passes."
    ),
    rule=N_("A proof has the halves of all networks of its plan"),
    unlock=N_("the instances of those networks, by their halves"),
    next="zhengyun net prove half --help",
)
OUTSIDE: Final = Code(
    "ZY-NET-149",
    Exit.REFUSED,
    N_("the half of {network} was begun at {began}, the plan's window at {begins}"),
    N_("Whoever begins after the window, or ends before it does, has not listened while others sent. The clocks of the instances may differ, too: "
       "`zhengyun clock status` tells."),
    rule=N_("All instances of a proof listen in the same window"),
    unlock=N_("a plan that is made anew, with more time before its window"),
    next="zhengyun net prove plan --help",
)  # fmt: skip
WINDOW_OVER: Final = Code(
    "ZY-NET-150",
    Exit.REFUSED,
    N_("the plan's window has begun at {begins}, and it is {now} here: a plan is used once, and in its window"),
    N_(
        "Others have sent already. Nothing was sent here; a plan that was used before is not used again, for its marks are known by then."
    ),
    rule=N_("A plan of probes is used once"),
    unlock=N_("a plan that is made anew, with more time before its window"),
    next="zhengyun net prove plan --help",
)
WINDOW_FAR: Final = Code(
    "ZY-NET-151",
    Exit.WAITING,
    N_("the plan's window begins at {begins}, and it is {now} here: that is in more than {seconds} s"),
    N_("Nobody waits on a host for so long. Come back a minute before."),
    next="zhengyun net prove half --help",
)
NOT_OURS: Final = Code(
    "ZY-NET-152",
    Exit.REFUSED,
    N_("the plan has nothing for {network}: the roster of this instance is not in it"),
    N_("Each instance sends and catches on hosts of its own network, as its own estate declares them. The plan was made without its roster, or "
       "with one that does not hold any more."),
    rule=N_("An instance probes with its own hosts, as they are declared"),
    unlock=N_("a plan that is made with this instance's roster"),
    next="zhengyun net prove roster --help",
)  # fmt: skip
NO_PROBE: Final = Code(
    "ZY-NET-153",
    Exit.BAD_INPUT,
    N_("{file} has no probe in [hosts]: nobody says by which key probes are sent"),
    N_(
        "`probe` there names the private key of the account zy-probe, which may start one program on hosts and nothing else."
    ),
    next="zhengyun doctor",
)
LAB_ALONE: Final = Code(
    "ZY-NET-154",
    Exit.REFUSED,
    N_("guards are taken away in the lab's town alone, and there is none here"),
    N_(
        "`--mutate` takes each rule and guard away in turn to see whether it is missed. Where people work that would open what has to be shut."
    ),
    rule=N_("Guards are lifted nowhere but in the lab"),
    unlock=N_("nobody: build a town, `zhengyun lab up --town`"),
    next="zhengyun lab up --town",
)
NO_TOWN: Final = Code(
    "ZY-NET-155",
    Exit.BAD_INPUT,
    N_("there is no town here in which all instances could be asked at once"),
    N_("Each instance serves one network, and nothing joins them: make a plan of all rosters (`net prove plan`), carry it to each instance "
       "(`net prove half`), and join what comes back (`net prove join`). In the lab's town `net prove` does all of that."),
    next="zhengyun net prove --help",
)  # fmt: skip
HALF_FAILED: Final = Code(
    "ZY-NET-156",
    Exit.UNREACHABLE,
    N_("the instance of {network} has made no half: {said}"),
    N_("What it said stands above. Without its half nothing can be said of its network, and nothing passes."),
    next="zhengyun lab status",
)
NO_FILE: Final = Code(
    "ZY-NET-157",
    Exit.BAD_INPUT,
    N_("{file} cannot be read: {problem}"),
    N_(
        "It has to be a file of JSON: a roster, a plan, a half, or a public key as `zhengyun key show -o json` prints it."
    ),
    next="ls -l {file}",
)
ROSTER_TWICE: Final = Code(
    "ZY-NET-158",
    Exit.BAD_INPUT,
    N_("there are two rosters of {network}"),
    N_("This instance's own roster is taken from its estate; name those of the others."),
    next="zhengyun net prove plan --help",
)
NOBODY_HEARD: Final = Code(
    "ZY-NET-159",
    Exit.UNREACHABLE,
    N_("no host of {network} could be heard: {problem}"),
    N_(
        "Not one of them took the order. The account zy-probe, its key or its program is missing, or the way to them is cut."
    ),
    next="zhengyun plan --site hosts",
)
NOT_THEN: Final = Code(
    "ZY-NET-174",
    Exit.REFUSED,
    N_("the half of {network} says that it was made from {began} to {ended}; the plan's window is at {begins}"),
    N_("A half is begun shortly before its window and ended shortly after it: how long a proof counts follows from that. The clock of that instance "
       "may be wrong: `zhengyun clock status` tells."),
    rule=N_("A half says when it was made, and that is about its window"),
    unlock=N_("a plan that is made anew"),
    next="zhengyun net prove plan --help",
)  # fmt: skip
HELD: Final = Code(
    "ZY-NET-171",
    Exit.REFUSED,
    N_("{holder} is at work in this town"),
    N_("Two proofs at once would be held against each other's guards, links and halves. Nothing was begun here, and nothing is wrong with what the "
       "other one does."),
    rule=N_("In one town one proof at a time lifts guards, cuts links and listens"),
    unlock=N_("whoever runs it, by its end; its process by number stands above"),
    next="zhengyun lab status",
)  # fmt: skip
GUARDS_AWAY: Final = Code(
    "ZY-NET-172",
    Exit.REFUSED,
    N_("{count} guards of the town are away, the first of them {name} ({kind}) of {host}"),
    N_("Somebody took them away to see whether they are missed, and was ended before he had put them back. What is sent now would pass where it "
       "must not, and would say nothing of the networks as they are declared."),
    rule=N_("Nothing is proven while guards are lifted"),
    unlock=N_("anybody: `zhengyun lab heal` puts every guard back"),
    next="zhengyun lab heal",
)  # fmt: skip
BEGUN: Final = Code(
    "ZY-NET-173",
    Exit.BAD_INPUT,
    N_("a window that begins at {begins} has begun by now: no instance could make its half"),
    N_("Carrying the plan to every instance takes time; without --at the window begins in two minutes."),
    next="zhengyun net prove plan --help",
)
NO_ROUND: Final = Code(
    "ZY-NET-160",
    Exit.UNREACHABLE,
    N_("the program that probes says nothing of use on {node}: {problem}"),
    N_("Guards were away at that moment, and are put back: `zhengyun lab status` tells if one is not. The program is laid by the role `accounts`; that "
       "of a town which was built before may be older."),
    next="zhengyun lab up --town",
)  # fmt: skip
DEAF: Final = Code(
    "ZY-NET-161",
    Exit.UNREACHABLE,
    N_("{host} takes in nothing of what {sender} hands to it for {address}, although every guard is away"),
    N_("What protects it cannot be missed then, and nothing is said of any guard. Its interface on {segment} is down or has lost the address (an "
       "interface that was taken down has no IPv6 address any more), or the link is cut. All guards are put back."),
    next="zhengyun lab shell {host}",
)  # fmt: skip
