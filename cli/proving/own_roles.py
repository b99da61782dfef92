"""The role file: put into force by too few, or against the separation of duties."""

from dataclasses import replace
from typing import Any

from cli.proving.own import OTHERS, OWN, VOUCHED
from cli.proving.scratch import Stage
from zhengyun.errors import N_
from zhengyun.people import Role, posts
from zhengyun.rolefile import RoleFile
from zhengyun.signing import Signature


def next_version(stage: Stage, *signers: str, **changed: Any) -> RoleFile:
    """The next version of the role file, signed by these people."""
    whole = {"people": tuple(replace(one, title=f"{one.title} ") for one in stage.roles.people), **changed}
    bare = replace(stage.roles, version=stage.roles.version + 1, signatures=(), **whole)
    signed = tuple(Signature(name, stage.keys[name].sign(bare.signed_bytes)) for name in signers)
    return replace(bare, signatures=signed)


def adopt(stage: Stage, roles: RoleFile, actor: str) -> None:
    """Put a version into force."""
    from governance.roles import adopt as take

    house = stage.house
    take(roles, house.role_files, house.book, house.verifier, stage.now, actor)


def right_adoption(stage: Stage) -> None:
    """As many sign as it takes."""
    from governance.quorum import electors

    adopt(stage, next_version(stage, *(one.name for one in electors(stage.roles, stage.now))), stage.who(Role.SECURITY))


@OWN.tries(
    "role-file-by-one",
    "security",
    N_("put a role file into force that oneself alone has signed"),
    VOUCHED,
    "ZY-GOV-014",
    control=right_adoption,
)
def _(stage: Stage) -> None:
    person = stage.who(Role.SECURITY)
    adopt(stage, next_version(stage, person), person)


@OWN.tries(
    "role-file-by-one-role",
    "system",
    N_("put a role file into force that people of one role alone have signed"),
    VOUCHED,
    "ZY-GOV-273",
    "ZY-GOV-014",
    control=right_adoption,
)
def _(stage: Stage) -> None:
    from governance.quorum import electors
    from zhengyun.office import has

    alike = [one.name for one in electors(stage.roles, stage.now) if has(stage.roles, one, Role.SYSTEM)]
    adopt(stage, next_version(stage, *alike), stage.who(Role.SYSTEM))


@OWN.tries(
    "two-roles-for-one",
    "system",
    N_("give a system administrator the role of security, with everybody's signatures"),
    OTHERS,
    "ZY-GOV-017",
    control=right_adoption,
)
def _(stage: Stage) -> None:
    system = stage.who(Role.SYSTEM)
    people = tuple(
        replace(one, posts=(*one.posts, *posts(Role.SECURITY))) if one.name == system else one
        for one in stage.roles.people
    )
    adopt(stage, next_version(stage, *(one.name for one in people), people=people), system)


@OWN.tries(
    "begin-again",
    "system",
    N_("begin the log anew with a role file of one's own"),
    VOUCHED,
    "ZY-GOV-013",
    control=right_adoption,
)
def _(stage: Stage) -> None:
    from governance.roles import begin

    house = stage.house
    begin(stage.roles, house.role_files, house.book, house.verifier, stage.now, stage.who(Role.SYSTEM))
