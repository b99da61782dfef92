"""Why nobody is reached, or told nothing in secret."""

from typing import Final

from zhengyun.errors import N_, Code, Exit

NO_SETTINGS: Final = Code(
    "ZY-HOST-040",
    Exit.BAD_INPUT,
    N_("{file} has no [hosts]: nobody says by which key hosts are reached."),
    N_("`look` there names the private key of an account that can change nothing on the hosts. Plans and drift are read with it; changes "
       "are carried out with what is lent for each of them."),
    next="zhengyun doctor",
)  # fmt: skip
NO_KEY: Final = Code(
    "ZY-HOST-041",
    Exit.REFUSED,
    N_("the key {file} is not used: {problem}"),
    N_("A private key by which hosts are reached is a file of whoever uses it, and nobody else can read it. Where there is a vault, no key "
       "stands by for changes: it makes one for each."),
    next="ls -la {file}",
)  # fmt: skip
NO_SECRET: Final = Code(
    "ZY-HOST-042",
    Exit.FAILED,
    N_("nothing is kept under {name} that hosts could be told in secret ({where})"),
    N_("A role lays a secret that its variables name, such as `snmp/auth`. It is given to the vault once, and is in no file of the estate; "
       "in training it is a file below the folder that `[hosts]` of the settings names."),
    next="zhengyun vault keep-for-hosts {name}",
)  # fmt: skip
SHORT_SECRET: Final = Code(
    "ZY-HOST-032",
    Exit.BAD_INPUT,
    N_("the secret {name} in {file} has fewer than {least} characters; no host is told it"),
    N_("Who may ask an agent can try secrets on it, and what is short is found so. Make one by chance."),
    next="openssl rand -base64 24",
)  # fmt: skip
NO_RUN: Final = Code(
    "ZY-HOST-043",
    Exit.REFUSED,
    N_("there is nothing by which {account} could reach any host: {file} has no vault, and [hosts] no run"),
    N_("Where there is a vault, it makes a key for each change. In training `run` in [hosts] names one that stands by."),
    next="zhengyun doctor",
)  # fmt: skip
NO_CLOUD: Final = Code(
    "ZY-HOST-044",
    Exit.BAD_INPUT,
    N_("hosts are no site with a cloud, and this command is about clouds"),
    N_("What stands on them follows from their roles, and an approved change lays it. A plan shows what is not so, and drift what was "
       "changed by hand."),
    next="zhengyun plan --site hosts",
)  # fmt: skip
