"""What PostgreSQL keeps of a password: the verifier of SCRAM-SHA-256 (RFC 5802, RFC 7677), made here and not there."""

import base64
import hashlib
import hmac
import secrets
from typing import Final

from psycopg import pq

ITERATIONS: Final = 4096
SALT_BYTES: Final = 16


def verifier(password: str, salt: bytes = b"") -> str:
    """The verifier of a password, in PostgreSQL's own form; it lets nobody in who does not know the password.

    PostgreSQL prepares it as RFC 4013 says; libpq has that, and is asked where the password is not ASCII.
    """
    if not password.isascii():
        with_ = pq.PGconn.connect_start(b"")
        return with_.encrypt_password(password.encode(), b"unused", b"scram-sha-256").decode()
    salt = salt or secrets.token_bytes(SALT_BYTES)
    # 1. SaltedPassword := Hi(password, salt, i)
    salted = hashlib.pbkdf2_hmac("sha256", password.encode(), salt, ITERATIONS)
    # 2. ClientKey := HMAC(SaltedPassword, "Client Key"), StoredKey := H(ClientKey)
    stored = hashlib.sha256(hmac.digest(salted, b"Client Key", "sha256")).digest()
    # 3. ServerKey := HMAC(SaltedPassword, "Server Key")
    server = hmac.digest(salted, b"Server Key", "sha256")
    told = [base64.b64encode(part).decode() for part in (salt, stored, server)]
    return f"SCRAM-SHA-256${ITERATIONS}:{told[0]}${told[1]}:{told[2]}"
