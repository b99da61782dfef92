"""Why nothing is opened, agreed to or handed out for a change."""

from typing import Final

from zhengyun.errors import N_, Code, Exit

NOT_NEEDED: Final = Code(
    "ZY-VAULT-050",
    Exit.REFUSED,
    N_("For {request} {what} has been opened in the vault, which this plan does not need."),
    N_("Whoever agrees hands out what was opened, and no more than the plan takes: by its sites, and by what is written there. "
       "Whatever opened it went beyond the plan; nothing was signed and nothing authorised."),
    rule=N_("No approval, no credential"),
    next="zhengyun change reject {request}",
)  # fmt: skip
OPENED_BY_ANOTHER: Final = Code(
    "ZY-VAULT-051",
    Exit.REFUSED,
    N_("{what} was opened for {request} by {entity}, who is not the executor {executor}."),
    N_("The vault knows who has asked it for something, and would give it to him. Only the executor is given what people agree to."),
    rule=N_("No approval, no credential"),
    next="zhengyun audit query --request {request}",
)  # fmt: skip
LOG_ALTERED: Final = Code(
    "ZY-VAULT-052",
    Exit.BROKEN,
    N_("The log says that {logged} was opened for {request}; the vault says that it was {what}."),
    N_("Both were told by the executor when he opened it. Either the log was altered, or another accessor was put into it."),
    rule=N_("No approval, no credential"),
    next="zhengyun audit verify",
)  # fmt: skip
OPENED_FOR_ANOTHER: Final = Code(
    "ZY-VAULT-053",
    Exit.REFUSED,
    N_("{what}, which the log has for {request}, was opened for {other}."),
    N_("What is opened is opened for one request. A yes to one must not hand out what another one waits for."),
    rule=N_("No approval, no credential"),
    next="zhengyun audit query --request {other}",
)  # fmt: skip
NOT_OPENED: Final = Code(
    "ZY-VAULT-054",
    Exit.REFUSED,
    N_("{what} has not been opened for {request}, or that is over."),
    N_("The executor opens what a plan needs before anybody agrees to it, and again where that has expired."),
    next="zhengyun change run {request}",
)
NOT_AUTHORISED: Final = Code(
    "ZY-VAULT-055",
    Exit.WAITING,
    N_("{what} has been opened for {request}, but not everybody whom the vault asks has authorised it."),
    N_("A yes given before it was opened, or opened anew, has not authorised it: whoever has said yes says `change approve` once more, "
       "which signs nothing. The vault's own writes take a security and a system administrator."),
    unlock=N_("the people of its factors in the vault"),
    next="zhengyun change approve {request}",
)  # fmt: skip
NO_CONTROL_GROUP: Final = Code(
    "ZY-VAULT-056",
    Exit.BROKEN,
    N_("The vault gave {what} without anybody's word."),
    N_("Its policy for the executor has no control group there. What it gave was thrown away unread; nothing of the change was done."),
    rule=N_("No approval, no credential"),
    next="zhengyun vault policy",
)  # fmt: skip
NO_SECRET: Final = Code(
    "ZY-VAULT-057",
    Exit.REFUSED,
    N_("What the vault keeps at {path} opens nothing: {problem}"),
    N_("A site's secret is kept under words as clouds.yaml has them, such as username and password, each with a text."),
    next="zhengyun vault policy",
)
NOT_PRIVATE: Final = Code(
    "ZY-VAULT-058",
    Exit.REFUSED,
    N_("{file} cannot keep what the vault handed out: {problem}"),
    N_(
        "The executor keeps wrapped tokens in a folder of his own, mode 0700, each file 0600. `folder` of [vault] names it."
    ),
    next="ls -la {file}",
)
MOVED: Final = Code(
    "ZY-VAULT-059",
    Exit.UNREACHABLE,
    N_("The secret at {path} was changed by somebody else while it was lent for {request}."),
    N_("Another change at the same site has put a new one in its place. Nothing was begun with the old one."),
    next="zhengyun change run {request}",
)
IN_USE: Final = Code(
    "ZY-VAULT-072",
    Exit.WAITING,
    N_("What was opened for {request} is in use: another process has it, and gives it back when it ends."),
    N_("A change is told as done when all of it is on record; its credentials are unmade and the password is replaced after that. Whoever took "
       "the executor's pass away meanwhile would leave that half done."),
    next="zhengyun change run {request}",
)  # fmt: skip
