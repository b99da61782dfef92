"""Why a witness does not sign, and why the log is not witnessed."""

from zhengyun.errors import N_, Code, Exit

WITNESS_REFUSES = Code(
    "ZY-GOV-018",
    Exit.BROKEN,
    N_("The log of {given} entries does not go on from the {size} entries that witness {witness} has signed."),
    N_("Entries that the witness has seen were altered or taken out: the log was cut, forked, or put back to an older copy. It "
       "signs nothing more until an auditor has found out why."),
    rule="NIST SP 800-53 AU-9, AU-10",
    unlock=N_("an auditor, with the witness's memory"),
    next="zhengyun audit verify",
)  # fmt: skip
WITNESS_FORGETS = Code(
    "ZY-GOV-022",
    Exit.FAILED,
    N_("The witness cannot write {file}: {problem}"),
    N_("A witness signs only what it will remember, and nothing is begun that it has not signed. Make room, or put the "
       "rights right, and go on."),
    next="df -h; ls -la {file}",
)  # fmt: skip
NO_OFFER = Code(
    "ZY-GOV-110",
    Exit.BAD_INPUT,
    N_("This is no offer to a witness: {problem}"),
    N_("An offer is what `zhengyun audit witness run` writes to a witness's command: `old SIZE`, the hashes of the proof, an "
       "empty line and a signed checkpoint (C2SP tlog-witness)."),
    next="zhengyun audit witness run",
)  # fmt: skip
OTHER_LOG = Code(
    "ZY-GOV-111",
    Exit.REFUSED,
    N_("The checkpoint is of the log {given}; this witness watches {known}."),
    N_("A witness signs for one log, the one that its role file names."),
    next="zhengyun audit witness show",
)
NOT_THE_LOGS = Code(
    "ZY-GOV-112",
    Exit.REFUSED,
    N_("The checkpoint of {origin} is signed by no key of the log that the role file names."),
    N_("Where the log's key was replaced, the witness has to be told the version of the role file that says so."),
    unlock=N_("the next version of the role file"),
    next="zhengyun audit witness trust FILE",
)
NOT_NEXT = Code(
    "ZY-GOV-113",
    Exit.DRIFT,
    N_("The offer begins at {given} entries; witness {witness} has last signed {size}."),
    N_("Whoever offers a checkpoint proves that it goes on from the last one that the witness signed. The size stands on stdout, "
       "and `zhengyun audit witness run` asks again with it."),
    next="zhengyun audit witness run",
)  # fmt: skip
NO_WITNESS = Code(
    "ZY-GOV-115",
    Exit.REFUSED,
    N_("Version {version} of the role file names no witness with key {key}."),
    N_("What a key signs that nobody knows proves nothing. Name it in the next version of the role file."),
    next="zhengyun audit witness show",
)
MEMORY_LOST = Code(
    "ZY-GOV-116",
    Exit.BROKEN,
    N_("The witness's memory {file} cannot be read: {problem}"),
    N_("What it has forgotten it cannot vouch for: it would sign a log that was cut. Only whoever runs the witness can say that it "
       "begins anew, by moving the file away."),
    unlock=N_("whoever runs the witness, with an auditor"),
    next="ls -la {file}",
)  # fmt: skip
NO_TRUST = Code(
    "ZY-GOV-117",
    Exit.BAD_INPUT,
    N_("The witness trusts no role file yet: there is no {file}."),
    N_("A witness is told once which role file the log begins with, and follows each version that is signed after it."),
    next="zhengyun audit witness trust FILE",
)
TRUST_LOST = Code(
    "ZY-GOV-118",
    Exit.BROKEN,
    N_("What the witness trusts cannot be read from {file}: {problem}"),
    N_("It does not know any more whose log it watches."),
    unlock=N_("whoever runs the witness, with an auditor"),
    next="zhengyun audit witness trust FILE",
)
AHEAD = Code(
    "ZY-GOV-119",
    Exit.BROKEN,
    N_("Witness {witness} has signed {seen} entries of the log; there are {size}."),
    N_("The log was cut, or put back to an older copy. What is missing stood in it when the witness signed."),
    rule="NIST SP 800-53 AU-9, AU-10",
    unlock=N_("an auditor, with the witness's memory"),
    next="zhengyun audit verify",
)
NO_LOG_KEY = Code(
    "ZY-GOV-120",
    Exit.REFUSED,
    N_("Version {version} of the role file does not name {key} among the log's keys."),
    N_(
        "Checkpoints are signed with the key that `log` in the settings names, and count where the role file names it too."
    ),
    unlock=N_("the next version of the role file"),
    next="zhengyun role show",
)
STRANGE_WITNESS = Code(
    "ZY-GOV-121",
    Exit.BAD_INPUT,
    N_("The settings have a command for witness {witness}, whom version {version} of the role file does not name."),
    N_("What a witness signs counts where the role file names it."),
    next="zhengyun role show",
)
NO_ANSWER = Code(
    "ZY-GOV-122",
    Exit.UNREACHABLE,
    N_("Witness {witness} has not signed: {problem}"),
    N_("Its machine may be out of reach, or its command wrong. Nothing is begun that no witness has seen."),
    next="zhengyun audit witness run",
)
NO_WITNESSES = Code(
    "ZY-GOV-123",
    Exit.BAD_INPUT,
    N_("The settings have no command for any witness."),
    N_("Each `[[witnesses]]` of the settings has a name and a command; docs/log.md says how to set one up."),
    next="zhengyun doctor",
)
REFUSED_HERE = Code(
    "ZY-GOV-124",
    Exit.BROKEN,
    N_("Witness {witness} refuses: {problem}"),
    N_("It says that the log does not go on from what it has signed, or that it has lost its memory. Nothing is begun before an "
       "auditor has found out why."),
    rule="NIST SP 800-53 AU-9, AU-10",
    unlock=N_("an auditor, with the witness's memory"),
    next="zhengyun audit verify",
)  # fmt: skip
NO_WITNESS_KEY = Code(
    "ZY-GOV-125",
    Exit.BAD_INPUT,
    N_("There is no witness's key in {folder}."),
    N_(
        "A witness has a folder of its own on its own machine: a key, the role file that it trusts, and what it has signed last."
    ),
    next="zhengyun audit witness make --folder {folder}",
)
LOG_TOO_LONG = Code(
    "ZY-GOV-126",
    Exit.BAD_INPUT,
    N_("The log is longer than the {most} MiB that a bundle can hold."),
    N_("Whoever verifies a bundle reads no more of a foreign file. Of a longer log, requests are handed out one by one, each with the "
       "proof of where it stands; the whole is copied with `zhengyun records backup`."),
    next="zhengyun audit export FILE --request REQUEST",
)  # fmt: skip
