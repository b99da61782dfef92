"""Requests for certificates, as whoever has a key writes them (RFC 2986; SM2 with the identity of GM/T 0009)."""

import base64
from collections.abc import Sequence

from pki import alternative, certificate, der, names
from pki.algorithms import public_info
from pki.alternative import Alternative
from pki.csr import EXTENSION_REQUEST
from pki.extensions import alternative_names
from zhengyun.signing import Signer


def requested(subject: str, signer: Signer, asked: Sequence[Alternative] = ()) -> bytes:
    """CertificationRequest for the signer's own key, with the alternative names that it asks for.

    Raises: ZhengyunError (ZY-PKI-001: the subject is no name).
    """
    name, public = names.encode(names.parse(subject)), signer.public
    body = der.sequence(der.integer(0), name, public_info(public), der.explicit(0, _attributes(asked)))
    return certificate.signed(body, public.algorithm, base64.b64decode(signer.sign(body)))


def _attributes(asked: Sequence[Alternative]) -> bytes:
    """The one attribute that there may be: the extensions that are asked for."""
    if not asked:
        return b""
    wished = certificate.encoded([alternative_names(alternative.encode(asked))])
    return der.sequence(der.oid(EXTENSION_REQUEST), der.set_of(wished))
