"""The first configuration of a vault, written with the root token before that dies: the same things as in any plan of it."""

from contextlib import nullcontext

from vault.driver import Rooted, VaultDriver
from vault.planning import plan
from vault.port import Server
from vault.wanted import Wanted
from zhengyun.estate.vault import SITE
from zhengyun.plan import Plan, Scope


def first(server: Server, token: str, wanted: Wanted) -> tuple[str, ...]:
    """Write all of it with a root token; returns the addresses of what was made, in order.

    What takes an identifier of the vault comes in a second plan, as it does later on.

    Raises: ZhengyunError (ZY-VAULT-001 to 008, 033, 034).
    """
    driver, made = VaultDriver(server, lambda: nullcontext(token), Rooted(server, token)), list[str]()
    while (found := _plan(driver, wanted)).actions:
        for action in found.actions:
            driver.begin(action, {})
            made.append(str(action.address))
    return tuple(dict.fromkeys(made))


def _plan(driver: VaultDriver, wanted: Wanted) -> Plan:
    return plan(SITE, "", driver.observe(), wanted, Scope((SITE,)))
