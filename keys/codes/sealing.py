"""Why nothing is sealed for a key, or why what was sealed does not open."""

from zhengyun.errors import N_, Code, Exit

CANNOT_SEAL = Code(
    "ZY-KEY-040",
    Exit.BAD_INPUT,
    N_("Nothing can be sealed for a key of {algorithm}."),
    N_("Data is sealed for keys on P-256 and P-384 (RFC 9180), of RSA (RFC 8017) and of SM2 (GB/T 32918.4); Ed25519 keys sign alone."),
    next="zhengyun key make --help",
)  # fmt: skip
NOT_FOR_SEALING = Code(
    "ZY-KEY-041",
    Exit.BAD_INPUT,
    N_("The key {key} is no public key of {algorithm}."),
    N_(
        "A public key is written in the one form of its algorithm; what was sealed for anything else nobody could open."
    ),
    next="zhengyun key show PERSON",
)
NOT_OPENED = Code(
    "ZY-KEY-042",
    Exit.REFUSED,
    N_("This was not sealed for the key {key}, or it was altered."),
    N_("Which of the two cannot be told apart: the seal covers all of it."),
    next="zhengyun key show PERSON",
)
NO_SIZE_TO_SEAL = Code(
    "ZY-KEY-043",
    Exit.BAD_INPUT,
    N_("{size} bytes are not sealed for a key: it takes 1 to {most}."),
    N_("What is longer is encrypted by a key of its own, and that key is sealed."),
    next="zhengyun key make --help",
)
TOKEN_OPENS_NOTHING = Code(
    "ZY-KEY-044",
    Exit.BAD_INPUT,
    N_("{key} is in a token, where keys sign and open nothing."),
    N_("A key for sealed data is a file; one in a token is bound to signing alone, so that nobody asks it to decrypt."),
    next="zhengyun key make PERSON --algorithm sm2",
)
