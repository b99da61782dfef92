"""Which room a plan is for: clouds, the trust, how the vault is configured, hosts, or devices; all but the first stand at sites of their own and alone.

Whoever plans, plans again and applies asks here, so that a plan is made and carried out by one room alone.
"""

import threading
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING

from cli.pasts import past_of
from cli.scope import scope_of
from cli.trusted import strangers
from cli.wiring import House
from zhengyun.errors import ZhengyunError
from zhengyun.estate import Estate
from zhengyun.estate.devices import SITE as DEVICES
from zhengyun.estate.hosts import SITE as HOSTS
from zhengyun.estate.trust import SITE
from zhengyun.estate.vault import SITE as VAULT
from zhengyun.past import REVERT, Past
from zhengyun.permit import Permit
from zhengyun.plan import Plan, Scope
from zhengyun.ports import Driver

if TYPE_CHECKING:
    from vault.port import Need


def planned_scope(
    estate: Estate, sites: Sequence[str], only: Sequence[str], *, allow_destroy: bool, blind: Sequence[str] = ()
) -> Scope:
    """The scope that the options of `plan` mean; `blind` hosts are not looked at.

    Raises: ZhengyunError (ZY-CLI-003, ZY-PKI-100, ZY-PKI-102, ZY-VAULT-030, ZY-VAULT-031, ZY-HOST-003 to 005, ZY-NET-220, ZY-NET-222).
    """
    if HOSTS in sites or blind:
        from playbooks.planning import scope_of as of_hosts

        named = tuple(sites) or (HOSTS,)
        return of_hosts(estate.hosts, named, tuple(only), blind=tuple(blind), allow_destroy=allow_destroy)
    if DEVICES in sites:
        from network.planning import scope_of as of_devices

        return of_devices(estate.devices, sites, only, allow_destroy=allow_destroy)
    if VAULT in sites:
        from vault.planning import scope_of as of_vault

        return of_vault(tuple(sites), only=bool(only), allow_destroy=allow_destroy)
    if SITE not in sites:
        return scope_of(estate, sites, only, allow_destroy=allow_destroy)
    from pki.planning import scope_of as whole

    return whole(tuple(sites), only=bool(only), allow_destroy=allow_destroy)


def make(house: House, estate: Estate, scope: Scope, *, deep: bool = False, agrees: bool = False) -> Plan:
    """The plan of a scope, with a reading of the world of our own; who only `agrees` may have less of credentials.

    Raises: ZhengyunError or Problems as the rooms' planning.
    """
    if HOSTS in scope.sites:
        from cli.administered import make as of_hosts

        return of_hosts(house, estate, scope)
    if DEVICES in scope.sites:
        from cli.devices import make as of_devices

        return of_devices(house, estate, scope)
    if VAULT in scope.sites:
        from cli.configured import make as of_vault

        return of_vault(house, estate, scope)
    if SITE in scope.sites:
        from pki.planning import plan as of_trust

        made = of_trust(estate, house.trust().observe(), scope)
        for line in strangers(estate.trust, {person.name for person in house.roles.people}):
            house.session.say(line)
        return made
    from cloud.planning import plan as of_clouds

    clouds = house.reading(estate, scope.sites, agrees=agrees)
    return of_clouds(estate, clouds, scope, deep=deep, past=past_of(house, scope.errand))


def hands(
    house: House, estate: Estate, plan: Plan, permit: Permit, stop: threading.Event | None = None
) -> Mapping[str, Driver]:
    """The drivers of the sites that a plan acts on; of one room, whatever the plan says. `stop` is set by whoever wants no more begun."""
    sites = {action.address.site for action in plan.actions}
    if HOSTS in sites:
        return {HOSTS: house.hosts_driver(estate, plan, stop)}
    if DEVICES in sites:
        return {DEVICES: _devices(house, estate, plan, stop)}
    if VAULT in sites:
        from cli.configured import driver_of

        return {VAULT: driver_of(house)}
    if _of_trust(plan, sites):
        return {SITE: house.trust(house.session.person, permit.request)}
    from cloud.adoption.taking import hands as taken

    clouds = house.writing(estate, sites)
    return taken({name: estate.site(name) for name in clouds}, clouds, plan.scope.errand)


def lending(house: House, plan: Plan) -> Callable[[Permit], AbstractContextManager[object]]:
    """How the drivers of a plan come by what they act with, once the witness has signed."""
    if not house.executor_name:
        return house.training_vault().lease
    leases = house.leases(needs_of(plan), house.signer)

    @contextmanager
    def lent(permit: Permit) -> Iterator[None]:
        with leases.lease(permit) as loans, house.armed(permit, loans):
            yield

    return lent


def needs_of(plan: Plan) -> "tuple[Need, ...]":
    """What a plan needs of the vault, as whoever opens it and whoever agrees to it finds for himself."""
    if DEVICES in {action.address.site for action in plan.actions}:
        from network.planning import by_key
        from network.planning import secrets_of as of_devices
        from vault.hosting import needs_of_devices

        return needs_of_devices(plan.digest, of_devices(plan), by_key=by_key(plan))
    if HOSTS in {action.address.site for action in plan.actions}:
        from playbooks.planning import secrets_of
        from vault.hosting import needs as of_hosts

        return of_hosts(plan.digest, secrets_of(plan))
    from vault.needs import needs
    from vault.writing import writes

    return needs(plan, SITE, VAULT, writes)


def refuse_trust(past: Past) -> None:
    """Refuse to plan the way back of what was done to the trust, to the vault, to hosts or to devices: files tell all of it.

    Raises: ZhengyunError (ZY-PKI-105, ZY-VAULT-032, ZY-HOST-006, ZY-NET-223).
    """
    if DEVICES in past.sites():
        from network import codes as of_devices

        raise ZhengyunError(of_devices.NO_ERRAND, errand=REVERT)
    if HOSTS in past.sites():
        from playbooks import codes as of_hosts

        raise ZhengyunError(of_hosts.NO_ERRAND, errand=REVERT)
    if VAULT in past.sites():
        from vault import codes as of_vault

        raise ZhengyunError(of_vault.NO_ERRAND, errand=REVERT)
    if SITE in past.sites():
        from pki import codes

        raise ZhengyunError(codes.NO_ERRAND, errand=REVERT)


def _devices(house: House, estate: Estate, plan: Plan, stop: threading.Event | None) -> Driver:
    """The devices of a plan, which are told what people have agreed to or nothing. Raises: Problems (ZY-NET-225)."""
    from cli.probing.own import compared
    from network.planning import devices_in, refuse_others

    refuse_others(plan, house.configurations(estate, devices_in(estate.devices, plan.scope)))
    return house.devices_driver(estate, plan, stop, compared(house, estate))


def _of_trust(plan: Plan, sites: Collection[str]) -> bool:
    return SITE in sites or SITE in plan.scope.sites
