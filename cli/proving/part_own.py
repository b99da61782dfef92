"""The part that are our own verbs."""

from importlib import import_module
from typing import Final

from cli.proving.own import OWN, PART
from cli.proving.parts import Told
from cli.proving.scratch import Stage, heard, stage_for
from cli.proving.trials import Catalogue, MissingError
from cli.proving.trials import prove as tried
from cli.wiring import House
from governance.proving import Proof, Toxic
from zhengyun.errors import N_, ZhengyunError
from zhengyun.rolefile import RoleFile

MODULES: Final = tuple(
    f"cli.proving.own_{name}" for name in ("changes", "emergencies", "leaves", "keeping", "roles", "certificates")
)
NO_LOG: Final = N_("the log has not begun: there is no role file in force ({code})")
WHY: Final = N_("duties that exclude each other are in one hand")
REMEDY: Final = N_("the next version of the role file takes it away: zhengyun role new")


def catalogue() -> Catalogue[Stage]:
    """What is tried."""
    for module in MODULES:
        import_module(module)
    return OWN


def prove(house: House, told: Told) -> Proof:
    """Try it with the people and rules in force.

    Raises: MissingError where there is no role file.
    """
    try:
        roles = house.roles
    except ZhengyunError as error:
        raise MissingError(NO_LOG, code=error.code.id) from error
    with stage_for(roles) as stage:
        proof = tried(catalogue(), stage, heard, told)
    return Proof(proof.results, tuple(_toxic(house, roles)), proof.untried)


def _toxic(house: House, roles: RoleFile) -> list[Toxic]:
    """What of the role file in force puts two keys into one hand, as it has become since it was adopted."""
    from governance.separation import conflicts

    found = conflicts(roles, house.clock.now())
    return [Toxic(PART, str(one.what), one.place, WHY, REMEDY) for one in found]
