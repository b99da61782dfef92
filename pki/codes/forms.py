"""Why names, certificates, requests and lists cannot be read or written."""

from zhengyun.errors import N_, Code, Exit

BAD_NAME = Code(
    "ZY-PKI-001",
    Exit.BAD_INPUT,
    N_("{name} is no distinguished name: {what}."),
    N_(
        "A name is written most general first, such as C=CN,O=Finance Bureau,CN=www.finance.example; a backslash before a comma "
        "makes it part of a value."
    ),
    N_("RFC 5280 section 4.1.2.4 and appendix A.1"),
    next="zhengyun ca request --help",
)
BAD_FORM = Code(
    "ZY-PKI-002",
    Exit.BAD_INPUT,
    N_("{what} cannot be read as a {form}: {problem}."),
    N_(
        "Certificates, requests, lists and answers are read in the distinguished encoding (DER) alone, in PEM or bare. Whatever "
        "could be read in two ways is refused whole."
    ),
    N_("X.690 section 10 and 11; RFC 5280 appendix A"),
    next="openssl asn1parse -in FILE",
)
TOO_LARGE = Code(
    "ZY-PKI-003",
    Exit.BAD_INPUT,
    N_("{what} has more than {most} bytes and was not looked at."),
    N_(
        "What comes from elsewhere is bounded before anything in it is read. No certificate or request of use is that large."
    ),
    next="openssl asn1parse -in FILE",
)
BAD_PEM = Code(
    "ZY-PKI-004",
    Exit.BAD_INPUT,
    N_("{what} is no PEM text with one object: {problem}."),
    N_(
        "PEM is read as RFC 7468 has it: one object, the same label at both ends, base64 in its one form, nothing around it."
    ),
    N_("RFC 7468 section 3"),
    next="openssl asn1parse -in FILE",
)
FORBIDDEN_KEY = Code(
    "ZY-PKI-005",
    Exit.REFUSED,
    N_("The key in {what} is not certified: {problem}."),
    N_(
        "Certified are P-256, P-384, RSA of 3072 or 4096 bits, Ed25519 and SM2, and of these no key that anybody can see to be weak. "
        "A new key has to be made."
    ),
    N_("NIST SP 800-89 section 5; SP 800-56A section 5.6.2.3; GB/T 32918.1"),
    unlock=N_("a new key and a new request"),
    next="zhengyun ca request --help",
)
OTHER_ALGORITHM = Code(
    "ZY-PKI-006",
    Exit.REFUSED,
    N_("{what} is not signed in the way that goes with its key, which is {algorithm}."),
    N_(
        "To each kind of key belongs one signature algorithm, written in one way: SHA-256 for P-256 and RSA, SHA-384 for P-384, SM3 for SM2. "
        "Older digests are not taken."
    ),
    N_("RFC 5758, RFC 8410, RFC 4055; GM/T 0015 section 5"),
    unlock=N_("a new request from the same key"),
    next="zhengyun ca request --help",
)
NOT_PROVEN = Code(
    "ZY-PKI-007",
    Exit.REFUSED,
    N_("{what} is not signed by the {algorithm} key that it is about."),
    N_(
        "Whoever asks for a certificate proves to have the key by signing the request with it. It was altered, or the key is somebody "
        "else's; with SM2, the signer's identity has to be 1234567812345678."
    ),
    N_("RFC 2986 section 3; RFC 4211 appendix C; GM/T 0009 section 10"),
    unlock=N_("a new request from the key's holder"),
    next="zhengyun ca request --help",
)
NAME_NOT_ASKED = Code(
    "ZY-PKI-008",
    Exit.REFUSED,
    N_("{profile} takes no {part} from a request; it takes {asks}."),
    N_(
        "What stands in a name comes from the profile, which is part of the estate's files. A request fills in what the profile leaves open."
    ),
    N_("pki.yaml of the estate"),
    unlock=N_("a change of the profile, on the road of a change"),
    next="zhengyun ca request --help",
)
NAME_MISSING = Code(
    "ZY-PKI-009",
    Exit.BAD_INPUT,
    N_("{profile} needs {part}, which the request does not say."),
    N_("A certificate without it would be of no use: nobody could tell whom or what it is for."),
    N_("pki.yaml of the estate; RFC 5280 section 4.1.2.6"),
    next="zhengyun ca request --help",
)
NAME_REFUSED = Code(
    "ZY-PKI-010",
    Exit.REFUSED,
    N_("{profile} does not certify {name}: {problem}."),
    N_(
        "Which names a profile certifies is said by its `dns`, `emails` and `addresses`: suffixes, domains and networks. A suffix that "
        "begins with `*.` allows wildcards too."
    ),
    N_("RFC 5280 section 4.2.1.6; RFC 5890; pki.yaml of the estate"),
    unlock=N_("a change of the profile, on the road of a change"),
    next="zhengyun ca request --help",
)
KEY_NOT_TAKEN = Code(
    "ZY-PKI-011",
    Exit.REFUSED,
    N_("{profile} does not take a key of {algorithm}; it takes {algorithms}."),
    N_("A profile names the algorithms of its keys. Families are not mixed: an SM2 authority certifies SM2 keys."),
    N_("pki.yaml of the estate"),
    unlock=N_("a new request with another key"),
    next="zhengyun ca request --help",
)
EXTENSION_REFUSED = Code(
    "ZY-PKI-012",
    Exit.REFUSED,
    N_("The request asks for {extension}, which {profile} does not give."),
    N_(
        "Extensions come from authority and profile alone. A request may ask for alternative names, or for what it gets in any case; "
        "anything else is refused, so that nobody believes to have it."
    ),
    N_("RFC 2985 section 5.4.2; pki.yaml of the estate"),
    unlock=N_("a new request without it"),
    next="zhengyun ca request --help",
)
AUTHORITY_NOT_IN_FORCE = Code(
    "ZY-PKI-013",
    Exit.REFUSED,
    N_("The certificate of {authority} holds from {begin} to {end}; now it is {now}."),
    N_(
        "An authority certifies nothing before its own certificate begins or after it has ended. Look at the clock, or certify the authority anew."
    ),
    N_("RFC 5280 section 6.1.3 (a) (2)"),
    unlock=N_("a ceremony that certifies the authority anew, or a clock that is set right"),
    next="zhengyun ca ceremony --help",
)
NOT_ITS_CERTIFICATE = Code(
    "ZY-PKI-014",
    Exit.REFUSED,
    N_("This certificate cannot be that of the authority {authority}: {problem}."),
    N_(
        "An authority's certificate says that it may sign certificates, with the name and the algorithm that the estate's files declare."
    ),
    N_("RFC 5280 section 4.2.1.9; pki.yaml of the estate"),
    unlock=N_("a ceremony that certifies the authority anew"),
    next="zhengyun ca show {authority}",
)
