"""Requests for certificates (PKCS #10: RFC 2986, GM/T 0092), read without trusting a byte.

Everything in them is a wish: what is certified comes from a profile (`pki.profiles`). What is held against the request here is
its form, that its key can be certified, and that whoever made it has the key.
"""

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from pki import alternative, certificate, codes, der, pem
from pki.algorithms import ALGORITHMS, bare, key_of
from pki.alternative import Alternative
from pki.certificate import Extension
from pki.der_rules import bad_form
from pki.names import Name, decode
from pki.soundness import UNKNOWN, flaw
from zhengyun.errors import N_, Words, ZhengyunError
from zhengyun.signing import PublicKey, Verifier

# A request with an RSA-4096 key takes two kilobytes; nobody has use for a name of a megabyte.
LONGEST: Final = 64 * 1024
VERSION_1: Final = der.integer(0)
ATTRIBUTES: Final = 0xA0
EXTENSION_REQUEST: Final = "1.2.840.113549.1.9.14"
ALTERNATIVE_NAMES: Final = "2.5.29.17"


@dataclass(frozen=True, slots=True)
class Csr:
    """A request as it was read. `key` are the key's bytes as `keys` has them, `algorithm` its word there.

    `extensions` are those that it asks for, alternative names included; `attributes` the identifiers of what else it says.
    """

    raw: bytes
    to_be_signed: bytes
    signature: bytes
    subject: Name
    algorithm: str
    key: bytes
    public_info: bytes
    names: tuple[Alternative, ...]
    extensions: Mapping[str, Extension]
    attributes: tuple[str, ...]

    @property
    def public(self) -> PublicKey:
        """The key, with the short name that its bytes give it (as `keys.algorithms.named`)."""
        return PublicKey(hashlib.sha256(self.key).hexdigest()[:16], self.algorithm, base64.b64encode(self.key).decode())


def read(data: bytes, what: str = "-") -> Csr:
    """Take a request apart, PEM or bare; `what` names it in an error. Whether it has the key is asked by `prove`.

    Raises: ZhengyunError (ZY-PKI-002: its form, -003: too large, -004: no PEM, -005: its key, -006: its algorithm).
    """
    data = pem.bare(data, pem.REQUEST, LONGEST, what)
    try:
        return _request(data, what)
    except ValueError as error:
        raise bad_form(error, what, N_("request")) from error


def prove(csr: Csr, verifier: Verifier, what: str = "-") -> Csr:
    """The request, if whoever made it has the private key (RFC 2986 section 3; SM2 with the default identity of GM/T 0009).

    Raises: ZhengyunError (ZY-PKI-007).
    """
    try:
        signature = bare(csr.algorithm, csr.signature)
    except ValueError:
        signature = b""
    if not verifier.verify(csr.public, csr.to_be_signed, base64.b64encode(signature).decode()):
        raise ZhengyunError(codes.NOT_PROVEN, what=what, algorithm=ALGORITHMS[csr.algorithm].title)
    return csr


def _request(data: bytes, what: str) -> Csr:
    three = certificate.parts(data, LONGEST)
    fields = three.to_be_signed.children()
    if len(fields) not in {3, 4} or fields[0].raw != VERSION_1:
        raise der.DerError(N_("the fields of version 1 are needed"), three.to_be_signed.offset)
    subject, info = decode(fields[1]), fields[2].expect(der.SEQUENCE).raw
    algorithm, key = _key(info, what)
    if three.algorithm != ALGORITHMS[algorithm].signature:
        raise ZhengyunError(codes.OTHER_ALGORITHM, what=what, algorithm=ALGORITHMS[algorithm].title)
    attributes = _attributes(fields[3]) if len(fields) == 4 else {}
    asked = attributes.pop(EXTENSION_REQUEST, None)
    extensions = certificate.extensions_of(asked) if asked else {}
    names = extensions.get(ALTERNATIVE_NAMES)
    return Csr(
        data,
        three.to_be_signed.raw,
        three.signature,
        subject,
        algorithm,
        key,
        info,
        alternative.decode(names.value) if names else (),
        extensions,
        tuple(attributes),
    )


def _key(info: bytes, what: str) -> tuple[str, bytes]:
    found = key_of(info)
    problem = flaw(*found) if found else UNKNOWN
    if not found or problem:
        raise ZhengyunError(codes.FORBIDDEN_KEY, what=what, problem=Words(problem))
    return found


def _attributes(node: der.Node) -> dict[str, der.Node]:
    """The one value of each attribute, by its identifier. Raises: DerError."""
    found: dict[str, der.Node] = {}
    for one in node.expect(ATTRIBUTES).children():
        pair = one.expect(der.SEQUENCE).children()
        if len(pair) != 2:
            raise der.DerError(N_("an attribute is its type and its values"), one.offset)
        oid, values = der.dotted(pair[0]), pair[1].expect(der.SET).children()
        if oid in found or len(values) != 1:
            raise der.DerError(N_("attribute {oid} has one value, once"), one.offset, oid=oid)
        found[oid] = values[0]
    return found
