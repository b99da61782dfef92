"""Signatures that do not count."""

from collections.abc import Callable

from keys.algorithm import Private
from pki import der
from tests.authorities import holder
from tests.corpus import sm2
from tests.corpus.tree import grow

Forge = Callable[[bytes, Private], bytes]


def forged(data: bytes, forge: Forge, signer: Private) -> bytes:
    """The same with another signature, which `forge` makes of what is signed."""
    tree = grow(data)
    tree[2].content = b"\0" + forge(tree[0].written(), signer)
    return tree.written()


def _two(r: int, s: int) -> bytes:
    return der.sequence(der.integer(r), der.integer(s))


def _written(signature: bytes) -> bytes:
    return _two(*(int.from_bytes(half, "big") for half in (signature[:32], signature[32:])))


def _halves(body: bytes, signer: Private) -> tuple[int, int]:
    signature = signer.sign(body)
    return int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")


def signatures(family: str, reason: str = "path") -> dict[str, tuple[Forge, str]]:
    """Signatures that do not count, each of something of the right length."""
    found: dict[str, tuple[Forge, str]] = {
        "signature-of-nothing": (lambda body, signer: b"", reason),
        "signature-bare": (lambda body, signer: signer.sign(body), reason),
        "signature-of-zeros": (lambda body, signer: _two(0, 0), reason),
        "signature-of-ones": (lambda body, signer: _two(1, 1), reason),
        "signature-negative": (lambda body, signer: _two(-1, 1), reason),
        "signature-turned-around": (lambda body, signer: _two(*reversed(_halves(body, signer))), reason),
        "signature-of-257-bits": (lambda body, signer: _two(1 << 256, 1), reason),
        "signature-of-something-else": (lambda body, signer: _written(signer.sign(body + b"\0")), reason),
        "signature-by-somebody-else": (lambda body, signer: _written(holder(family).sign(body[:-1])), reason),
        "signature-with-more-after": (lambda body, signer: _written(signer.sign(body)) + b"\0", reason),
        "signature-of-three-numbers": (lambda body, signer: der.sequence(*[der.integer(1)] * 3), reason),
        "signature-padded": (lambda body, signer: _padded(*_halves(body, signer)), reason),
    }
    if family == "sm2":
        found |= {
            "wrong-identity": (lambda body, signer: _wrong(body, signer, b"8765432187654321"), reason),
            "identity-of-nothing": (lambda body, signer: _wrong(body, signer, b""), reason),
            "no-identity": (lambda body, signer: _wrong(body, signer, None), reason),
            "sha-256-inside-sm2": (lambda body, signer: _written(sm2.sign(signer.secret, signer.public, body, digest=sm2.sha256)), reason),
        }  # fmt: skip
    return found


def _wrong(body: bytes, signer: Private, identity: bytes | None) -> bytes:
    return _written(sm2.sign(signer.secret, signer.public, body, identity))


def _padded(r: int, s: int) -> bytes:
    return der.sequence(b"\x02\x22\0" + r.to_bytes(33, "big"), der.integer(s))
