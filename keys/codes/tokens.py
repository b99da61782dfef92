"""Why a key in a token cannot be used."""

from zhengyun.errors import N_, Code, Exit

BAD_REFERENCE = Code(
    "ZY-KEY-009",
    Exit.BAD_INPUT,
    N_("{reference} does not name a key in a token: {what}"),
    N_("A key in a token is named as RFC 7512 has it: pkcs11:token=NAME;object=LABEL, where other characters than letters, digits "
       "and a few signs are written %XX. ?pin-source=file:/PATH may follow for a service that nobody sits at."),
    next="zhengyun doctor",
)  # fmt: skip
NO_MODULE = Code(
    "ZY-KEY-010",
    Exit.BAD_INPUT,
    N_("{key} is in a token, and the settings do not say which library reaches it."),
    N_("`pkcs11_module` in zhengyun.toml names the PKCS#11 library that the token's maker delivers; for SoftHSM2 it is "
       "libsofthsm2.so."),
    next="zhengyun doctor",
)  # fmt: skip
BAD_MODULE = Code(
    "ZY-KEY-011",
    Exit.FAILED,
    N_("{module} cannot be used as a PKCS#11 library: {problem}"),
    N_("`pkcs11_module` in zhengyun.toml names the library, `[pkcs11_environment]` the variables that it wants, such as "
       "SOFTHSM2_CONF."),
    next="zhengyun doctor",
)  # fmt: skip
NO_TOKEN = Code(
    "ZY-KEY-012",
    Exit.UNREACHABLE,
    N_("There is no token {token}; what is there: {tokens}"),
    N_(
        "A token is found by the label that it was initialised with. Look whether it is plugged in, and whether the library is its own."
    ),
    unlock=N_("whoever keeps the token"),
    next="zhengyun doctor",
)
SEVERAL_TOKENS = Code(
    "ZY-KEY-013",
    Exit.REFUSED,
    N_("{count} tokens are called {token}."),
    N_("Which of them is meant cannot be told, and a PIN is not tried on the wrong one."),
    unlock=N_("whoever keeps the token"),
    next="zhengyun doctor",
)
WRONG_PIN = Code(
    "ZY-KEY-014",
    Exit.REFUSED,
    N_("The token {token} does not take this PIN."),
    N_("Most tokens lock themselves after a few wrong PINs. It was tried once and is not tried again by itself."),
    next="zhengyun doctor",
)
LOCKED_PIN = Code(
    "ZY-KEY-015",
    Exit.REFUSED,
    N_("The token {token} is locked: its PIN was wrong too often, has expired, or was never set."),
    N_("Only the token's security officer sets a new PIN, with the tool of its maker. The keys in it are not lost."),
    unlock=N_("the security officer of the token"),
    next="zhengyun doctor",
)
NOT_THERE = Code(
    "ZY-KEY-016",
    Exit.BAD_INPUT,
    N_("There is no signing key {object} in the token {token}."),
    N_("Both halves of a key have the same label there. A private half shows itself only to whoever has the PIN."),
    next="zhengyun key make PERSON --token {token}",
)
SEVERAL_KEYS = Code(
    "ZY-KEY-017",
    Exit.REFUSED,
    N_("The token {token} holds {count} keys that are called {object}."),
    N_("Which of them is meant cannot be told. Remove or rename the others with the tool of the token's maker."),
    unlock=N_("whoever keeps the token"),
    next="zhengyun doctor",
)
THERE_ALREADY = Code(
    "ZY-KEY-018",
    Exit.BAD_INPUT,
    N_("The token {token} has something called {object} already, and nothing is overwritten."),
    N_("A second key of the same name would make both unusable. Choose another label, or remove the old one with the tool of "
       "the token's maker."),
    next="zhengyun doctor",
)  # fmt: skip
TOKEN_CANNOT = Code(
    "ZY-KEY-019",
    Exit.BAD_INPUT,
    N_("The token {token} does not do {algorithm}."),
    N_(
        "Of the algorithms that keys can have, a token does those that its maker has built in: p256, p384 and RSA most "
        "of them, ed25519 some."
    ),
    next="zhengyun key make --help",
)
NOT_A_SIGNING_KEY = Code(
    "ZY-KEY-020",
    Exit.BAD_INPUT,
    N_("{object} in the token {token} is not a signing key that zhengyun knows: {what}"),
    N_(
        "It takes Ed25519 keys, ECDSA keys on P-256 and P-384 and RSA keys of 3072 and 4096 bits, whose two halves belong together."
    ),
    next="zhengyun key make PERSON --token {token}",
)
TOKEN_FULL = Code(
    "ZY-KEY-021",
    Exit.FAILED,
    N_("The token {token} takes no more keys: {problem}"),
    N_("It is full, or protected against writing. Nothing was made."),
    unlock=N_("whoever keeps the token"),
    next="zhengyun doctor",
)
TOKEN_GONE = Code(
    "ZY-KEY-022",
    Exit.UNREACHABLE,
    N_("The token {token} was taken away, or does not answer any more: {problem}"),
    N_("What was signed before stays signed. Put the token back and begin the command again."),
    unlock=N_("whoever keeps the token"),
    next="zhengyun doctor",
)
TOKEN_FAILED = Code(
    "ZY-KEY-023",
    Exit.FAILED,
    N_("The token {token} refused: {problem}"),
    N_("The word is the token's own, one of the return values of PKCS#11 (CKR_*). Its maker's manual tells more."),
    next="zhengyun doctor",
)
PIN_SOURCE = Code(
    "ZY-KEY-024",
    Exit.REFUSED,
    N_("The PIN of {token} is not read from {file}: {problem}"),
    N_(
        "`pin-source` names a file of mode 0600 or 0400 that holds the PIN in one line. Whoever reads it signs with the token."
    ),
    next="chmod 600 {file}",
)
A_PLACE = Code(
    "ZY-KEY-025",
    Exit.BAD_INPUT,
    N_("{person} says by itself where a key is; with --token the name of its holder is wanted."),
    N_("`key make PERSON --token NAME` makes a key in a token, whose label is the holder's name."),
    next="zhengyun key make PERSON --token NAME",
)
