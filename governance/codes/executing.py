"""Why a change is not carried out by whoever is at the keyboard."""

from typing import Final

from zhengyun.errors import N_, Code, Exit

NOT_THE_EXECUTOR: Final = Code(
    "ZY-GOV-270",
    Exit.REFUSED,
    N_("{person} does not carry out {request}: {executor} does, to whom alone the vault lends credentials."),
    N_("The executor is an account and an identity of its own, which no person has. `run` of [vault] in the settings is the command "
       "that starts it; then `change apply` does so by itself."),
    rule=N_("No approval, no credential"),
    unlock=N_("whoever may become the executor on this machine"),
    next="zhengyun change run {request}",
)  # fmt: skip
HAS_A_POST: Final = Code(
    "ZY-GOV-271",
    Exit.REFUSED,
    N_("The executor {person} holds the post of {role}: it carries out what others have agreed to, and has no word of its own."),
    N_("Whoever could ask or agree and also holds the credentials would need nobody else. The executor is a person of the role file "
       "with a key and no post."),
    rule=N_("Three separated administrators (GB/T 22239-2019 8.1.5)"),
    unlock=N_("a version of the role file in which the executor has no post"),
    next="zhengyun role show",
)  # fmt: skip
NOT_STARTED: Final = Code(
    "ZY-GOV-272",
    Exit.FAILED,
    N_("The executor could not be started for {request}: {problem}"),
    N_("`run` of [vault] in the settings is the command, with `sudo -n -u ACCOUNT` before it where the executor has an account of its "
       "own. The request stays as it is."),
    next="zhengyun change run {request}",
)  # fmt: skip
