"""The part that are a cloud's services: Keystone, Nova, Neutron, Cinder, Glance and Placement of each site."""

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from importlib import import_module
from typing import Any, Final

from cli.proving.cloud_calls import CLOUD, PART
from cli.proving.clouds import PREFIX, CloudStage, RefusedError, heard, stage_at
from cli.proving.parts import Told
from cli.proving.trials import Catalogue, MissingError, unreached
from cli.proving.trials import prove as tried
from cli.wiring import House
from cli.wiring_proving import keeper
from cloud.silence import silence
from cloud.transport import NoAnswerError, Transport
from governance.proving import Proof, Toxic, Untried, joined, unseen
from zhengyun.errors import N_, Exit, ZhengyunError
from zhengyun.estate import Estate

MODULES: Final = ("cli.proving.cloud_credentials", "cli.proving.cloud_volumes")
NO_SITE: Final = N_("no site can be reached with an entry of clouds.yaml ({code})")
NOT_OURS: Final = N_("the entry of {site} may not make users there, with which it would be tried: {words}")
IMPLIED: Final = N_("whoever has the lesser role has the greater one with it")
UNIMPLY: Final = N_("openstack implied role delete: the lesser role implies the greater no more")
# What each of Keystone's own roles may be implied by; a role of somebody else's making is no greater than any of them.
RANKS: Final = {"reader": 0, "member": 1, "manager": 2, "admin": 3}


def catalogue() -> Catalogue[CloudStage]:
    """What is tried."""
    for module in MODULES:
        import_module(module)
    return CLOUD


def prove(house: House, told: Told) -> Proof:
    """Try it at each site of the estate, all of them at once.

    Raises: MissingError where there is none, or no estate.
    """
    try:
        estate = house.estate()
    except ZhengyunError as error:
        raise MissingError(NO_SITE, code=error.code.id) from error
    first, *others = (site.name for site in estate.sites)
    with ThreadPoolExecutor(1 + len(others)) as pool:
        proofs = pool.map(lambda site: _at(house, estate, site, told), (first, *others))
        return joined([next(proofs), *(_named(one, site) for one, site in zip(proofs, others, strict=True))])


def _named(proof: Proof, site: str) -> Proof:
    """What was tried at a site beyond the first, whose name stands with it."""
    results = (one._replace(attempt=one.attempt._replace(id=f"{one.attempt.id}@{site}")) for one in proof.results)
    return replace(proof, results=tuple(results))


def _at(house: House, estate: Estate, site: str, told: Told) -> Proof:
    """Try it at one site; of one that does not answer nothing is known."""
    try:
        at = keeper(house, estate, site)
        at.user  # noqa: B018 - whoever cannot enter can make nothing there
        return _proof(at, told)
    except MissingError as missing:
        return Proof(untried=(Untried(PART, site, missing.why, missing.facts),))
    except ZhengyunError as error:
        if error.exit is Exit.UNREACHABLE:
            return Proof(unreached(catalogue().attempts, error))
        return Proof(untried=(Untried(PART, site, NO_SITE, {"code": error.code.id}),))


def _proof(at: Transport, told: Told) -> Proof:
    """Try it where there is a way in. Raises: MissingError where it cannot make users; ZhengyunError ZY-CLOUD-*."""
    try:
        with stage_at(at) as stage:
            proof = tried(catalogue(), stage, heard, told)
            try:
                return replace(proof, toxic=tuple(_toxic(stage)))
            except (RefusedError, NoAnswerError) as error:
                return replace(proof, results=(*proof.results, unseen(PART, str(error))))
    except RefusedError as refused:
        raise MissingError(NOT_OURS, site=at.site, words=str(refused)) from refused
    except NoAnswerError as error:
        raise silence(at.site, "identity", error) from error


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
