"""The vault's configuration at the command line: what follows from the role file, held against what stands in the vault."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from cli.text import _, listed
from cli.wiring import House
from zhengyun.estate import Estate
from zhengyun.estate.vault import SITE
from zhengyun.plan import Plan, Scope

if TYPE_CHECKING:
    from vault.driver import VaultDriver
    from vault.wanted import Wanted
    from zhengyun.resource import Address, World


def wanted_of(house: House) -> "Wanted":
    """What the vault shall be configured with, by the role file in force and as its people stand now.

    Raises: ZhengyunError (ZY-VAULT-010, ZY-GOV-*).
    """
    from vault.entrance import pem
    from vault.wanted import wanted

    return wanted(house.roles, house.clock.now(), pem, house.vault_settings.executor)


def driver_of(house: House) -> "VaultDriver":
    """The vault's configuration: the acting person looks by a pass of his own, and what is lent for a change writes."""
    from vault.driver import VaultDriver

    return VaultDriver(house.vault_server, lambda: looking(house), house.hand)


@contextmanager
def looking(house: House) -> Iterator[str]:
    """A pass of the acting person's, which is given back in the end."""
    from vault.entrance import enter, leave

    server = house.vault_server
    token = enter(server, house.session.person, house.signer(), house.clock.now()).token
    try:
        yield token
    finally:
        leave(server, token)


def make(house: House, estate: Estate, scope: Scope) -> Plan:
    """The plan, and on stderr what it leaves out.

    Raises: Problems (ZY-VAULT-033 to 035), ZhengyunError (ZY-VAULT-*).
    """
    from vault.planning import plan

    wanted, world = wanted_of(house), driver_of(house).observe()
    made = plan(estate.name, estate.commit, world, wanted, scope)
    for line in besides(house, wanted, world, scope):
        house.session.say(line)
    return made


def besides(house: House, wanted: "Wanted", world: "World", scope: Scope) -> Iterator[str]:
    """What a plan is made from, and what of it is left for later, or to others."""
    from vault.planning import foreign
    from vault.things import things

    made = things(wanted, world.existing)
    text = _("from version {version} of the role file, signed by {people}")
    yield text.format(version=house.roles.version, people=listed([one.signer for one in house.roles.signatures]) or "-")
    for one in wanted.unbelieved:
        told = _("{person} gets no entrance: the vault believes no key of {algorithm}")
        yield told.format(person=one.name, algorithm=one.algorithm)
    if made.waiting:
        told = _("not known to the vault yet, and let in by the next plan: {people}")
        yield told.format(people=listed(made.waiting))
    strange = () if scope.allow_destroy else foreign(made, world.existing)
    if strange:
        told = _("declared by nobody, and left as it is without --allow-destroy: {things}")
        yield told.format(things=listed(names(strange)))


def names(addresses: "Sequence[Address]") -> list[str]:
    """Things of the vault as people call them."""
    return [str(one).removeprefix(f"{SITE}/") for one in addresses]
