"""Why the vault is not configured so."""

from typing import Final

from zhengyun.errors import N_, Code, Exit

VAULT_ALONE: Final = Code(
    "ZY-VAULT-030",
    Exit.BAD_INPUT,
    N_("the vault's configuration is planned by itself, and not with {others}"),
    N_("A plan is about clouds, about whom the city trusts, or about how the vault is configured, and never about two of them: other "
       "people agree to each."),
    next="zhengyun plan --site vault",
)  # fmt: skip
PLANNED_WHOLE: Final = Code(
    "ZY-VAULT-031",
    Exit.BAD_INPUT,
    N_("the vault's configuration is planned as a whole: --only does not go with it"),
    N_("Who may do what there follows from policies, groups and entrances together; they are agreed to together."),
    next="zhengyun plan --site vault",
)
NO_ERRAND: Final = Code(
    "ZY-VAULT-032",
    Exit.REFUSED,
    N_("the vault's configuration knows no errand {errand}: it follows from the role file"),
    N_("Whoever is to come into the vault, or not to, stands in the role file with his key and his posts. A change is taken back by the "
       "next version of that file, which its threshold signs, and by a plan."),
    unlock=N_("a version of the role file"),
    next="zhengyun plan --site vault",
)  # fmt: skip
NO_EXECUTOR: Final = Code(
    "ZY-VAULT-033",
    Exit.REFUSED,
    N_("The role file has no executor: nobody called {executor} is in office and holds no post."),
    N_("Changes are carried out in the vault by an identity of its own that no person has. Its key stands in the role file, as a person "
       "without any role, so that the file's threshold vouches for it. Somebody who holds a post cannot be the executor."),
    unlock=N_("a version of the role file with the executor's key"),
    next="zhengyun role new",
)  # fmt: skip
NOBODY_AGREES: Final = Code(
    "ZY-VAULT-034",
    Exit.REFUSED,
    N_("After this plan nobody could agree to anything in the vault as {role}: the group {group} would be empty."),
    N_("Credentials are handed out, and the vault is configured, with the words of people of these groups alone. It takes somebody in "
       "office in that role, with a key that the vault believes: Ed25519, P-256 or P-384."),
    unlock=N_("a version of the role file with somebody in that role"),
    next="zhengyun role check",
)  # fmt: skip
NOT_YET_IN: Final = Code(
    "ZY-VAULT-035",
    Exit.REFUSED,
    N_("After this plan nobody would be left in the group {group}: those who are to come ({people}) come in with the next one."),
    N_("Whoever is new is known to the vault after one plan, and counts after the second. Nobody would be left to agree to that one. "
       "Bring in the new people first, and let the others go afterwards."),
    unlock=N_("a version of the role file that has both"),
    next="zhengyun role new",
)  # fmt: skip
NO_CLOUD: Final = Code(
    "ZY-VAULT-036",
    Exit.BAD_INPUT,
    N_("the vault is no site with a cloud, and this command is about clouds"),
    N_("What it is configured with follows from the role file, and nothing but an approved change alters it. A plan shows what is not so, "
       "and drift what nobody has agreed to."),
    next="zhengyun plan --site vault",
)  # fmt: skip
NO_POLICY: Final = Code(
    "ZY-VAULT-037",
    Exit.BAD_INPUT,
    N_("there is no policy {name}, neither wanted nor in the vault; there are: {legal}"),
    N_("Policies say what whoever comes in with them may do."),
    next="zhengyun vault policy",
)
