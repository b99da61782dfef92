"""A key and a certificate for SSH that are there for one change: made by the vault when they are needed, held in memory, and soon over.

A request that waits for others' words is kept with its body, and done when it is unwrapped. So the pair is made by the vault then
(`issue`), and no private key waits in a file until people have agreed; whoever has a key already has it signed (`sign`).
"""

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final

from vault import codes
from vault.port import Answer, Need
from zhengyun.errors import ZhengyunError
from zhengyun.secret import Secret

MOUNT: Final = "ssh"
KEY: Final = "ed25519"
LONGEST: Final = 3600
"""In seconds; the role may allow less."""


def need(role: str, principals: Sequence[str], seconds: int, change: str, public: str = "") -> Need:
    """What is asked of the vault: a certificate for accounts of these names, whose identifier names the change.

    How long it lasts is always said: where nothing is, the server's own default holds, which is 32 days. `public` is a key's line as
    OpenSSH writes it; without one the vault makes a pair.

    Raises: ZhengyunError (ZY-VAULT-071).
    """
    if not principals or not all(principals) or not 0 < seconds <= LONGEST:
        accounts = ", ".join(principals) or "-"
        raise ZhengyunError(codes.TOO_WIDE, change=change, accounts=accounts, seconds=seconds, most=LONGEST)
    body: dict[str, Any] = {
        "cert_type": "user",
        "valid_principals": ",".join(sorted(principals)),
        "ttl": f"{seconds}s",
        "key_id": f"zhengyun {change}",
    }
    own: Mapping[str, Any] = {"public_key": public} if public else {"key_type": KEY}
    return Need("update", f"{MOUNT}/{'sign' if public else 'issue'}/{role}", {**body, **own})


def received(wanted: Need, answer: Answer) -> Secret:
    """What came of it: `certificate`, and `private_key` where the vault has made the pair.

    Raises: ZhengyunError (ZY-VAULT-070).
    """
    words = {"certificate": answer.data.get("signed_key")}
    if "public_key" not in wanted.body:
        words["private_key"] = answer.data.get("private_key")
    found = {name: value.strip() + "\n" for name, value in words.items() if isinstance(value, str) and value.strip()}
    if len(found) != len(words):
        raise ZhengyunError(codes.NOT_CERTIFIED, path=wanted.path)
    return Secret(found)


@contextmanager
def shown(made: Secret) -> Iterator[Sequence[str]]:
    """Options for OpenSSH's programs, by which they read key and certificate from this process's memory, while this lasts."""
    with (
        in_memory("private_key", made["private_key"]) as key,
        in_memory("certificate", made["certificate"]) as certificate,
    ):
        yield ("-i", key, "-o", f"CertificateFile={certificate}", "-o", "IdentitiesOnly=yes")


@contextmanager
def in_memory(name: str, text: str) -> Iterator[str]:
    """The path of a file that lies in no folder (memfd_create(2)), closed to everybody but its owner, while this lasts."""
    file = os.memfd_create(name)
    try:
        os.fchmod(file, 0o600)
        os.write(file, text.encode())
        # They close what they inherit: by this process they reach it, and nobody but its user and root does.
        yield f"/proc/{os.getpid()}/fd/{file}"
    finally:
        os.close(file)
