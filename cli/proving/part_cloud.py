"""The part that are a cloud's services: Keystone, Nova, Neutron, Cinder, Glance and Placement of one site."""

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Any, Final

from cli.proving.cloud_calls import CLOUD, PART
from cli.proving.clouds import PREFIX, CloudStage, RefusedError, heard, stage_at
from cli.proving.parts import Told
from cli.proving.trials import Catalogue, MissingError
from cli.proving.trials import prove as tried
from cli.wiring import House
from cli.wiring_proving import keeper
from cloud.silence import silence
from cloud.transport import NoAnswerError
from governance.proving import Proof, Toxic, unseen
from zhengyun.errors import N_, Exit, ZhengyunError

NO_SITE: Final = N_("no site can be reached with an entry of clouds.yaml ({code})")
NOT_OURS: Final = N_("the entry of {site} may not make users there, with which it would be tried: {words}")
IMPLIED: Final = N_("whoever has the lesser role has the greater one with it")
UNIMPLY: Final = N_("openstack implied role delete: the lesser role implies the greater no more")
# What each of Keystone's own roles may be implied by; a role of somebody else's making is no greater than any of them.
RANKS: Final = {"reader": 0, "member": 1, "manager": 2, "admin": 3}


def catalogue() -> Catalogue[CloudStage]:
    """What is tried."""
    import_module("cli.proving.cloud_credentials")
    return CLOUD


def prove(house: House, told: Told) -> Proof:
    """Try it at the first site of the estate.

    Raises: MissingError where there is none that can be reached, or no way to make users there; ZhengyunError ZY-CLOUD-*.
    """
    try:
        estate = house.estate()
        site = next(iter(estate.sites)).name
        at = keeper(house, estate, site)
        at.user  # noqa: B018 - whoever cannot enter can make nothing there
    except ZhengyunError as error:
        if error.exit is Exit.UNREACHABLE:
            raise
        raise MissingError(NO_SITE, code=error.code.id) from error
    try:
        with stage_at(at) as stage:
            proof = tried(catalogue(), stage, heard, told)
            try:
                return Proof(proof.results, tuple(_toxic(stage)), proof.untried)
            except (RefusedError, NoAnswerError) as error:
                return Proof((*proof.results, unseen(PART, str(error))), (), proof.untried)
    except RefusedError as refused:
        raise MissingError(NOT_OURS, site=site, words=str(refused)) from refused
    except NoAnswerError as error:
        raise silence(site, "identity", error) from error


def _toxic(stage: CloudStage) -> Iterator[Toxic]:
    """Roles that imply greater ones."""
    rules: Any = stage.say(stage.keeper, "GET", "identity", "/role_inferences")["role_inferences"]
    for rule in rules:
        prior: Mapping[str, str] = rule["prior_role"]
        for role in rule["implies"]:
            ours = prior["name"].startswith(PREFIX)
            if not ours and RANKS.get(role["name"], 0) > RANKS.get(prior["name"], 0):
                where = f"/v3/roles/{prior['id']}/implies/{role['id']}"
                yield Toxic(PART, f"{prior['name']} → {role['name']}", where, IMPLIED, UNIMPLY)
