"""Why the way back of a change is refused."""

from zhengyun.errors import N_, Code, Exit

CHANGED_SINCE = Code(
    "ZY-CLOUD-300",
    Exit.REFUSED,
    N_("{thing} is no longer as {request} left it: {about}"),
    N_("Somebody has changed it since, or put another in its place; taking the change back would undo that, too, and nobody "
       "asked for it. `id` means that it is gone, or another thing stands there. With --what-is-left it stays as it is, and the "
       "plan says so; the rest is taken back."),
    rule=N_("What has moved since is never taken back in passing."),
    next="zhengyun change revert {request} --what-is-left",
)  # fmt: skip
HELD_SINCE = Code(
    "ZY-CLOUD-301",
    Exit.REFUSED,
    N_("{thing} cannot go: {about} rests on it, and is not of {request}."),
    N_("What a change has made goes away when it is taken back, unless something that came later rests on it. Take that back "
       "first, or leave this as it is with --what-is-left."),
    next="zhengyun change revert {request} --what-is-left",
)  # fmt: skip
LACKS_SINCE = Code(
    "ZY-CLOUD-302",
    Exit.REFUSED,
    N_("{thing} cannot come back: it needs {about}, which is there no longer and does not come back with {request}."),
    N_("What it needs was taken away by another change, or is itself left as it is. Take the later change back first, or leave "
       "this out with --what-is-left."),
    next="zhengyun change revert {request} --what-is-left",
)  # fmt: skip
ANOTHER_PAST = Code(
    "ZY-CLOUD-303",
    Exit.BROKEN,
    N_("What the records here tell of {request} is not what this plan takes back."),
    N_("The plan names the digest of the change's own plan and of what became of each of its actions. Here they come to "
       "another one, or are not here: the request was resumed meanwhile, the records are other ones, or somebody has altered "
       "them. Plan the way back again; if it comes out the same here and different there, compare the logs."),
    next="zhengyun change revert {request}",
)  # fmt: skip
LEFT_OTHERWISE = Code(
    "ZY-CLOUD-304",
    Exit.DRIFT,
    N_("Site {site}: what taking {request} back leaves as it is is not what the plan says any longer."),
    N_("A plan that takes a change back names whatever does not become as it was. The site has changed since it was made, so "
       "that something more, or something less, can be taken back. Plan the way back again."),
    next="zhengyun change revert {request}",
)  # fmt: skip
