"""A vault for a training set: set up by its ceremony, with what opens the lab's clouds in it and nowhere else.

People have a way to the clouds that only looks. Whoever acts there has a user of his own, whose password the vault alone knows.
"""

import json
import sys
from pathlib import Path
from typing import Final

from cli import lab_vault
from cli.lab import Told
from cli.session import Session
from cli.training import key_of
from cli.vaults import Handing, found
from cli.wiring import House
from lab.files import write_private
from lab.openstack.services import SITES
from lab.place import Place

KEEPERS: Final = ("operator", "security", "auditor")
THRESHOLD: Final = 2
SHARES: Final = "shares"
CLOUDS: Final = "looks.yaml"


def entrust(place: Place, settings: Path, told: Told) -> None:
    """Begin the lab's vault anew for a training set that was just made, and give it what opens the sites.

    Raises: ZhengyunError (ZY-LAB-*, ZY-VAULT-*, ZY-KEY-*).
    """
    from lab.openstack.people import enlist
    from lab.vault.place import VaultPlace
    from vault.entrance import enter, leave
    from vault.storing import keep

    lab_vault.empty(place, told)
    status = lab_vault.up(place, told)
    root = settings.parent
    people = {site: enlist(place, site) for site in SITES}
    write_private(root / CLOUDS, json.dumps({"clouds": {site: one.entry for site, one in people.items()}}, indent=1))
    _say(settings, status.address, VaultPlace.of(place).audit, root / CLOUDS)
    session = Session(quiet=True, settings_name=str(settings))
    executor = House(session).vault_settings.executor
    key_of(House(session), place, executor)
    found(House(session), KEEPERS, THRESHOLD, Handing(str(root / SHARES)))
    house = House(Session(quiet=True, settings_name=str(settings), person_name=executor))
    entrance = enter(house.vault_server, executor, house.signer(), house.clock.now())
    try:
        for site, one in people.items():
            words = {
                "username": one.user,
                "password": one.password,
                "user_domain_id": "default",
                "project_name": "admin",
                "project_domain_id": "default",
            }
            keep(house.vault_server, entrance.token, site, words)
    finally:
        leave(house.vault_server, entrance.token)
    house.database.close()


def _say(settings: Path, address: str, audit: Path, clouds: Path) -> None:
    """The vault in the settings, and the way that only looks in the place of the one that did everything."""
    program = str(Path(sys.executable).with_name("zhengyun"))
    lines = [
        "",
        "[vault]",
        f'address = "{address}"',
        f'audit = "{audit}"',
        f"run = {json.dumps([program, 'change', 'run', '-q'])}",
    ]
    kept = [one for one in settings.read_text("utf-8").splitlines() if not one.startswith("clouds = ")]
    settings.write_text("\n".join([kept[0], f'clouds = "{clouds}"', *kept[1:], *lines]) + "\n", "utf-8")
