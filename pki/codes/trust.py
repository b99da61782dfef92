"""Why a plan of the trust is refused."""

from zhengyun.errors import N_, Code, Exit

TRUST_ALONE = Code(
    "ZY-PKI-100",
    Exit.BAD_INPUT,
    N_("the trust is planned by itself, and not with {others}"),
    N_("A plan is about clouds or about whom the city trusts, never about both: other people agree to each, and neither waits "
       "for the other."),
    next="zhengyun plan --site trust",
)  # fmt: skip
NO_TRUST = Code(
    "ZY-PKI-101",
    Exit.BAD_INPUT,
    N_("the files of {estate} declare no trust: there is no pki.yaml"),
    N_("A file that is gone by a slip would end every authority that is in force. Whoever means that leaves the file, and "
       "declares in it no domain and no authority."),
    next="zhengyun estate schema pki",
)  # fmt: skip
PLANNED_WHOLE = Code(
    "ZY-PKI-102",
    Exit.BAD_INPUT,
    N_("the trust is planned as a whole: --only does not go with it"),
    N_("Authorities rest on domains and on each other, and profiles on authorities; they are few, and are agreed to together."),
    next="zhengyun plan --site trust",
)  # fmt: skip
ANOTHER_AUTHORITY = Code(
    "ZY-PKI-103",
    Exit.REFUSED,
    N_("{thing} has a certificate that still holds, and would become another by its {attributes}"),
    N_("An authority is its name, its key and who certifies it: others know it by these. With another of them it is another "
       "authority. Declare that under a name of its own, let profiles go over to it, and take the old one away when what it "
       "has certified has ended."),
    N_("RFC 5280 section 6.1"),
    unlock=N_("a new authority beside this one"),
    next="zhengyun plan --site trust",
)  # fmt: skip
ENDS_TRUST = Code(
    "ZY-PKI-104",
    Exit.REFUSED,
    N_("The plan ends what is still trusted: {loses}."),
    N_("A plan that ends an authority whose certificate still holds says so in its digest, so that nobody can approve it "
       "unawares: it must be made with --allow-destroy."),
    unlock=N_("whoever makes the plan, and the chain that approves it"),
    next="zhengyun plan --site trust --allow-destroy",
)  # fmt: skip
NO_ERRAND = Code(
    "ZY-PKI-105",
    Exit.REFUSED,
    N_("the trust knows no errand {errand}: what files declare is all there is of it"),
    N_("Every thing of the trust stands in pki.yaml. A change of it is taken back there, by the commit before it, and planned, "
       "agreed to and applied as any other."),
    next="git revert COMMIT; zhengyun plan --site trust",
)  # fmt: skip
NO_CLOUD = Code(
    "ZY-PKI-106",
    Exit.BAD_INPUT,
    N_("the trust is no site with a cloud, and this command is about clouds"),
    N_(
        "What is trusted is kept in the records, and nothing but an approved change alters it. What files declare beyond that, "
        "a plan shows."
    ),
    next="zhengyun plan --site trust",
)
NOT_A_TRUST = Code(
    "ZY-PKI-107",
    Exit.BROKEN,
    N_("what the records hold of the trust in force cannot be read: {problem}"),
    N_("Every thing of the trust is written with its entry of the log, and was read before it was written. Somebody else's hand "
       "was in the database: compare with the log, which tells the digest of each, and with a backup."),
    next="zhengyun records check",
)  # fmt: skip
