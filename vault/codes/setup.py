"""Why a vault is not begun, opened, copied or brought back."""

from typing import Final

from zhengyun.errors import N_, Code, Exit

NO_VAULT: Final = Code(
    "ZY-VAULT-010",
    Exit.BAD_INPUT,
    N_("{file} names no vault."),
    N_("A table [vault] with its address tells which it is; `lab vault` starts one to learn on and prints the lines."),
    next="zhengyun lab vault",
)
ONE_ROLE: Final = Code(
    "ZY-VAULT-011",
    Exit.REFUSED,
    N_("The people of the role {role} could open the vault among themselves: {people} hold {count} shares, and {threshold} open it."),
    N_("Whoever has as many shares as the threshold can unseal the vault, make a root token and share its key anew. Deputies count "
       "with those for whom they stand in, whenever that is."),
    rule=N_("No role holds a quorum of the shares"),
    unlock=N_("keepers of other roles, or a higher threshold"),
    next="zhengyun vault init --help",
)  # fmt: skip
ONE_PERSON: Final = Code(
    "ZY-VAULT-012",
    Exit.REFUSED,
    N_("{person} would hold two shares{also}."),
    N_("A keeper holds one share. Two names with one staff number are one human."),
    rule=N_("No role holds a quorum of the shares"),
    next="zhengyun vault init --help",
)
NO_KEEPER: Final = Code(
    "ZY-VAULT-013",
    Exit.REFUSED,
    N_("{person} cannot keep a share: {problem}."),
    N_("Keepers are system, security or audit administrators of the role file, and in office."),
    next="zhengyun role show",
)
NO_THRESHOLD: Final = Code(
    "ZY-VAULT-014",
    Exit.BAD_INPUT,
    N_("{threshold} of {count} shares is no threshold."),
    N_("It takes two at least, so that nobody opens the vault alone, and no more than there are keepers."),
    next="zhengyun vault init --help",
)
BEGUN: Final = Code(
    "ZY-VAULT-015",
    Exit.REFUSED,
    N_("The vault at {address} has been set up already: {state}."),
    N_("Its key is made once. Another set-up begins with another, empty vault."),
    next="zhengyun vault status",
)
CUT_OFF: Final = Code(
    "ZY-VAULT-016",
    Exit.BROKEN,
    N_("The set-up of the vault at {address} was cut off (log entry {entry}): {state}."),
    N_("Nothing has been put into it yet, and its root token was in the memory of a process that has ended: nobody can go on with it. "
       "Throw the shares away, remove the server's storage with the server stopped (in the lab: `lab vault --anew`), and begin again."),
    rule=N_("No root token outlives the ceremony"),
    unlock=N_("whoever keeps the machine of the vault"),
    next="zhengyun vault init",
)  # fmt: skip
ROOT_LIVES: Final = Code(
    "ZY-VAULT-017",
    Exit.BROKEN,
    N_("The root token of the vault at {address} was revoked, and the vault still takes it."),
    N_("A root token passes by every policy and every control group. Do not use this vault."),
    rule=N_("No root token outlives the ceremony"),
    next="zhengyun vault status",
)
OTHERS_SHARE: Final = Code(
    "ZY-VAULT-018",
    Exit.REFUSED,
    N_("This share is not {person}'s: {whose}."),
    N_("Each keeper gives his own share under his own name; the log knows each share by its digest."),
    next="zhengyun vault unseal --as PERSON",
)
SHARES_DO_NOT_FIT: Final = Code(
    "ZY-VAULT-019",
    Exit.FAILED,
    N_("The shares that were given do not open the vault at {address}: {problem}"),
    N_(
        "One of them is of another vault, or of one before its key was shared anew. All of them have to be given again."
    ),
    next="zhengyun vault unseal",
)
CLOCKS: Final = Code(
    "ZY-VAULT-020",
    Exit.REFUSED,
    N_("The clock of the vault at {address} is {seconds} s {side} this machine's, and it believes no token of {person}: {problem}"),
    N_("Whoever comes in shows a token that is believed for one minute, so that one that was overheard is soon worth nothing. Both clocks "
       "have to tell the same time; which of them is wrong a time source tells."),
    unlock=N_("whoever keeps the clock of either machine"),
    next="zhengyun vault status",
)  # fmt: skip
NOT_LET_IN: Final = Code(
    "ZY-VAULT-021",
    Exit.REFUSED,
    N_("The vault does not let {person} in: {problem}"),
    N_("These are the vault's own words. It believes the one key that it was told of for this person; after a new key in the role file a "
       "change of the vault's configuration tells it."),
    unlock=N_("a change of the vault's configuration"),
    next="zhengyun vault policy",
)  # fmt: skip
NOT_SWEPT: Final = Code(
    "ZY-VAULT-022",
    Exit.REFUSED,
    N_("The vault at {address} was restored (log entry {entry}), and what was handed out before may be alive in it again."),
    N_("A snapshot holds every pass, wrapped token and agreement of its time, those among them that were taken back since. Until the "
       "executor has revoked all of them, nothing is asked of this vault."),
    rule=N_("What was taken back does not come alive"),
    unlock=N_("the executor"),
    next="zhengyun vault restore --finish",
)  # fmt: skip
UNKNOWN_SNAPSHOT: Final = Code(
    "ZY-VAULT-023",
    Exit.REFUSED,
    N_("The log knows of no snapshot {digest} of the vault at {address}."),
    N_("A file that somebody has put together or altered would let him in under anybody's name. --unknown takes it all the same, "
       "where the records are older than the snapshot; the log tells that too."),
    rule=N_("Only what was taken is brought back"),
    next="zhengyun audit query --kind vault.snapshot",
)  # fmt: skip
STILL_ALIVE: Final = Code(
    "ZY-VAULT-024",
    Exit.BROKEN,
    N_("After {rounds} attempts there are still passes of before in the vault at {address}: {count}."),
    N_("Somebody makes new ones as fast as they are revoked. Seal the vault, and find out who it is in its audit log."),
    rule=N_("What was taken back does not come alive"),
    next="zhengyun vault status",
)
