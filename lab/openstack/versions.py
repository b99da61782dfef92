"""What each service says of its own version, in the document that every OpenStack API shows without a token."""

import ssl
from typing import Any

from lab.openstack.rest import request
from lab.openstack.services import ADDRESS, SERVICES
from zhengyun.errors import ZhengyunError


def reported(service: str, port: int, *, timeout: float, context: ssl.SSLContext | None = None) -> str | None:
    """The newest version, or microversion, that a service reports; None where it does not answer in `timeout` s.

    With a `context` it is asked by TLS.
    """
    address = f"{'https' if context else 'http'}://{ADDRESS}:{port}"
    try:
        answer = request("GET", address + SERVICES[service].versions, timeout=timeout, context=context)
    except ZhengyunError:
        return None
    return newest(answer.body)


def newest(document: Any) -> str | None:
    """The newest version in a version discovery document, or None where there is none to be found.

    The services write it in three ways: a list under `versions`, one object under `version`, and microversions
    as `version` (Nova, Cinder) or `max_version` (Placement) beside an `id`.
    """
    if not isinstance(document, dict):
        return None
    listed = document.get("versions") or [document.get("version")]
    if not isinstance(listed, list):
        return None
    current = [version for version in listed if isinstance(version, dict)]
    current = [version for version in current if version.get("status") == "CURRENT"] or current
    if not current:
        return None
    newest_of_all = max(current, key=lambda version: _numbers(str(version.get("id", ""))))
    return newest_of_all.get("max_version") or newest_of_all.get("version") or newest_of_all.get("id")


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.lstrip("v").split(".") if part.isdigit())
