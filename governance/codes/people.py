"""Why governance refuses a role file, or somebody who acts by it."""

from zhengyun.codes import SEPARATION
from zhengyun.errors import N_, Code, Exit

ROLES_ALTERED = Code(
    "ZY-GOV-011",
    Exit.BROKEN,
    N_("The role file in the records is not the one that the log pins: {problem}"),
    N_("Every version is pinned by an entry of the log, the first by its first entry. Somebody has altered the one or the "
       "other."),
    unlock=N_("an auditor, with a witness's copy"),
    next="zhengyun audit verify",
)  # fmt: skip
NO_ROLES = Code(
    "ZY-GOV-012",
    Exit.BAD_INPUT,
    N_("There is no role file yet: nobody can ask or approve."),
    N_("The first version is laid when the records are begun; `zhengyun lab up` makes a training set."),
    next="zhengyun role begin FILE",
)
ROLES_THERE = Code(
    "ZY-GOV-013",
    Exit.REFUSED,
    N_("The log has begun: version 1 of the role file was pinned at {at}."),
    N_("A new version has to be signed by people of the present one."),
    next="zhengyun role adopt FILE",
)
ROLES_UNSIGNED = Code(
    "ZY-GOV-014",
    Exit.REFUSED,
    N_("Version {version} of the role file has {have} signatures of people of version {previous} that count; it takes "
       "{need}. Without effect: {void}"),
    N_("Version n+1 counts only when as many people of version n have signed it as version n demands, of two administrative "
       "roles at the least. Who gains a role by it does not count, nor an auditor where roles are granted or rules change. "
       "Where too few are left, the recovery keys of version n can sign."),
    rule=SEPARATION,
    unlock=N_("signatures of more people in office"),
    next="zhengyun role sign FILE --as PERSON",
)  # fmt: skip
ROLES_VERSION = Code(
    "ZY-GOV-015",
    Exit.BAD_INPUT,
    N_("The file says version {given}; the next version is {expected}."),
    N_("Versions follow each other without a gap."),
    next="zhengyun role show",
)
ROLES_UNREADABLE = Code(
    "ZY-GOV-016",
    Exit.BAD_INPUT,
    N_("{file} is not a role file: {problem}"),
    N_("A role file is JSON of format zhengyun-roles/2."),
    next="zhengyun role show -o json",
)
ROLES_OVERLAP = Code(
    "ZY-GOV-017",
    Exit.REFUSED,
    N_("{where}: {what}."),
    N_("Roles that exclude each other are in different hands, however somebody comes to them: by his own post, by a group, "
       "or while he stands in for another. The three administrators exclude each other whatever the rules say."),
    rule="GB/T 22239-2019 8.1.5.1, 8.1.5.2, 8.1.5.3; NIST SP 800-53 AC-5",
    next="zhengyun role check FILE",
)  # fmt: skip
NOT_NOW = Code(
    "ZY-GOV-040",
    Exit.REFUSED,
    N_("{person} cannot act as {role}: {what}"),
    N_("A role is held by a post of one's own, as a member of a group or as somebody's deputy, with the certificates that "
       "the rules demand, and for the tenants that are named with it."),
    rule="GB/T 22239-2019 8.1.5.1, 8.1.5.2, 8.1.5.3, 8.1.7.3 a",
    unlock=N_("somebody who holds the role, or a new version of the role file"),
    next="zhengyun role show",
)  # fmt: skip
VOID_LINK = Code(
    "ZY-GOV-041",
    Exit.REFUSED,
    N_("{request}: the yes of {person} counts no more, and those after it rest on it."),
    N_("The office, the certificate or the time of standing in has ended since, or another role file is in force."),
    rule=SEPARATION,
    unlock=N_("a new request"),
    next="zhengyun change show {request}",
)
ROLES_FAULT = Code(
    "ZY-GOV-042",
    Exit.BAD_INPUT,
    N_("{file} is not a role file: {where}: {what}"),
    N_("A role file is JSON of format zhengyun-roles/2; docs/roles.md describes every field. Fields that are not known are "
       "refused, so that a misspelt one cannot be silently ignored."),
    next="zhengyun role new",
)  # fmt: skip
ROLES_CONFLICT = Code(
    "ZY-GOV-043",
    Exit.REFUSED,
    N_("{where}: {what}."),
    N_("One human has one name, nobody hands on what he holds only for another, and each of the three administrators is "
       "somebody in office."),
    rule="GB/T 22239-2019 8.1.5.1, 8.1.5.2, 8.1.5.3; NIST SP 800-53 AC-5",
    next="zhengyun role check FILE",
)  # fmt: skip
KEY_UNPROVEN = Code(
    "ZY-GOV-044",
    Exit.REFUSED,
    N_("Version {version} names new keys of {people}, and these have not signed it with them."),
    N_("Whoever gets a key into the role file signs that version with it: so it is known to be in somebody's hands, and "
       "nobody is put in office unasked."),
    unlock=N_("the signature of each of them"),
    next="zhengyun role sign FILE --as PERSON",
)  # fmt: skip
SIGNED_TWICE = Code(
    "ZY-GOV-275",
    Exit.REFUSED,
    N_("Version {version} of the role file has more signatures of {people} than keys of theirs that made them."),
    N_("Whoever has a new key signs twice, with the old one and with the new one; nobody signs otherwise more than once. Take "
       "the superfluous signature out of the file."),
    unlock=N_("the file without it"),
    next="zhengyun role check FILE",
)  # fmt: skip
ONLY_BEGINNING = Code(
    "ZY-GOV-045",
    Exit.REFUSED,
    N_("Version {previous} takes {need} signatures for the next one, {left} of its people are left in office ({names}), and "
       "it names no recovery keys."),
    N_("Nobody can make a next version of this log's role file any more. What is left is a new beginning: new records, whose "
       "log begins with a version 1 that everybody in it signs. Keep the old records: they stay verifiable."),
    unlock=N_("nobody; a new beginning"),
    next="zhengyun audit export && zhengyun role begin FILE",
)  # fmt: skip
ROLES_ONE_SIDED = Code(
    "ZY-GOV-273",
    Exit.REFUSED,
    N_("Version {version} of the role file has signatures that count of {people}, who hold of the three administrative roles: "
       "{roles}. It takes people of two. Without effect: {void}"),
    N_("People of one administrative role alone make no version, however many they are: they could name themselves into the "
       "other roles, and with these into the vault. The head counts, and stands for none of the three."),
    rule=SEPARATION,
    unlock=N_("the signature of an administrator of another role"),
    next="zhengyun role sign FILE --as PERSON",
)  # fmt: skip
ONE_ROLE_LEFT = Code(
    "ZY-GOV-274",
    Exit.REFUSED,
    N_("Version {previous} takes signatures of two administrative roles for the next one; those left in office ({names}) hold "
       "of these: {roles}; and it names no recovery keys."),
    N_("Nobody can make a next version of this log's role file any more, as those left would make it alone. What is left is a "
       "new beginning: new records, whose log begins with a version 1 that everybody in it signs."),
    unlock=N_("nobody; a new beginning"),
    next="zhengyun audit export && zhengyun role begin FILE",
)  # fmt: skip
RULES_SINCE = Code(
    "ZY-GOV-046",
    Exit.BAD_INPUT,
    N_("rules.since says {given}; it has to be {expected}."),
    N_("It is the version of the role file that has brought the rules in: when a rule changes, that version; else the same "
       "as before. Open requests stay good exactly as long as it does not change."),
    next="zhengyun role new",
)  # fmt: skip
RECOVERY_UNEXPLAINED = Code(
    "ZY-GOV-047",
    Exit.BAD_INPUT,
    N_("Version {version} was signed by recovery keys; say why."),
    N_("That too few of the people are left to sign is an incident: its reason stands in the log."),
    next="zhengyun role adopt FILE -m REASON",
)
ROLES_OLD_FORMAT = Code(
    "ZY-GOV-048",
    Exit.BAD_INPUT,
    N_("Role files of format {format} are only read; a new version is written in {current}."),
    N_("The first format has no rules and no certificates. Versions that were adopted in it stay valid."),
    next="zhengyun role new",
)
NOBODY_LEFT = Code(
    "ZY-GOV-049",
    Exit.REFUSED,
    N_("It takes {chain}, each another person than {person}, and for {roles} nobody is left."),
    N_("An owner agrees for all tenants that a plan touches: where these have different owners, plan the departments one by "
       "one. A link takes somebody in office with the certificates that the rules demand, and no deputy beside the one whom "
       "he stands in for."),
    rule=SEPARATION,
    unlock=N_("a plan of fewer tenants, or a new version of the role file"),
    next="zhengyun plan --only TENANT",
)  # fmt: skip
NO_RECOVERY_KEY = Code(
    "ZY-GOV-050",
    Exit.REFUSED,
    N_("Version {version} of the role file does not name {key} as a recovery key."),
    N_(
        "Recovery keys lie apart from everybody's daily keys, and are used when too few people are left who could sign."
    ),
    next="zhengyun role show",
)
