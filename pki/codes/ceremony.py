"""Why a ceremony is not begun, does not go on, or has not what it needs."""

from zhengyun.errors import N_, Code, Exit

HELD = "GM/T 0034-2014 section 12; WebTrust for CAs 4.1; RFC 3647 section 4.6.1"

NOT_IN_CEREMONY = Code(
    "ZY-PKI-180",
    Exit.REFUSED,
    N_("{person} has no part in the ceremonies of {authority}, which are held by {people}."),
    N_("`ceremony` in pki.yaml says who takes part and how many have to be there. Others may watch and sign nothing."),
    rule=HELD,
    unlock=N_("one of the people who are named, or another pki.yaml"),
    next="zhengyun check",
)
TOO_FEW = Code(
    "ZY-PKI-181",
    Exit.REFUSED,
    N_("Present: {present}. The ceremony of {authority} takes {threshold}."),
    N_(
        "Fewer people than that could not say what was done with the key, nor keep each other from it. Nothing was made."
    ),
    rule=HELD,
    unlock=N_("more of the people who are named"),
    next="zhengyun ca ceremony --help",
)
ONE_HUMAN = Code(
    "ZY-PKI-182",
    Exit.REFUSED,
    N_("{person} and {other} are one human, who is present once."),
    N_("The role file says by `identity` which names stand for one human."),
    rule=HELD,
    unlock=N_("somebody else of the people who are named"),
    next="zhengyun role show",
)
BEGUN_ALREADY = Code(
    "ZY-PKI-183",
    Exit.REFUSED,
    N_("The authority {authority} has had its ceremony: its certificate is {serial}, recorded at {at}."),
    N_("Its key is made once. What was done is in the log, and can be printed."),
    rule=HELD,
    unlock=N_("`--again`, for another certificate of the same key; or an authority of another name in pki.yaml"),
    next="zhengyun ca ceremony {authority} --transcript",
)
NOBODY_HEARS = Code(
    "ZY-PKI-184",
    Exit.BAD_INPUT,
    N_("There is no terminal at which the people of a ceremony could hear what is read out and agree to it."),
    N_("Without one it takes --yes, and --secrets with a folder that has a file for the passphrase of each person and key. A training "
       "set has these already."),
    next="zhengyun ca ceremony AUTHORITY --yes --secrets FOLDER",
)  # fmt: skip
NO_CEREMONY = Code(
    "ZY-PKI-185",
    Exit.BAD_INPUT,
    N_("No ceremony of {authority} is in the log that this could be done with."),
    N_("A ceremony is abandoned while it is open; a transcript is made of any."),
    next="zhengyun ca ceremony {authority}",
)
KEY_THERE = Code(
    "ZY-PKI-186",
    Exit.REFUSED,
    N_("There is a key at {where} already, and the log does not say that this ceremony has made it."),
    N_("A key that nobody saw being made is no authority's. Have a look at where it comes from, and move it away."),
    rule=HELD,
    unlock=N_("whoever keeps the folder or the token"),
    next="zhengyun key show {where}",
)
KEY_GONE = Code(
    "ZY-PKI-187",
    Exit.BROKEN,
    N_(
        "The key {key} that the ceremony {ceremony} of {authority} has made is not at {where} any more, or another one is."
    ),
    N_("A ceremony goes on with its own key and never makes a second one."),
    rule=HELD,
    unlock=N_("a new ceremony, after this one has been abandoned"),
    next="zhengyun ca ceremony {authority} --abandon --reason WHY",
)
OTHER_TRUST_NOW = Code(
    "ZY-PKI-188",
    Exit.REFUSED,
    N_("The trust in force, or zhengyun's script, is not the one under which the ceremony {ceremony} of {authority} was begun."),
    N_("Whoever was present has signed for that one. Under another one the ceremony is held anew."),
    rule=HELD,
    unlock=N_("a new ceremony, after this one has been abandoned"),
    next="zhengyun ca ceremony {authority} --abandon --reason WHY",
)  # fmt: skip
NOT_SIGNED_SO = Code(
    "ZY-PKI-189",
    Exit.BROKEN,
    N_("What the log has of {person} in the ceremony {ceremony} bears no signature of his key in the role file."),
    N_("He has another key by now, or somebody has written in his name."),
    rule="NIST SP 800-53 AU-10",
    unlock=N_("an auditor; or a new ceremony, after this one has been abandoned"),
    next="zhengyun audit verify",
)
OTHER_HALF = Code(
    "ZY-PKI-190",
    Exit.REFUSED,
    N_("The ceremony {ceremony} of {authority} is open, and it is another one: {script}, with {people}."),
    N_(
        "One ceremony of an authority is held at a time. It goes on by the script and with the people that it was begun with."
    ),
    rule=HELD,
    unlock=N_("the end of that ceremony, or abandoning it"),
    next="zhengyun ca ceremony {authority} --transcript",
)
WAITS_FOR_CERTIFICATE = Code(
    "ZY-PKI-191",
    Exit.WAITING,
    N_("The ceremony of {authority} waits for its certificate: the request has been written, and {issuer} is kept elsewhere."),
    N_("Take the request there, certify it with `zhengyun ca ceremony {authority} --sign REQUEST --out CERTIFICATE`, and bring the "
       "certificate back."),
    next="zhengyun ca ceremony {authority} --certificate FILE",
)  # fmt: skip
NOT_ITS_REQUEST = Code(
    "ZY-PKI-192",
    Exit.REFUSED,
    N_("This request is not one of {authority}: {what}."),
    N_(
        "Of a request only the key is taken; name and algorithm have to be those of the trust in force, so that nobody mixes two up."
    ),
    next="zhengyun ca lint FILE",
)
NOT_FROM_ITS_ISSUER = Code(
    "ZY-PKI-193",
    Exit.REFUSED,
    N_("This is no certificate of {authority} that could be taken over: {problem}"),
    N_(
        "It has to be of the key that was made here, of the declared name, and signed by the issuer whose certificate is recorded."
    ),
    rule="RFC 5280 section 6.1",
    next="zhengyun ca lint FILE",
)
NOBODY_RECOVERS = Code(
    "ZY-PKI-194",
    Exit.BAD_INPUT,
    N_("The trust in force names nobody who recovers keys, or no authority that keeps any."),
    N_(
        "`recovery` in pki.yaml names them; a key is split among them, and `escrow` of an authority says that it keeps keys."
    ),
    next="zhengyun check",
)
SHARES_WANTED = Code(
    "ZY-PKI-195",
    Exit.BAD_INPUT,
    N_("The shares have nowhere to go: name a folder with --shares, or - for the terminal."),
    N_("Each share goes to its keeper alone. In a folder each is a file of its own that is moved away at once."),
    next="zhengyun ca ceremony --help",
)
WAITS_FOR_REQUEST = Code(
    "ZY-PKI-196",
    Exit.WAITING,
    N_("The ceremony of {authority} waits for the request that is to be certified."),
    N_("It was written where the key of the authority is, with `zhengyun ca ceremony {authority} --request FILE`."),
    next="zhengyun ca ceremony {authority} --sign REQUEST --out CERTIFICATE",
)
