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
from zhengyun.errors import N_, Words, ZhengyunError
from zhengyun.signing import PublicKey, RawSigner

ALGORITHMS: Final = {"ed25519": "EdDSA", "p256": "ES256", "p384": "ES384"}
"""By our word, the name that RFC 7518 and RFC 8037 have for it."""

INFOS: Final = {
    "ed25519": "302a300506032b6570032100",
    "p256": "3059301306072a8648ce3d020106082a8648ce3d030107034200",
    "p384": "3076301006072a8648ce3d020106052b81040022036200",
}
"""What stands before a key's bytes in its SubjectPublicKeyInfo (RFC 8410 section 4, RFC 5480 section 2), in hexadecimal."""

AUDIENCE: Final = "zhengyun-vault"
SECONDS: Final = 60
# In seconds: by so much the vault's clock may be behind ours.
EARLIER: Final = 30
AHEAD: Final = N_("ahead of")
BEHIND: Final = N_("behind")
ROLE: Final = "person"
STANDING: Final = "standing"
"""As what the executor comes in to open something beforehand."""
MADE: Final = "auth/token/create/executor-standing"
"""By which he has the pass made that he opens it with: it cannot be renewed."""


class Pass(NamedTuple):
    """Who has come in: `token` is what he asks with, `entity` the vault's identifier of him, `seconds` how long it lasts."""

    token: str
    entity: str
    seconds: int

    def __repr__(self) -> str:
        return f"Pass({self.entity}, {self.seconds})"


def mount(person: str) -> str:
    """Where a person comes in."""
    return f"people/{person}"


def enter(server: Server, person: str, signer: RawSigner, now: datetime, role: str = ROLE) -> Pass:
    """Come in as a person.

    Raises: ZhengyunError (ZY-VAULT-001 to 008, ZY-VAULT-020: the clocks differ, ZY-VAULT-021).
    """
    shown = {"role": role, "jwt": signed_token(person, signer, now)}
    try:
        said = server.ask("POST", f"auth/{mount(person)}/login", shown).auth
    except ZhengyunError as error:
        if error.code not in {codes.ANSWERED, codes.REFUSED}:
            raise
        raise _why(server, person, now, str(error.values["problem"])) from error
    return Pass(said["client_token"], said.get("entity_id", ""), int(said.get("lease_duration", 0)))


def _why(server: Server, person: str, now: datetime, problem: str) -> ZhengyunError:
    """Why somebody was not let in: clocks that differ are told as such."""
    ahead = server.health().clock - int(now.timestamp())
    if abs(ahead) <= EARLIER:
        return ZhengyunError(codes.NOT_LET_IN, person=person, problem=problem)
    side = Words(AHEAD if ahead > 0 else BEHIND)
    told: dict[str, Any] = {
        "address": server.address,
        "seconds": abs(ahead),
        "side": side,
        "person": person,
        "problem": problem,
    }
    return ZhengyunError(codes.CLOCKS, **told)


def enter_ahead(server: Server, person: str, signer: RawSigner, now: datetime, seconds: int) -> Pass:
    """Come in to open something beforehand: what he works with ends after so many seconds, and nobody can make it last.

    The pass that he has come in with is kept nowhere. It ends at the same time: earlier, it would end the other one with it.

    Raises: ZhengyunError (ZY-VAULT-001 to 008, 020, 021).
    """
    return bounded(server, enter(server, person, signer, now, STANDING), seconds)


def bounded(server: Server, came: Pass, seconds: int) -> Pass:
    """A pass made of one that was come in with, which nobody can make last longer; the other is shortened to the same end.

    Raises: ZhengyunError (ZY-VAULT-001 to 008).
    """
    came, lasts = shorten(server, came, seconds), f"{seconds}s"
    said = server.ask("POST", MADE, {"ttl": lasts, "explicit_max_ttl": lasts}, token=came.token).auth
    return came._replace(token=said["client_token"], seconds=int(said.get("lease_duration", 0)))


def shorten(server: Server, held: Pass, seconds: int) -> Pass:
    """Have a pass end earlier than it would.

    Raises: ZhengyunError (ZY-VAULT-001 to 008).
    """
    said = server.ask("POST", "auth/token/renew-self", {"increment": f"{seconds}s"}, token=held.token).auth
    return held._replace(seconds=int(said.get("lease_duration", 0)))


def pem(public: PublicKey) -> str:
    """A key as the vault is told whom to believe (RFC 7468 section 13). Raises: KeyError: it knows no such signatures."""
    whole = base64.b64encode(bytes.fromhex(INFOS[public.algorithm]) + base64.b64decode(public.value)).decode()
    lines = "\n".join(whole[at : at + 64] for at in range(0, len(whole), 64))
    return f"-----BEGIN PUBLIC KEY-----\n{lines}\n-----END PUBLIC KEY-----\n"


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
    claims = {"sub": person, "aud": AUDIENCE, "iat": at - EARLIER, "nbf": at - EARLIER, "exp": at + SECONDS}
    signed = f"{_part({'alg': algorithm, 'typ': 'JWT'})}.{_part(claims)}"
    return f"{signed}.{_text(signer.sign_bytes(signed.encode()))}"


def _part(document: Mapping[str, Any]) -> str:
    return _text(json.dumps(document, separators=(",", ":")).encode())


def _text(data: bytes) -> str:
    """base64url without padding (RFC 7515 section 2)."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
