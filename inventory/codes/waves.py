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
    N_("A tenant's file begins with `tenant:`, a wave with `wave:`. A tenant's file is asked about at one site, which --site "
       "names where there are several."),
    next="zhengyun cloud what-if --help",
)  # fmt: skip
ASKED_TWICE = Code(
    "ZY-EST-182",
    Exit.BAD_INPUT,
    N_("{file} and {other} are both the file of tenant {tenant}"),
    N_(
        "A tenant has one file at a site. Of two only one could be asked about, and the answer would be about the other."
    ),
    next="zhengyun cloud what-if --help",
)
OTHER_SITE = Code(
    "ZY-EST-183",
    Exit.BAD_INPUT,
    N_("{file} asks about site {site}, and --site says {given}"),
    N_("A wave comes to one site: the one that its file names, or --site where the file names none."),
    next="zhengyun cloud what-if {file} --site {site}",
)
