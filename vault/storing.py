"""Putting a site's secret into the vault, once: from then on only changes replace it, each by what it was lent."""

from collections.abc import Mapping

from vault import codes
from vault.control import said_so
from vault.leases import MOVED, PASSWORD
from vault.needs import cloud
from vault.port import Server
from zhengyun.errors import N_, Words, ZhengyunError


def keep(server: Server, token: str, site: str, words: Mapping[str, str]) -> str:
    """Keep what opens a site, where nothing is kept yet; returns the path. `words` are those of clouds.yaml's `auth`.

    Raises: ZhengyunError (ZY-VAULT-090: something is kept there; ZY-VAULT-001 to 008).
    """
    path = cloud(site).path
    # Nobody could type over it.
    if not words.get(PASSWORD):
        raise ZhengyunError(codes.NO_SECRET, path=path, problem=N_("there is no password"))
    for name, word in words.items():
        if not word.strip():
            raise ZhengyunError(codes.NO_SECRET, path=path, problem=Words(N_("{word} is empty"), {"word": name}))
    try:
        server.ask("POST", path, {"data": dict(words), "options": {"cas": 0}}, token=token)
    except ZhengyunError as error:
        if said_so(error, MOVED):
            raise ZhengyunError(codes.KEPT_ALREADY, path=path) from error
        raise
    return path
