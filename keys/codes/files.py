"""Why a key in a file cannot be used."""

from zhengyun.errors import N_, Code, Exit

NOT_A_KEY = Code(
    "ZY-KEY-001",
    Exit.BAD_INPUT,
    N_("{file} is not a signing key of zhengyun: {problem}"),
    N_("A signing key is a JSON file made by `zhengyun key make`: a private key sealed with AES-256-GCM under a key that "
       "scrypt (RFC 7914) derives from the passphrase."),
    next="zhengyun key make PERSON",
)  # fmt: skip
WRONG_PASSPHRASE = Code(
    "ZY-KEY-002",
    Exit.REFUSED,
    N_("The passphrase does not open {file}, or the file was altered."),
    N_("Which of the two cannot be told apart: the seal covers the whole file."),
    next="zhengyun key show {file}",
)
NO_KEY = Code(
    "ZY-KEY-003",
    Exit.BAD_INPUT,
    N_("There is no signing key of {person} at {file}."),
    N_("Name the folder of keys with `keys` in zhengyun.toml, or make a key and have it entered in the role file."),
    next="zhengyun key make {person}",
)
EXISTS = Code(
    "ZY-KEY-004",
    Exit.BAD_INPUT,
    N_("{file} exists already and is not overwritten."),
    N_("A key that is overwritten is lost, and with it everything that it alone could sign."),
    next="zhengyun key show {file}",
)
READABLE = Code(
    "ZY-KEY-005",
    Exit.REFUSED,
    N_("{file} can be read or written by others (mode {mode})."),
    N_("A signing key belongs to its owner alone: mode 0600."),
    next="chmod 600 {file}",
)
EMPTY_PASSPHRASE = Code(
    "ZY-KEY-006",
    Exit.BAD_INPUT,
    N_("The passphrase has fewer than {least} characters."),
    N_("The passphrase is all that stands between whoever finds the file and a signature in its owner's name."),
    next="zhengyun key make PERSON",
)
NOT_WRITTEN = Code(
    "ZY-KEY-007",
    Exit.FAILED,
    N_("The key cannot be written to {file}: {problem}"),
    N_("Look at the rights of the folder and at the room on its file system. Nothing was left behind."),
    next="zhengyun key make PERSON",
)
NO_SM2 = Code(
    "ZY-KEY-008",
    Exit.FAILED,
    N_("This machine's libcrypto does not do SM2."),
    N_("SM2 (GB/T 32918) is left to the system's OpenSSL, 3.0 or newer and built with SM2 and SM3. Signatures of SM2 keys do not "
       "count here while it is missing."),
    unlock=N_("the administrator of this machine"),
    next="zhengyun doctor",
)  # fmt: skip
