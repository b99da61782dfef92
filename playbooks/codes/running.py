"""Why a change of hosts is not carried out, or was not."""

from typing import Final

from zhengyun.errors import N_, Code, Exit

NO_ANSIBLE: Final = Code(
    "ZY-HOST-001",
    Exit.FAILED,
    N_("Ansible does not start: {problem}"),
    N_("It is installed together with this program, in the same environment. Nothing was done on any host."),
    unlock=N_("the administrator of this machine"),
    next="zhengyun doctor",
)
ENDED: Final = Code(
    "ZY-HOST-002",
    Exit.FAILED,
    N_("Ansible ended with {code} before it had looked at every role: {said}"),
    N_("It has told the end of no play. What it says stands there in its own words. Whatever had been done and recorded until then "
       "stays so."),
    next="zhengyun plan --site hosts",
)  # fmt: skip
OTHER_ROLES: Final = Code(
    "ZY-HOST-012",
    Exit.DRIFT,
    N_("the plan was made with other roles, or another version of Ansible, than are here: {what}"),
    N_("The plan names a digest of all roles and plugins and the version of Ansible; only these would do what people have agreed to. "
       "Nothing was changed."),
    rule=N_("What is applied is what was approved"),
    unlock=N_("a plan made with what is installed here"),
    next="zhengyun plan --site hosts",
)  # fmt: skip
FAILED: Final = Code(
    "ZY-HOST-020",
    Exit.FAILED,
    N_("{role} on {host} failed and was rolled back: {task}: {said}"),
    N_("What the role had laid in this change was put back as it was before. Roles that come after it on that host were not begun; other "
       "hosts went on."),
    next="zhengyun change apply ID --resume; zhengyun plan --site hosts --only {host}",
)  # fmt: skip
LOST: Final = Code(
    "ZY-HOST-021",
    Exit.FAILED,
    N_("{host} was lost in the midst of {role}: {said}"),
    N_("Whether the last of it came about is told by looking again, as soon as the host is back. No file is half written: each is laid "
       "beside its place and put there at once. Roles that come after it were not begun."),
    unlock=N_("whoever has the host in his hands"),
    next="zhengyun change apply ID --resume; zhengyun plan --site hosts --only {host}",
)  # fmt: skip
NOT_ROLLED_BACK: Final = Code(
    "ZY-HOST-022",
    Exit.FAILED,
    N_("{role} on {host} failed, and so did its way back: {task}: {said}"),
    N_("What the role laid may still be there. Look at the host, then plan it again."),
    unlock=N_("whoever has the host in his hands"),
    next="zhengyun plan --site hosts --only {host}",
)
NOT_BEGUN: Final = Code(
    "ZY-HOST-023",
    Exit.FAILED,
    N_("{role} on {host} was not begun: {said}"),
    N_("The host could not be reached, or its sudo refused whoever carries changes out, before any role had begun there: nothing was done on "
       "it. Other hosts went on."),
    unlock=N_("whoever has the host in his hands"),
    next="zhengyun change apply ID --resume; zhengyun plan --site hosts --only {host}",
)  # fmt: skip
NOT_AGREED: Final = Code(
    "ZY-HOST-030",
    Exit.REFUSED,
    N_("nobody has agreed to {path} on {host} as {role} would lay it: {why}"),
    N_("Before a file is written the plan is asked: it must hold this file with this content, mode and owner, on top of what was there when "
       "it was made. The file was left as it is."),
    rule=N_("What is applied is what was approved"),
    unlock=N_("a new plan"),
    next="zhengyun plan --site hosts --only {host}",
)  # fmt: skip
NOT_ASKED: Final = Code(
    "ZY-HOST-031",
    Exit.REFUSED,
    N_("no role of {host} is told the secret {name}"),
    N_("A run gets the secrets that the files of its plan name, and no other."),
    rule=N_("No approval, no credential"),
    next="zhengyun plan --site hosts --only {host}",
)
STEP_NOT_AGREED: Final = Code(
    "ZY-HOST-065",
    Exit.REFUSED,
    N_("nobody has agreed that {role} does this on {host}: {task}: {why}"),
    N_("Before accounts are made the plan is asked: it must hold this step, with the same accounts. None was made."),
    rule=N_("What is applied is what was approved"),
    unlock=N_("a new plan"),
    next="zhengyun plan --site hosts --only {host}",
)
