"""How people and the executor come in: a short-lived token that they sign with the key that the role file names.

The vault holds one entrance for each of them (`auth/people/NAME`), which believes that one key and no other, so that nobody
signs himself in as somebody else. The key never leaves where it is kept.
"""

import base64
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final, NamedTuple

from vault import codes
from vault.port import Server
from zhengyun.errors import ZhengyunError
from zhengyun.signing import RawSigner

ALGORITHMS: Final = {"ed25519": "EdDSA", "p256": "ES256", "p384": "ES384"}
"""By our word, the name that RFC 7518 and RFC 8037 have for it."""

AUDIENCE: Final = "zhengyun-vault"
SECONDS: Final = 60
ROLE: Final = "person"


class Pass(NamedTuple):
    """Who has come in: `token` is what he asks with, `entity` the vault's identifier of him, `seconds` how long it lasts."""

    token: str
    entity: str
    seconds: int


def mount(person: str) -> str:
    """Where a person comes in."""
    return f"people/{person}"


def enter(server: Server, person: str, signer: RawSigner, now: datetime) -> Pass:
    """Come in as a person.

    Raises: ZhengyunError (ZY-VAULT-001 to 008).
    """
    said = server.ask(
        "POST", f"auth/{mount(person)}/login", {"role": ROLE, "jwt": signed_token(person, signer, now)}
    ).auth
    return Pass(said["client_token"], said.get("entity_id", ""), int(said.get("lease_duration", 0)))


def leave(server: Server, token: str) -> None:
    """Make a token worthless: a person's, the executor's, or one that stands for an answer.

    Raises: ZhengyunError (ZY-VAULT-001 to 008).
    """
    server.ask("POST", "auth/token/revoke-self", {}, token=token)


def signed_token(person: str, signer: RawSigner, now: datetime) -> str:
    """A token for the vault (RFC 7519, signed after RFC 7515), which it believes for a minute.

    Raises: ZhengyunError (ZY-VAULT-007: it knows no such signatures).
    """
    algorithm = ALGORITHMS.get(signer.public.algorithm)
    if algorithm is None:
        known = ", ".join(ALGORITHMS)
        raise ZhengyunError(codes.NO_SUCH_ENTRANCE, person=person, algorithm=signer.public.algorithm, known=known)
    at = int(now.timestamp())
    claims = {"sub": person, "aud": AUDIENCE, "iat": at, "nbf": at, "exp": at + SECONDS}
    signed = f"{_part({'alg': algorithm, 'typ': 'JWT'})}.{_part(claims)}"
    return f"{signed}.{_text(signer.sign_bytes(signed.encode()))}"


def _part(document: Mapping[str, Any]) -> str:
    return _text(json.dumps(document, separators=(",", ":")).encode())


def _text(data: bytes) -> str:
    """base64url without padding (RFC 7515 section 2)."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
