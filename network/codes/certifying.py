"""Why a certificate of separation does not count."""

from zhengyun.errors import N_, Code, Exit

PARTIAL = Code(
    "ZY-NET-170",
    Exit.REFUSED,
    N_("{file} is of a part alone, and certifies nothing ({lacks})."),
    N_("Of `pairs`, `protocols`, `families`, `day`, `networks` or `hosts` it has less than everything, or another than today's: `scope` in its document "
       "says which. What was not tried may stand open."),
    rule=N_("What is certified was tried whole: every pair of hosts of every network, every protocol, both families, by the policy of the day"),
    unlock=N_("a proof of everything, `zhengyun net prove` without --few, --protocol and --on"),
    next="zhengyun net prove",
)  # fmt: skip
CONTRADICTS = Code(
    "ZY-NET-175",
    Exit.BROKEN,
    N_("{file} contradicts itself: it says that its proof passed, or until when it counts, and its own numbers say otherwise."),
    N_("Whether a proof passed follows from its numbers, and it counts for 30 days after it was made. Whoever signed this did not look, or has written "
       "it by hand."),
    next="zhengyun net certificate show {file}",
)  # fmt: skip
NO_CERTIFICATE = Code(
    "ZY-NET-176",
    Exit.BAD_INPUT,
    N_("{file} is no certificate of separation: {problem}"),
    N_("It is JSON, as `zhengyun net certificate sign` writes it: a proof, who signed it, and when."),
    next="zhengyun net certificate sign --help",
)
CERTIFICATE_ALTERED = Code(
    "ZY-NET-177",
    Exit.BROKEN,
    N_("{file} was altered: its digest or its signature is not of what it says."),
    N_("The proof has a digest of all that it says, and the certificate a signature over the proof, the signer and the time. Ask whoever "
       "signed it for the original."),
    next="zhengyun net certificate show {file}",
)  # fmt: skip
CERTIFICATE_STRANGER = Code(
    "ZY-NET-178",
    Exit.REFUSED,
    N_("{file} is signed by {signer} with the key {key}, which may not speak for the network {network} here."),
    N_("For its own network an instance believes the people of its role file, for another one the keys below trusted/NETWORK/ beside the "
       "settings."),
    unlock=N_("whoever keeps the trusted keys here"),
    next="zhengyun role show",
)  # fmt: skip
CERTIFICATE_EXPIRED = Code(
    "ZY-NET-179",
    Exit.DRIFT,
    N_("{file} does not count any more: it was valid until {until}."),
    N_("A proof says how networks stood in its window; after 30 days it says nothing of today."),
    next="zhengyun net prove",
)
NOT_PASSED = Code(
    "ZY-NET-218",
    Exit.FAILED,
    N_(
        "{file} is of a proof that did not pass: {wrong} probes came out otherwise than declared, {unknown} of them unknown."
    ),
    N_(
        "A certificate tells of a proof whether it has passed or not; only one that has says that the networks are kept apart."
    ),
    next="zhengyun net prove",
)
NOT_ENTERED = Code(
    "ZY-NET-219",
    Exit.REFUSED,
    N_("The log does not have the proof {digest} of {file}."),
    N_(
        "Whatever is certified here was proven here: `net prove` and `net prove join` enter each proof in the log by its digest."
    ),
    next="zhengyun audit query --kind network.proven",
)
