"""Why a device was not spoken to, was told nothing, or has gone back."""

from typing import Final

from zhengyun.errors import N_, Code, Exit

NOT_SUCH: Final = Code(
    "ZY-NET-080",
    Exit.UNREACHABLE,
    N_("{device} lets us in, and does not speak as {platform} does: {problem}"),
    N_("Nothing was told to it. The platform in devices.yaml is another one, the account has a shell of its own, or something asks before the prompt "
       "(a banner, a password that has run out)."),
    next="zhengyun plan --site devices",
)  # fmt: skip
NO_END: Final = Code(
    "ZY-NET-081",
    Exit.UNREACHABLE,
    N_("{device} has not come to an end with `{command}` after {seconds} s."),
    N_("What it had said until then is not taken for an answer. Where something had been told to it before, it goes back by itself."),
    next="zhengyun plan --site devices",
)  # fmt: skip
TOO_MUCH: Final = Code(
    "ZY-NET-082",
    Exit.FAILED,
    N_("{device} says more than {most} characters to `{command}`; we have hung up."),
    N_("What we ask is answered in less; a device that says more is broken, or somebody's who means no good."),
    next="zhengyun plan --site devices",
)
NOT_UNDERSTOOD: Final = Code(
    "ZY-NET-083",
    Exit.BAD_INPUT,
    N_("The candidate for {device} is not understood at line {line}, `{text}`: {problem}"),
    N_("Nothing was told to the device, and nothing has changed. FRR is asked by its own parser (`vtysh -C`); what other platforms understand is "
       "held against a table of their commands, before anything is sent."),
    rule=N_("What does not parse never counts on a device"),
    unlock=N_("whoever mends the line"),
    next="zhengyun plan --site devices",
)  # fmt: skip
REFUSED_LINE: Final = Code(
    "ZY-NET-084",
    Exit.FAILED,
    N_("{device} refuses `{line}`: {said}"),
    N_(
        "No further line was told to it, and it goes back to what ran before: at once, or by itself where it could not be told so."
    ),
    next="zhengyun plan --site devices",
)
NO_WAY_BACK: Final = Code(
    "ZY-NET-085",
    Exit.REFUSED,
    N_("{device} cannot go back by itself, so that nothing was told to it: {problem}"),
    N_("Every change is told in such a way that the device goes back unless somebody confirms. VRP 5 has no trial (`commit trial` came with VRP 8): there "
       "one can only have it restart from what is saved (`schedule reboot delay`), which takes everybody's connections down and is left to whoever stands "
       "before it. Cisco IOS needs an `archive` with a `path`; Comware 7 needs a release with `configuration commit delay`; on FRR another change may be under way."),
    rule=N_("A device is told nothing that it would not take back by itself"),
    unlock=N_("whoever ends the other change, or gives the device what it lacks"),
    next="zhengyun plan --site devices",
)  # fmt: skip
GONE_BACK: Final = Code(
    "ZY-NET-086",
    Exit.FAILED,
    N_("{device} has gone back before we could confirm: {said}"),
    N_("The time was over, or somebody has sent it back. It runs what ran before; nothing was saved."),
    next="zhengyun plan --site devices",
)
NOT_REVERTED: Final = Code(
    "ZY-NET-087",
    Exit.FAILED,
    N_("{device} could not be told to go back at once: {said}"),
    N_("It still goes back by itself when its time is over. Look at it again then."),
    next="zhengyun plan --site devices",
)
NOT_SAVED: Final = Code(
    "ZY-NET-088",
    Exit.FAILED,
    N_("{device} runs what was wanted, and has not saved it: {said}"),
    N_("When it restarts it begins with what was saved before. Its storage may be full or write-protected."),
    next="zhengyun plan --site devices",
)
OTHERWISE: Final = Code(
    "ZY-NET-089",
    Exit.FAILED,
    N_("{device} took every line, and runs something else than was wanted: {what}"),
    N_(
        "It was sent back. A device that leaves a line out, or adds one, without a word is told so here, and not after it has been confirmed."
    ),
    next="zhengyun plan --site devices",
)
MOVED: Final = Code(
    "ZY-NET-090",
    Exit.DRIFT,
    N_("{device} does not run any more what the plan rests on: {what}"),
    N_("Somebody has changed it since the plan was made. Nothing was told to it."),
    rule=N_("A plan is carried out only on what it was made for"),
    unlock=N_("a plan that is made anew"),
    next="zhengyun plan --site devices",
)
CUT_OFF: Final = Code(
    "ZY-NET-091",
    Exit.UNREACHABLE,
    N_("The connection to {device} was lost: {problem}"),
    N_("What it had been told and nobody has confirmed, it takes back by itself."),
    next="zhengyun plan --site devices",
)
WAITS: Final = Code(
    "ZY-NET-092",
    Exit.UNREACHABLE,
    N_(
        "{device} was told what is wanted by a run that was torn off, and goes back by itself before it can be told again: {said}"
    ),
    N_("Only the session that told it could have confirmed. Carry the change on when its time is over."),
    next="zhengyun plan --site devices",
)
