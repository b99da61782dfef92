"""Why a question about what is to come cannot be understood."""

from zhengyun.errors import N_, Code, Exit

WAVE_OF_WHAT = Code(
    "ZY-EST-180",
    Exit.BAD_INPUT,
    N_("a wave says either `like: TENANT/SYSTEM` or `servers:`"),
    N_("Each system of a wave is like one that the estate has, or is made of the servers that the file lists."),
    next="zhengyun cloud what-if --help",
)
UNCLEAR_QUESTION = Code(
    "ZY-EST-181",
    Exit.BAD_INPUT,
    N_("{file} is neither a folder with an estate, nor a tenant's file, nor a wave, nor a commit of the estate"),
    N_("A tenant's file begins with `tenant:`, a wave with `wave:`."),
    next="zhengyun cloud what-if --help",
)
