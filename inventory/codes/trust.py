"""Why a PKI is refused before anything is planned."""

from typing import Final

from zhengyun.errors import N_, Code, Exit

CHECK: Final = "zhengyun check"

CERTIFIES_ITSELF = Code(
    "ZY-EST-260",
    Exit.BAD_INPUT,
    N_("authority {authority} would be certified by itself: {path}"),
    N_("Every authority but a root is certified by another, and the way from each leads to a root."),
    N_("RFC 5280 section 6.1"),
    next=CHECK,
)
OTHER_DOMAIN = Code(
    "ZY-EST-261",
    Exit.REFUSED,
    N_("authority {authority} of domain {domain} would be certified by {issuer} of domain {other}"),
    N_("A domain is one family of standards with roots of its own; who trusts one does not thereby trust another."),
    unlock=N_("an authority of the same domain as its issuer"),
    next=CHECK,
)
WRONG_FAMILY = Code(
    "ZY-EST-262",
    Exit.REFUSED,
    N_("{algorithm} is no algorithm of the family {family}; it has: {legal}"),
    N_("A domain keeps one family of standards: RFC 5280 with NIST's algorithms, or GM/T 0015 with SM2 and SM3. What is "
       "made of both is verified by neither's programs."),
    N_("GM/T 0015-2023 section 5; RFC 5480"),
    next=CHECK,
)  # fmt: skip
OUTLIVES = Code(
    "ZY-EST-263",
    Exit.REFUSED,
    N_("{name} is to hold for {days} days, and {issuer}, which certifies it, for {most}"),
    N_("A certificate is worth nothing once its issuer's has ended: nobody could verify it or say that it is revoked."),
    N_("RFC 5280 section 6.1"),
    unlock=N_("fewer days, or an issuer that holds longer"),
    next=CHECK,
)
PATH_LENGTH = Code(
    "ZY-EST-264",
    Exit.REFUSED,
    N_("authority {authority} has path length {length}, and {issuer}, which certifies it, {given}"),
    N_("The path length says how many authorities may stand below one. Whoever certifies an authority has at least one more "
       "than it."),
    N_("RFC 5280 section 4.2.1.9"),
    next=CHECK,
)  # fmt: skip
NO_ESCROW = Code(
    "ZY-EST-265",
    Exit.REFUSED,
    N_("profile {profile} is dual, and {what}"),
    N_(
        "With a dual certificate the holder's signing key is his own, and the encryption key is made and kept by the "
        "authority, so that what was encrypted can be read when the key is lost."
    ),
    N_("GM/T 0034-2014"),
    unlock=N_("`use: person-signing`, and an authority with `escrow: true`"),
    next=CHECK,
)
SHORTER = Code(
    "ZY-EST-266",
    Exit.BAD_INPUT,
    N_("{name} is {given}, and has to be shorter than {other}, which is {most}"),
    N_(
        "The next list is due before the last one ends, a delta list ends before the whole one that it adds to, and a "
        "certificate is renewed within its time, not before it begins."
    ),
    N_("RFC 5280 section 5.1.2.5 and 5.2.4"),
    next=CHECK,
)
TOO_FEW_PEOPLE = Code(
    "ZY-EST-267",
    Exit.BAD_INPUT,
    N_("{needed} people are needed, and only {given} are named"),
    N_("As many people have to be named as are needed: a ceremony that can never be held protects nothing."),
    next=CHECK,
)
NOBODY_RECOVERS = Code(
    "ZY-EST-268",
    Exit.BAD_INPUT,
    N_("authority {authority} keeps keys, and there is nobody who recovers them"),
    N_("What is escrowed is brought back by several people together, for its user or for a court. Keys that nobody can "
       "bring back are kept for nothing."),
    N_("GM/T 0034-2014 section 12"),
    unlock=N_("`recovery` with a threshold and people"),
    next=CHECK,
)  # fmt: skip
NOT_PERMITTED = Code(
    "ZY-EST-269",
    Exit.REFUSED,
    N_("{name} could be asked for, and authority {authority} may certify only: {legal}"),
    N_(
        "An authority's own certificate says below which domains it may certify. Programs refuse whatever lies elsewhere."
    ),
    N_("RFC 5280 section 4.2.1.10"),
    unlock=N_("a profile within the authority's `permitted`, or an authority that may certify it"),
    next=CHECK,
)
RESERVED = Code(
    "ZY-EST-270",
    Exit.BAD_INPUT,
    N_("no profile can be called {name}"),
    N_("The register calls the certificates of authorities so. Who may revoke those would follow from this profile."),
    unlock=N_("another name"),
    next=CHECK,
)
NO_POLICY_OF_IT = Code(
    "ZY-EST-271",
    Exit.REFUSED,
    N_("the policy {policy} is none of authority {authority}, which has: {legal}"),
    N_(
        "A policy counts only if all certificates from the root down have it. What is certified under another one holds under none."
    ),
    N_("RFC 5280 section 6.1.3 (d)"),
    unlock=N_("a policy of the authority, or one more in its `policies`, by which it is certified anew"),
    next=CHECK,
)
