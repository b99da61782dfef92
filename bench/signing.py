"""Signing and verifying by algorithm and by where the key is held, beside the bare library that does the work."""

import hashlib
import os
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, Final

import pkcs11
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256, SHA384

from bench.measure import Timed, call, middle, table
from keys import files
from keys.algorithms import ALGORITHMS, Verifier
from keys.keyring import Keyring
from keys.references import Reference
from lab.place import Place
from lab.progress import silent
from lab.token.begin import begin
from zhengyun.signing import Signer

ROUNDS: Final = 5
COUNT: Final = 500
DATA: Final = os.urandom(300)
PASSPHRASE: Final = "correct horse"
CURVES: Final = {"p256": (ec.SECP256R1(), SHA256()), "p384": (ec.SECP384R1(), SHA384())}


def signing() -> None:
    """Each algorithm in a file, and in a token where it does it; ratios are to the bare library in the same run."""
    with tempfile.TemporaryDirectory() as folder:
        rows = [_row(f"{name} in a file", _file(Path(folder), name), _bare(name)) for name in ALGORITHMS]
        token = begin(Place(Path(folder) / "lab"), "bench", silent)
        keyring = Keyring(Path(folder), module=token.module, environment=token.variables)
        for name in ("ed25519", "p256", "p384", "rsa3072"):
            place = Reference(token.label, name)
            keyring.make(place, name, lambda _: token.pin)
            signer = keyring.unlock(place, lambda _: token.pin)
            rows.append(_row(f"{name} in SoftHSM2", signer, _bare_token(token.module, place)))
    table(
        "Signing and verifying 300 bytes, one by one",
        ("key", "signs a CPU s", "ratio to bare", "verifies a CPU s"),
        rows,
    )


def _file(folder: Path, algorithm: str) -> Signer:
    file = folder / f"{algorithm}.json"
    files.make(file, PASSPHRASE, algorithm)
    return files.unseal(file, PASSPHRASE)


def _bare(algorithm: str) -> Callable[[], Any] | None:
    """The library's own call; for SM2 there is none in Python."""
    if algorithm == "ed25519":
        key = Ed25519PrivateKey.generate()
        return lambda: key.sign(DATA)
    if algorithm in CURVES:
        curve, by = CURVES[algorithm]
        other = ec.generate_private_key(curve)
        return lambda: other.sign(DATA, ec.ECDSA(by))
    if algorithm.startswith("rsa"):
        third = rsa.generate_private_key(65537, int(algorithm[3:]))
        return lambda: third.sign(DATA, PKCS1v15(), SHA256())
    return None


def _bare_token(module: Path, place: Reference) -> Callable[[], Any]:
    """The token's own call. This process has logged in already."""
    session = pkcs11.lib(str(module)).get_token(token_label=place.token).open()
    key: Any = session.get_key(object_class=pkcs11.ObjectClass.PRIVATE_KEY, label=place.object)
    if place.object == "ed25519":
        return lambda: key.sign(DATA, mechanism=pkcs11.Mechanism.EDDSA)
    if place.object.startswith("rsa"):
        return lambda: key.sign(DATA, mechanism=pkcs11.Mechanism.SHA256_RSA_PKCS)
    digest = hashlib.sha256 if place.object == "p256" else hashlib.sha384
    return lambda: key.sign(digest(DATA).digest(), mechanism=pkcs11.Mechanism.ECDSA)


def _row(name: str, signer: Signer, bare: Callable[[], Any] | None) -> tuple[object, ...]:
    """Rates by our processor's time, by turns, so that what else the machine does falls on all alike."""
    signature, verifier = signer.sign(DATA), Verifier()
    works = [
        lambda: signer.sign(DATA),
        lambda: verifier.verify(signer.public, DATA, signature),
        *([bare] if bare else []),
    ]
    times: list[list[Timed]] = [[] for _ in works]
    for _ in range(ROUNDS):
        for work, kept in zip(works, times, strict=True):
            kept.append(call(partial(_repeat, work)))
    signs, verifies, *peer = (COUNT / middle(kept).cpu for kept in times)
    return name, round(signs), signs / peer[0] if peer else "-", round(verifies)


def _repeat(work: Callable[[], Any]) -> None:
    for _ in range(COUNT):
        work()
