"""ECDSA over P-384 with SHA-384: points of 97 bytes, signatures of 96."""

from typing import Final

from cryptography.hazmat.primitives.asymmetric.ec import SECP384R1
from cryptography.hazmat.primitives.hashes import SHA384

from keys.ecdsa import Curve, algorithm

CURVE: Final = Curve(SECP384R1(), SHA384(), 48)
P384: Final = algorithm("p384", CURVE)
