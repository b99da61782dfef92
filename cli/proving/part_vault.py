"""The part that is the vault."""

import os
import shutil
from collections.abc import Iterator
from importlib import import_module
from typing import Final

from cli.host.root import PATHS
from cli.passphrase import trained
from cli.proving.parts import Told
from cli.proving.trials import Catalogue, MissingError
from cli.proving.trials import prove as tried
from cli.proving.vault_tries import AUDIT, PART, SECURITY, SYSTEM, VAULT
from cli.proving.vaults import VaultStage, heard, stage_at
from cli.text import _, reason
from cli.wiring import House
from governance.proving import Proof, Toxic, Untried, unseen
from vault import codes
from vault.planning import plan
from vault.reading import Reading
from vault.setup import keepers, shared
from vault.shares import quorums
from vault.wanted import wanted
from zhengyun.entry import Entry
from zhengyun.errors import N_, Problems, ZhengyunError
from zhengyun.estate.vault import SITE
from zhengyun.plan import Plan, Scope
from zhengyun.signing import RawSigner

MODULES: Final = ("cli.proving.vault_words", "cli.proving.vault_doors", "cli.proving.vault_ahead")
NO_VAULT: Final = N_("the settings name no vault")
DRIFT: Final = N_("it is not as it follows from the role file: whoever has put it there, nobody has agreed to it")
PLAN: Final = N_("zhengyun plan --site vault --allow-destroy; then as every change")
SHARES: Final = "vault.shared"
UNSHARED: Final = N_(
    "the log does not say who keeps the shares of this vault's key: zhengyun vault init, or the ceremony of new shares"
)
QUORUM: Final = N_("the people of one role hold as many shares as open the vault")
REKEY: Final = N_("new shares, to keepers of different roles: zhengyun vault status")


def catalogue() -> Catalogue[VaultStage]:
    """What is tried."""
    for module in MODULES:
        import_module(module)
    return VAULT


def prove(house: House, told: Told) -> Proof:
    """Try it with every key that opens here.

    Raises: MissingError where there is no vault; ZhengyunError (ZY-VAULT-*) where it cannot be reached.
    """
    try:
        server = house.vault_server
    except ZhengyunError as error:
        if error.code is codes.NO_VAULT:
            raise MissingError(NO_VAULT) from error
        raise
    server.health()
    known = house.vault_settings
    stage = VaultStage(server, house.roles, _signers(house), known.executor, house.clock.now, _bao(), known.roots)
    return proof_at(stage, told, shared(house.book, server.address))


def proof_at(stage: VaultStage, told: Told = lambda _: None, shares: Entry | None = None) -> Proof:
    """The same at a stage; `shares` is the entry of the log that says who keeps the shares of its key."""
    with stage_at(stage):
        proof = tried(catalogue(), stage, heard, told)
        seen = _looked(stage)
        toxic = (*seen.toxic, *quorums_of_one_role(stage, shares))
        unshared = () if shares else (Untried(PART, SHARES, UNSHARED),)
        return Proof((*proof.results, *seen.results), toxic, (*proof.untried, *unshared))


def _signers(house: House) -> dict[str, RawSigner]:
    """The keys that open here without a question, and the acting person's."""
    found: dict[str, RawSigner] = {}
    names = {house.vault_settings.executor, *(one.name for one in house.roles.people)}
    for name in sorted(names):
        if name == house.session.person or trained(house.session, name):
            try:
                found[name] = house.signer(name)
            except ZhengyunError:
                continue
    return found


def _bao() -> str:
    return shutil.which("bao", path=f"{os.defpath}:{PATHS}") or ""


def _looked(stage: VaultStage) -> Proof:
    """Everything in the vault that does not follow from the role file, as the first sees it who may look."""
    words = ""
    for role in (SECURITY, SYSTEM, AUDIT):
        try:
            found = _differences(stage, stage.token(role)).actions
        except MissingError as error:
            words = words or _(error.why).format(**error.facts)
            continue
        except ZhengyunError as error:
            words = f"{error.code.id} {reason(error)}"
            continue
        return Proof(
            (), tuple(Toxic(PART, f"{one.verb} {one.address}", str(one.address), DRIFT, PLAN) for one in found)
        )
    return Proof((unseen(PART, words),))


def _differences(stage: VaultStage, token: str) -> Plan:
    from vault.entrance import pem

    scope = Scope((SITE,), allow_destroy=True)
    shall = wanted(stage.roles, stage.now(), pem, stage.executor)
    try:
        return plan(SITE, "", Reading(stage.server, token).world(), shall, scope)
    except Problems as error:
        raise error.errors[0] from error


def quorums_of_one_role(stage: VaultStage, shares: Entry | None) -> Iterator[Toxic]:
    """The roles whose people could open the vault, or make a root token, among themselves."""
    if shares is None:
        return
    threshold = shares.body["threshold"]
    whole = threshold if isinstance(threshold, int) else 0
    for error in quorums(stage.roles, list(keepers(shares)), whole):
        yield Toxic(
            PART, f"{error.values['role']}: {error.values['people']}", f"vault.shared {shares.number}", QUORUM, REKEY
        )
