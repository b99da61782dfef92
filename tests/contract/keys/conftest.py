"""Every way to hold a signing key, behind the same few words."""

import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest

from keys import passphrases
from keys.keyring import Keyring
from lab.token.begin import Token
from tests.contract.keys.hand import Hand

# An RSA key takes a second to make; P-384 goes the way of P-256.
DRIVERS = (
    *("file-ed25519", "file-p256", "file-sm2", "token-ed25519", "token-p256"),
    *(
        pytest.param(f"{kind}-{one}", marks=pytest.mark.slow)
        for kind in ("file", "token")
        for one in ("p384", "rsa3072")
    ),
)


@pytest.fixture(autouse=True, scope="module")
def cheap() -> Iterator[None]:
    """Deriving at full cost takes a tenth of a second each time, and changes nothing of what is tested."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passphrases, "COST", {"n": 16, "r": 1, "p": 1})
        yield


@pytest.fixture(params=DRIVERS)
def hand(request: pytest.FixtureRequest, tmp_path: Path) -> Hand:
    """Each driver in its turn."""
    kind, _, algorithm = str(request.param).partition("-")
    if kind == "file":
        return Hand(Keyring(tmp_path / "keys"), algorithm, "", "correct horse")
    token: Token = request.getfixturevalue("token")
    return Hand(Keyring(tmp_path, module=token.module), algorithm, token.label, token.pin)


@pytest.fixture
def holder() -> str:
    """Somebody who has no key yet: a token is kept for the whole run."""
    return f"holder-{secrets.token_hex(4)}"
