"""A root, an issuing authority and requests in either family, made by the code under test and signed by `keys`."""

import base64
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache

from keys.algorithm import Private
from keys.algorithms import ALGORITHMS, named
from keys.digests import digest
from pki import alternative, authorities, certificate, crl, der, extensions, names, ocsp_request, profiles
from pki.algorithms import public_info
from pki.alternative import Alternative
from pki.certificate import Certificate, Draft, Extension, signed
from pki.crl import Head
from pki.ocsp import Issuer, Responder
from pki.revocation import Revoked
from zhengyun.estate.trust import Authority, Ceremony, Profile
from zhengyun.signing import PublicKey

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
CEREMONY = Ceremony(2, ("a", "b", "c"))
ROOT = Authority(
    "root",
    "city",
    "C=CN,O=City,CN=City Root",
    "p256",
    "keys/root",
    7300,
    CEREMONY,
    path_length=1,
    policies=("2.5.29.32.0",),
)
ISSUING = replace(
    ROOT,
    name="issuing",
    subject="C=CN,O=City,CN=City Issuing",
    days=3650,
    issuer="root",
    path_length=0,
    crl_urls=("http://pki.city.example/issuing.crl",),
    ocsp_urls=("http://ocsp.city.example/",),
    issuer_urls=("http://pki.city.example/issuing.cer",),
    policies=("1.2.156.1.1",),
    permitted=(".city.example", "@city.example"),
)
SERVER = Profile(
    "server",
    "issuing",
    "server",
    365,
    ("p256", "sm2", "ed25519"),
    subject="C=CN,O=City",
    asks=("OU", "CN"),
    dns=("*.city.example",),
    addresses=("10.0.0.0/8",),
)
PERSON = replace(
    SERVER, name="person", use="person-signing", dns=(), addresses=(), emails=("city.example",), asks=("OU", "CN", "E")
)
# Whoever signs answers for the issuing authority.
ANSWERS = replace(SERVER, name="answers", use="ocsp", days=30, asks=("CN",), dns=(), addresses=())
FAMILIES = ("p256", "sm2")


@dataclass(frozen=True)
class House:
    """Two authorities with their keys and certificates."""

    root: Authority
    issuing: Authority
    root_key: Private
    issuing_key: Private
    root_certificate: Certificate
    certificate: Certificate

    def template(self, profile: Profile = SERVER) -> profiles.Template:
        """What it certifies by that profile."""
        return profiles.template(self.issuing, self.certificate, profile)

    def issue(self, draft: Draft) -> bytes:
        """The certificate of that draft."""
        return sign(draft.to_be_signed(), self.issuing.algorithm, self.issuing_key)


@cache
def house(algorithm: str, at: datetime = NOW, whose: str = "city") -> House:
    """The authorities of that algorithm, as of that instant; made once a run, with other keys for each `whose`."""
    del whose
    root, issuing = (replace(one, algorithm=algorithm) for one in (ROOT, ISSUING))
    top, below = (ALGORITHMS[algorithm].generate() for _ in range(2))
    draft = authorities.root(root, public(algorithm, top), at)
    first = certificate.read(sign(draft.to_be_signed(), algorithm, top))
    draft = authorities.certified(issuing, public(algorithm, below), root, first, at)
    second = certificate.read(sign(draft.to_be_signed(), algorithm, top))
    return House(root, issuing, top, below, first, second)


@cache
def holder(algorithm: str) -> Private:
    """Somebody's key."""
    return ALGORITHMS[algorithm].generate()


def public(algorithm: str, key: Private) -> PublicKey:
    """The public half."""
    return named(algorithm, key.public)


def sign(to_be_signed: bytes, algorithm: str, key: Private) -> bytes:
    """The whole that is signed."""
    return signed(to_be_signed, algorithm, key.sign(to_be_signed))


def wish(
    algorithm: str,
    subject: str = "C=CN,O=City,OU=Finance,CN=www.city.example",
    asked: tuple[str, ...] = ("dns:www.city.example",),
    more: tuple[Extension, ...] = (),
    info: bytes = b"",
    attributes: bytes = b"",
    key: Private | None = None,
) -> bytes:
    """A request as a tool would make it; for the holder's key where no other is given."""
    key = key or holder(algorithm)
    found = tuple(Alternative(*one.split(":", 1)) for one in asked)
    every = (*((extensions.alternative_names(alternative.encode(found)),) if found else ()), *more)
    request = der.sequence(der.oid("1.2.840.113549.1.9.14"), der.set_of(certificate.encoded(every))) if every else b""
    body = der.sequence(
        der.integer(0),
        names.encode(names.parse(subject)) if subject else der.sequence(),
        info or public_info(public(algorithm, key)),
        der.explicit(0, request, attributes),
    )
    return sign(body, algorithm, key)


def listed(authority: Authority, own: Certificate, key: Private, head: Head, *gone: Revoked) -> bytes:
    """A list, full or delta."""
    identifier = extensions.identifier_of(own.extensions[extensions.SUBJECT_KEY].value)
    head = replace(head, issuer=own.subject_raw, algorithm=authority.algorithm, key_id=identifier)
    return sign(crl.to_be_signed(head, gone), authority.algorithm, key)


def responder(made: House, delegate: bytes, key: Private, gone: Revoked) -> Responder:
    """Who answers for the issuing authority, of whose certificates one is revoked."""
    return Responder(
        Issuer.of(made.certificate, profiles.subject_key_of(made.certificate)[1], digest),
        delegate,
        extensions.key_identifier(key.public),
        made.issuing.algorithm,
        key.sign,
        lambda serial: gone if serial == gone.serial else True,
        timedelta(hours=12),
    )


def question(by: Responder, serial: int, nonce: bytes = b"") -> bytes:
    """What a client asks."""
    word, name, key = next(one for one in by.issuer.digests if one[0] == "sha1")
    return ocsp_request.ask((ocsp_request.cert_id(word, name, key, serial),), nonce)


def pem(label: str, data: bytes) -> bytes:
    """As OpenSSL writes it."""
    text = base64.encodebytes(data).replace(b"\n", b"").decode()
    lines = "\n".join(text[at : at + 64] for at in range(0, len(text), 64))
    return f"-----BEGIN {label}-----\n{lines}\n-----END {label}-----\n".encode()
