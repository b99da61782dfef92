"""Why no key is made for somebody, or brought back."""

from zhengyun.errors import N_, Code, Exit

KEPT = "GM/T 0034-2014 section 12"

NO_ESCROW_KEY = Code(
    "ZY-PKI-200",
    Exit.REFUSED,
    N_("There is no key yet under which encryption keys are kept."),
    N_("It is made in a ceremony, and its private half split among those who recover keys. Until then nothing could be brought back."),
    rule=KEPT,
    unlock=N_("a ceremony by those who recover keys"),
    next="zhengyun ca ceremony --escrow --shares FOLDER",
)  # fmt: skip
NOT_KEPT = Code(
    "ZY-PKI-201",
    Exit.BAD_INPUT,
    N_("The key of the certificate {serial} is not kept here: its holder alone has it."),
    N_("Of a pair the encryption key is kept, never the signing key: nobody but its holder shall be able to sign."),
    rule=KEPT,
    next="zhengyun ca show {serial}",
)
ANOTHERS_KEY = Code(
    "ZY-PKI-202",
    Exit.REFUSED,
    N_("{person} asks for the key of {serial}, which is {holder}'s."),
    N_(
        "A user asks for his own key; for one that has no account here, an operator of his department does. Without them it is brought back for a court alone, under the number of its case."
    ),
    rule=KEPT,
    unlock=N_("its holder, an operator of his department, or a court"),
    next="zhengyun ca recover {serial} --judicial CASE",
)
NO_KEEPER = Code(
    "ZY-PKI-203",
    Exit.REFUSED,
    N_("{person} recovers no keys; {people} do."),
    N_("`recovery` in pki.yaml names them and says how many it takes."),
    rule=KEPT,
    unlock=N_("one of the people who are named"),
    next="zhengyun check",
)
GIVEN_ALREADY = Code(
    "ZY-PKI-204",
    Exit.REFUSED,
    N_("{person} has given his share for {application} already; it counts once."),
    N_("Each keeper has one share, and it takes shares of so many keepers."),
    rule=KEPT,
    unlock=N_("another keeper"),
    next="zhengyun ca recover {application}",
)
NOT_HIS_SHARE = Code(
    "ZY-PKI-205",
    Exit.REFUSED,
    N_("What {person} has given is not the share that was handed to him."),
    N_("The log has the digest of each keeper's share. It is somebody else's, of another splitting, or was altered."),
    rule=KEPT,
    unlock=N_("his own share, of the ceremony in which the key was made"),
    next="zhengyun ca ceremony --escrow --transcript",
)
NOBODY_LEADS = Code(
    "ZY-PKI-206",
    Exit.REFUSED,
    N_("Nobody has opened {application} yet: there is no one-time key that shares could be sealed for."),
    N_("One of those who recover keys opens it, and brings it to its end when enough shares are there."),
    rule=KEPT,
    unlock=N_("one of those who recover keys"),
    next="zhengyun ca recover {application} --open",
)
LED_ALREADY = Code(
    "ZY-PKI-207",
    Exit.REFUSED,
    N_("{leader} leads {application}, and has its one-time key."),
    N_("Whoever opens a recovery brings it to its end. The others give their shares."),
    rule=KEPT,
    unlock=N_("{leader}, or a new application"),
    next="zhengyun ca recover {application} --share FILE",
)
TOO_FEW_GIVEN = Code(
    "ZY-PKI-208",
    Exit.WAITING,
    N_("Shares that have been given for {application}: {have}, by {given}. Needed: {need}."),
    N_("Fewer shares say nothing of the key, whoever computes with them."),
    rule=KEPT,
    unlock=N_("more of those who recover keys"),
    next="zhengyun ca recover {application} --share FILE",
)
HAS_A_PART = Code(
    "ZY-PKI-249",
    Exit.REFUSED,
    N_("{person} cannot lead {application} or give a share: {other} {what}, and that is the same human or the same office."),
    N_("Whose key it is, who asks, who agrees and who give their shares are so many humans in so many offices. A deputy and the one whom "
       "he stands in for are one office for as long as he does."),
    rule=KEPT,
    unlock=N_("another one of those who recover keys"),
    next="zhengyun ca recover {application}",
)  # fmt: skip
NOT_VOUCHED_FOR = Code(
    "ZY-PKI-250",
    Exit.REFUSED,
    N_("Of those whose signatures the key {key} takes, under which keys are kept, {count} have signed it as it is: {people}. Needed: {need}."),
    N_("Everybody at its ceremony signs its name, its public half and whose shares open it. Either another key was put in its place, or too "
       "few of them recover keys today, with the keys that they had then."),
    rule=KEPT,
    unlock=N_("an auditor, who looks at how it came into the records; or a new ceremony"),
    next="zhengyun ca ceremony --escrow --transcript",
)  # fmt: skip
ANOTHER_KEY_CAME = Code(
    "ZY-PKI-209",
    Exit.BROKEN,
    N_("What is kept as the key of {serial} is another one."),
    N_("The key that came back is not the one in the certificate, and is handed to nobody."),
    rule=KEPT,
    unlock=N_("an auditor, who looks at how it came into the database"),
    next="zhengyun audit verify",
)
