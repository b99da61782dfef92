"""ECDSA over P-256 with SHA-256: points of 65 bytes, signatures of 64."""

from typing import Final

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1
from cryptography.hazmat.primitives.hashes import SHA256

from keys.ecdsa import Curve, algorithm

CURVE: Final = Curve(SECP256R1(), SHA256(), 32)
P256: Final = algorithm("p256", CURVE)
