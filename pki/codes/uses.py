"""Why certificates are not given to where they are used: servers, and machines that people reach by SSH."""

from zhengyun.errors import N_, Code, Exit

NO_CHAIN = Code(
    "ZY-PKI-230",
    Exit.BROKEN,
    N_("There is no path from certificate {serial} to a root in the register: {problem}"),
    N_("A server hands its certificate out with those of all authorities between it and the root. Each is written when the "
       "authority is made; where one is missing or does not go with it, somebody else's hand was in the database."),
    N_("RFC 5280 section 6.1; RFC 8446 section 4.4.2"),
    next="zhengyun records check; zhengyun ca show {serial}",
)  # fmt: skip
SSH_UNFIT = Code(
    "ZY-PKI-231",
    Exit.BAD_INPUT,
    N_("{what}: no key or certificate of SSH that could be made or read: {problem}"),
    N_("Ed25519, ECDSA on P-256 or P-384, and RSA from 3072 bits are certified. A certificate names whom it is for, has an end, "
       "and says nothing that a machine would not obey."),
    N_("PROTOCOL.certkeys of OpenSSH; RFC 4253 section 6.6"),
    next="ssh-keygen -l -f FILE",
)  # fmt: skip
SSH_TOO_LONG = Code(
    "ZY-PKI-232",
    Exit.BAD_INPUT,
    N_("A certificate of SSH for {asked}: by the profile {profile} from a minute up to {longest} can be asked for."),
    N_("Machines look at what a person's certificate says, and rarely at a list of what is revoked. What ends by itself within a day "
       "needs nobody to take it back."),
    N_("NIST IR 7966 section 4; NIST SP 800-53 IA-5 (1)"),
    next="zhengyun ca request FILE --profile {profile} --lasting '8 h'",
)  # fmt: skip
SSH_COMPROMISED = Code(
    "ZY-PKI-234",
    Exit.REFUSED,
    N_("The key with SHA-256 {key} was in a certificate that was revoked because the key came into other hands."),
    N_("Whoever has it now would have the access of whoever should have it."),
    N_("RFC 5280 section 5.3.1"),
    unlock=N_("a new key"),
    next="ssh-keygen -t ed25519",
)  # fmt: skip
NO_SSH_CERTIFICATE = Code(
    "ZY-PKI-235",
    Exit.BAD_INPUT,
    N_("The SSH authority {authority} has issued no certificate {serial}."),
    N_("`ssh-keygen -L` shows serial numbers in decimal digits, the register in hexadecimal ones."),
    next="zhengyun ca list",
)  # fmt: skip
SSH_REVOKED = Code(
    "ZY-PKI-236",
    Exit.REFUSED,
    N_("Certificate {serial} of the SSH authority {authority} was revoked already."),
    N_("What was revoked stays so. Machines know it when they have the list."),
    next="zhengyun ca ssh krl {authority} --out FILE",
)  # fmt: skip
SSH_OTHERS_KEY = Code(
    "ZY-PKI-237",
    Exit.REFUSED,
    N_("The key {key} cannot be an authority of SSH: it is in use already, as {whose}."),
    N_("A key has one purpose. What is signed for SSH would otherwise be signed by a person, by the log or by an authority of "
       "certificates, and whoever has to give the one up would lose the other."),
    N_("NIST SP 800-57 part 1 section 5.2"),
    unlock=N_("a key of its own"),
    next="zhengyun key make NAME",
)  # fmt: skip
SSH_REFUSED = Code(
    "ZY-PKI-265",
    Exit.REFUSED,
    N_("The profile {profile} does not certify this: {problem}."),
    N_("Whom a certificate of SSH names, for how long, from where, and what it permits, the profile says. A request chooses within that."),
    N_("NIST IR 7966 section 4"),
    unlock=N_("a profile that says it, by the road of a change"),
    next="zhengyun ca request --help",
)  # fmt: skip
NOT_BEFOREHAND = Code(
    "ZY-PKI-266",
    Exit.REFUSED,
    N_("By the profile {profile} {count} certificates until {until} cannot be agreed to beforehand: at most {most}, until {latest}."),
    N_("What is agreed to beforehand is one key with its principals, at least two certificates of it, and each is issued by a third "
       "person when it is needed."),
    N_("NIST SP 800-53 AC-2 (2)"),
    unlock=N_("`standing` in the profile, by the road of a change"),
    next="zhengyun ca request --help",
)  # fmt: skip
SSH_HOLDER_LEFT = Code(
    "ZY-PKI-267",
    Exit.REFUSED,
    N_("{holder} is not in office, and is certified for nothing."),
    N_("The role file says who is in office. What was agreed to beforehand ends with it."),
    N_("NIST SP 800-53 PS-4"),
    unlock=N_("a new version of the role file"),
    next="zhengyun role show",
)
SSH_NOT_RENEWED = Code(
    "ZY-PKI-268",
    Exit.BAD_INPUT,
    N_("Certificates of SSH are not renewed: {serial}."),
    N_("They are short, and are asked for anew; or so many of them are agreed to beforehand, where the profile lets."),
    next="zhengyun ca request FILE --profile PROFILE",
)
NO_SSH_AUTHORITY = Code(
    "ZY-PKI-269",
    Exit.BAD_INPUT,
    N_("No authority of SSH {authority} is in force, nor is there such a key; there are: {known}."),
    N_("Authorities of SSH are declared in pki.yaml, under ssh, and are in force once a plan with them has been applied."),
    next="zhengyun ca ssh authority KEY",
)  # fmt: skip
ANOTHER_SSH_AUTHORITY = Code(
    "ZY-PKI-270",
    Exit.REFUSED,
    N_("{thing} would become another by its {attributes}, and machines go by the key that it has"),
    N_("An authority of SSH is its key. What it has certified is revoked under its name as long as that is in force. Declare the other "
       "key under a name of its own, let profiles go over to it, tell the machines, and take the old one away when what it has "
       "certified has ended."),
    N_("NIST SP 800-57 part 1 section 5.3"),
    unlock=N_("a new authority beside this one"),
    next="zhengyun plan --site trust",
)  # fmt: skip
SSH_HAS_NO_CHAIN = Code(
    "ZY-PKI-271",
    Exit.BAD_INPUT,
    N_("Certificate {serial} is one of SSH: no other stands between it and {authority}."),
    N_("Whoever trusts the key of an authority of SSH needs nothing besides. `ca show` hands the certificate out."),
    N_("PROTOCOL.certkeys of OpenSSH"),
    next="zhengyun ca show {serial} --out FILE",
)
