"""Why something is not adopted."""

from zhengyun.errors import N_, Code, Exit

CANNOT_ADOPT = Code(
    "ZY-CLOUD-220",
    Exit.REFUSED,
    N_("Site {site}: what is there cannot be adopted through this connection."),
    N_("A simulated site holds nothing that somebody built by hand. Adoption needs a real cloud."),
    next="zhengyun doctor",
)
NO_ADOPTION = Code(
    "ZY-CLOUD-221",
    Exit.BAD_INPUT,
    N_("Site {site}: there is no file {file} that says what of tenant {tenant} is to be adopted."),
    N_("It holds the identifier of each thing beside its path, so that people agree to exactly these things."),
    next="zhengyun cloud adopt {tenant} --site {site}",
)
GONE_MEANWHILE = Code(
    "ZY-CLOUD-222",
    Exit.DRIFT,
    N_("{thing} is to be adopted, and {identifier} is not there, or lies in another project."),
    N_("It was there when the adoption was written. What stands in its place now is another thing."),
    next="zhengyun cloud adopt {tenant} --site {site} --force",
)
NOT_DECLARED = Code(
    "ZY-CLOUD-223",
    Exit.REFUSED,
    N_("{thing} ({identifier}) would be adopted, and no file declares it."),
    N_("What is ours and not declared, the next plan would delete. Declare it, or take it out of the adoption."),
    next="zhengyun cloud adopt {tenant} --site {site} --force",
)
MAKES_NOTHING = Code(
    "ZY-CLOUD-224",
    Exit.REFUSED,
    N_("{thing} is declared and not there: adoption makes nothing but keys."),
    N_("Adopt what is there first, with files that declare no more than that; then change the files."),
    next="zhengyun cloud adopt {tenant} --site {site} --force",
)
NOT_AS_DECLARED = Code(
    "ZY-CLOUD-225",
    Exit.REFUSED,
    N_("{thing} is not as declared: {attribute} is {found}, and {declared} is declared."),
    N_("Adoption puts marks on what is there and changes nothing else. Declare it as it is; change it afterwards."),
    next="zhengyun cloud adopt {tenant} --site {site} --force",
)
OF_ANOTHER = Code(
    "ZY-CLOUD-226",
    Exit.REFUSED,
    N_("{thing} ({identifier}) bears the mark of another estate: {estate}."),
    N_("What somebody else's files declare is theirs, and their next plan would fight ours over it."),
    unlock=N_("whoever runs that estate, by taking it out of theirs"),
    next="openstack KIND show {identifier}",
)
AWAITS_ADOPTION = Code(
    "ZY-CLOUD-227",
    Exit.REFUSED,
    N_("{thing} is there ({identifier}) and is still to be adopted."),
    N_("A plan that did not know this would make it a second time, or meet its name taken."),
    next="zhengyun cloud adopt {tenant} --site {site}",
)
NO_SUCH_PROJECT = Code(
    "ZY-CLOUD-228",
    Exit.BAD_INPUT,
    N_("Site {site}: there is no project {project}, or more than one; there are: {legal}"),
    N_(
        "A project is named as Keystone has it, or by its identifier. Only those of the executor's own domain are looked at."
    ),
    next="openstack project list",
)
OURS_ALREADY = Code(
    "ZY-CLOUD-229",
    Exit.REFUSED,
    N_("Site {site}: project {project} is tenant {tenant} of this estate already."),
    N_("What lies in it and is not ours was put there by others. It is shown by `zhengyun drift`."),
    next="zhengyun drift",
)
NO_REBIRTH = Code(
    "ZY-CLOUD-230",
    Exit.REFUSED,
    N_("{thing} would be made anew, and says `born`: what it was born from is not ours."),
    N_("Take `born` out of its entry, and say the image and key that a new one shall have."),
    next="zhengyun check",
)
BAD_REGISTER = Code(
    "ZY-CLOUD-231",
    Exit.BAD_INPUT,
    N_("{file}: {problem}"),
    N_("A register is CSV with a heading, or YAML with a list: system, prefix, title, level, zone, owner, rto, rpo."),
    next="zhengyun cloud adopt --help",
)
UNTOLD = Code(
    "ZY-CLOUD-232",
    Exit.BAD_INPUT,
    N_("Nobody has said of system {system}: {missing}."),
    N_("Level and zone decide how a system is protected (GB/T 22239); no tool may guess them. Say them in a register, "
       "by options, or at a terminal."),
    next="zhengyun cloud adopt {tenant} --site {site} --register FILE",
)  # fmt: skip
FILES_THERE = Code(
    "ZY-CLOUD-233",
    Exit.REFUSED,
    N_("{file} is there already: tenant {tenant} is declared at site {site}."),
    N_("What is declared is changed in its file, and by a plan. With --force the file is written anew, as things stand: all "
       "that it says besides is lost, but for what git has of it."),
    unlock=N_("whoever answers for the file, with --force"),
    next="zhengyun plan --site {site} --only {tenant}",
)  # fmt: skip
NOT_READ = Code(
    "ZY-CLOUD-234",
    Exit.BAD_INPUT,
    N_("{file} cannot be imported: {problem}"),
    N_("An import reads a Terraform or OpenTofu state (version 4), or what `openstack stack export` and a resource listing "
       "say of a Heat stack, as JSON."),
    next="zhengyun estate import --help",
)  # fmt: skip
NOTHING_TO_IMPORT = Code(
    "ZY-CLOUD-235",
    Exit.BAD_INPUT,
    N_("{file} holds nothing that an estate could declare: {unknown}"),
    N_(
        "Of a listing alone only identifiers are known. `zhengyun cloud adopt` reads the things themselves from the cloud."
    ),
    next="zhengyun cloud adopt {tenant} --site {site}",
)
NO_SUCH_USER = Code(
    "ZY-CLOUD-236",
    Exit.BAD_INPUT,
    N_("Site {site}: there is no user {user}, or more than one."),
    N_(
        "Who is a service is named as Keystone has it, or by its identifier. Only users of the executor's own domain are "
        "looked at, and those of domains that this estate has made."
    ),
    next="openstack user list",
)
