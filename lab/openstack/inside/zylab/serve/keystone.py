"""Keystone's process."""

import os
import threading
from collections.abc import Callable, Iterable
from typing import Any

from cryptography.fernet import Fernet

from zylab import identities, wsgi
from zylab.site import Site

_FILLED = "identities.filled"
_KEY_DIRECTORIES = ("fernet", "credential")


def serve(site: Site) -> None:
    """Fill an empty Keystone, correct the catalogue where a port has moved, then answer."""
    os.environ["OS_KEYSTONE_CONFIG_FILES"] = site.conf("keystone", "keystone.conf")
    _make_keys(site)
    _read_no_schemas()
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
    _keep_tokens_apart()
    wsgi.serve(site, "keystone", _afresh(application))


def _read_no_schemas() -> None:
    """Let pySAML find no schema to read when it is loaded, a third of Keystone's boot: nobody here comes from another identity provider.

    Who came would be refused, since nothing that he brought would be valid.
    """
    import xmlschema

    read = xmlschema.XMLSchema
    xmlschema.XMLSchema = lambda *_arguments, **_options: None
    try:
        import saml2.xml.schema  # noqa: F401 - it keeps what it has read
    finally:
        xmlschema.XMLSchema = read


def _keep_tokens_apart() -> None:
    """Let threads not see each other's tokens.

    Keystone keeps the token of the request under way on the middleware, one object for all threads, so that of two requests at once
    one may be judged by the other's. Where it is in earnest, each of its processes has one thread.
    """
    from keystone.server.flask.request_processing.middleware.auth_context import AuthContextMiddleware

    held = threading.local()
    AuthContextMiddleware.token = property(
        lambda _: getattr(held, "token", None), lambda _, token: setattr(held, "token", token)
    )


def _afresh(application: Any) -> Callable[[dict[str, Any], Any], Iterable[bytes]]:
    """Answer without what a thread has kept of its last request: a token that was revoked since then would pass once more."""
    from oslo_context import context

    def answer(environ: dict[str, Any], start: Any) -> Any:
        context._request_store.__dict__.clear()
        return application(environ, start)

    return answer


def _make_keys(site: Site) -> None:
    """Make the keys of tokens and of stored credentials as `keystone-manage fernet_setup` does: 0 is next, 1 in use."""
    for directory in _KEY_DIRECTORIES:
        for number in ("0", "1"):
            key = site.state / directory / number
            if not key.exists():
                unfinished = key.with_name(f".{number}")
                unfinished.write_bytes(Fernet.generate_key())
                unfinished.rename(key)
