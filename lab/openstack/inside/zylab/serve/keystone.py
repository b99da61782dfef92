"""Keystone's process."""

import os

from cryptography.fernet import Fernet

from zylab import identities, wsgi
from zylab.site import Site

_FILLED = "identities.filled"
_KEY_DIRECTORIES = ("fernet", "credential")


def serve(site: Site) -> None:
    """Fill an empty Keystone, correct the catalogue where a port has moved, then answer."""
    os.environ["OS_KEYSTONE_CONFIG_FILES"] = site.conf("keystone", "keystone.conf")
    _make_keys(site)
    from keystone.common.rbac_enforcer import policy
    from keystone.wsgi.api import application

    wanted = identities.read(site)
    filled = site.state / _FILLED
    if not filled.exists():
        identities.fill(wanted)
        # From now on people and passwords are whatever the administrators make of them.
        filled.touch()
    identities.point_endpoints(wanted)
    policy._ENFORCER._enforcer.load_rules()
    wsgi.serve(site, "keystone", application)


def _make_keys(site: Site) -> None:
    """Make the keys of tokens and of stored credentials as `keystone-manage fernet_setup` does: 0 is next, 1 in use."""
    for directory in _KEY_DIRECTORIES:
        for number in ("0", "1"):
            key = site.state / directory / number
            if not key.exists():
                unfinished = key.with_name(f".{number}")
                unfinished.write_bytes(Fernet.generate_key())
                unfinished.rename(key)
