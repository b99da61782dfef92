"""What is sealed here OpenSSL's own program opens, and the other way round."""

import base64
import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from keys import cms, ecdsa, p256, p384, sm2, sm2_encryption
from keys.algorithms import ALGORITHMS, named
from keys.encryption import seal

CURVES = {"p256": p256.CURVE, "p384": p384.CURVE}
DATA = "私钥 and a few bytes more".encode()


def openssl(folder: Path, *arguments: str) -> bytes:
    """What it writes."""
    return subprocess.run(["openssl", *arguments], cwd=folder, capture_output=True, check=True).stdout


@pytest.fixture(params=["p256", "p384", "rsa3072"])
def algorithm(request: pytest.FixtureRequest) -> str:
    """Each algorithm whose messages are those of CMS."""
    return str(request.param)


def written(folder: Path, algorithm: str, secret: bytes) -> None:
    """A private key in a file, as OpenSSL reads it."""
    if algorithm in CURVES:
        private: ec.EllipticCurvePrivateKey = ecdsa.private(CURVES[algorithm], secret)
        secret = private.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    lines = base64.encodebytes(secret).decode()
    (folder / "key.pem").write_text(f"-----BEGIN PRIVATE KEY-----\n{lines}-----END PRIVATE KEY-----\n")


def test_a_message_is_opened_by_openssl(algorithm: str, tmp_path: Path) -> None:
    key = ALGORITHMS[algorithm].generate()
    written(tmp_path, algorithm, key.secret)
    (tmp_path / "message").write_bytes(cms.envelop(named(algorithm, key.public), bytes(20), DATA))
    assert (
        openssl(tmp_path, "cms", "-decrypt", "-binary", "-inform", "DER", "-in", "message", "-inkey", "key.pem") == DATA
    )


def test_a_message_of_openssl_is_opened(algorithm: str, tmp_path: Path) -> None:
    key = ALGORITHMS[algorithm].generate()
    written(tmp_path, algorithm, key.secret)
    (tmp_path / "data").write_bytes(DATA)
    openssl(
        tmp_path, "req", "-x509", "-new", "-key", "key.pem", "-subj", "/CN=holder", "-days", "1", "-out", "cert.pem"
    )
    options = {
        "p256": ("-keyopt", "ecdh_kdf_md:sha256"),
        "p384": ("-keyopt", "ecdh_kdf_md:sha384"),
        "rsa3072": (
            "-keyopt",
            "rsa_padding_mode:oaep",
            "-keyopt",
            "rsa_oaep_md:sha256",
            "-keyopt",
            "rsa_mgf1_md:sha256",
        ),
    }[algorithm]
    command = ("-encrypt", "-binary", "-aes-256-gcm", "-in", "data", "-outform", "DER", "-out", "message", "-keyid")
    openssl(tmp_path, "cms", *command, "-recip", "cert.pem", *options)
    assert cms.open_enveloped(algorithm, key, (tmp_path / "message").read_bytes()) == DATA


def test_what_is_sealed_by_sm2_openssl_opens_and_the_other_way_round(tmp_path: Path) -> None:
    key = sm2.generate()
    (tmp_path / "key.der").write_bytes(sm2.PRIVATE[0] + key.secret + sm2.PRIVATE[1])
    (tmp_path / "key.pem").write_bytes(openssl(tmp_path, "pkey", "-inform", "DER", "-in", "key.der"))
    (tmp_path / "sealed").write_bytes(seal(named("sm2", key.public), DATA))
    assert openssl(tmp_path, "pkeyutl", "-decrypt", "-inkey", "key.pem", "-in", "sealed") == DATA
    (tmp_path / "data").write_bytes(DATA)
    openssl(tmp_path, "pkeyutl", "-encrypt", "-inkey", "key.pem", "-in", "data", "-out", "theirs")
    assert sm2_encryption.decrypt(key.secret, (tmp_path / "theirs").read_bytes()) == DATA
