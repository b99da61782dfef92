"""The training set of a network of the town, in the folder that its management host shares: people, records, and by which keys hosts are reached.

The estate and the keys for SSH are there already, as the town was built.
"""

import secrets
from pathlib import Path
from typing import Final

from cli.session import Session
from cli.training import SETTINGS, begin, settings_lines
from cli.wiring import House

KEYS: Final = ("look", "run", "probe", "net")
SECRETS: Final = "host-secrets"
LOGINS: Final = "logins"
# What roles tell hosts in secret.
NAMES: Final = ("snmp/auth", "snmp/priv")


def entrust(root: Path) -> Path:
    """Make what is missing of a network's training set below a folder, and return its settings file. What is there is never changed."""
    settings = root / SETTINGS
    if not settings.exists():
        keys = (f'{name} = "ssh/{name}"' for name in KEYS)
        hosts = ("", "[hosts]", *keys, f'secrets = "{SECRETS}"', f'logins = "{LOGINS}"')
        settings.write_text("\n".join(settings_lines(root, root / "keys", tables=hosts)) + "\n", "utf-8")
    for name in NAMES:
        file = root / SECRETS / name
        if not file.exists():
            file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            file.touch(mode=0o600)
            file.write_text(secrets.token_urlsafe(18) + "\n", "ascii")
    house = House(Session(quiet=True, settings_name=str(settings)), begins=True)
    begin(house, root / "keys", root)
    house.database.close()
    return settings
