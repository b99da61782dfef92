"""A certificate with those of the authorities above it, in the forms that servers are given (RFC 8446 section 4.4.2)."""

from collections.abc import Sequence
from enum import StrEnum

from pki import codes, pem
from pki.certificate import is_root
from pki.openssl import Store
from zhengyun.certified import Certified, written
from zhengyun.errors import ZhengyunError
from zhengyun.estate.trust import SSH


class Form(StrEnum):
    """What of a path is handed out."""

    FULL = "fullchain"
    """The certificate and the authorities between, in PEM: for nginx, Apache, HAProxy, vault listeners. The root is its clients'."""
    BETWEEN = "chain"
    """The authorities between alone, in PEM."""
    ROOT = "root"
    """The root alone, in PEM: what clients trust."""
    LEAF = "certificate"
    """The certificate alone, in PEM."""
    DER = "der"
    """The certificate alone, bare."""


def path(one: Certified, authorities: Sequence[bytes]) -> tuple[bytes, ...]:
    """The certificates from this one up to its root, found among those of our authorities, whatever the time is.

    Raises: ZhengyunError (ZY-PKI-230, ZY-PKI-271).
    """
    if one.authority.startswith(SSH):
        raise ZhengyunError(codes.SSH_HAS_NO_CHAIN, serial=written(one.serial), authority=one.authority)
    try:
        store = Store(root for root in authorities if is_root(root))
        judged = store.judge(one.certificate, [between for between in authorities if not is_root(between)], None)
    except ValueError as error:
        raise ZhengyunError(codes.NO_CHAIN, serial=written(one.serial), problem=str(error)) from error
    if judged.error:
        raise ZhengyunError(codes.NO_CHAIN, serial=written(one.serial), problem=judged.text)
    return judged.path


def handed_out(found: Sequence[bytes], form: Form) -> bytes:
    """A path in the form that is wanted."""
    if form is Form.DER:
        return found[0]
    parts = {Form.FULL: found[:-1], Form.BETWEEN: found[1:-1], Form.ROOT: found[-1:], Form.LEAF: found[:1]}
    return "".join(pem.written(pem.CERTIFICATE[0], data) for data in parts[form]).encode()
