"""Who we are to hosts, from files: a private key, and its certificate beside it."""

from pathlib import Path

from remote import codes
from remote.port import Identity
from zhengyun.errors import ZhengyunError
from zhengyun.secret import Secret


def certificate_of(file: Path) -> Path:
    """Where the certificate of a key is, as OpenSSH's programs look for it."""
    return file.with_name(f"{file.name}-cert.pub")


def identity(user: str, file: Path) -> Identity:
    """An account's key and, where there is one, its certificate.

    Raises: ZhengyunError (ZY-SSH-011).
    """
    beside = certificate_of(file)
    try:
        words = {"private_key": file.read_text("utf-8")}
        if beside.exists():
            words["certificate"] = beside.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        problem = f"{file}: {getattr(error, 'strerror', '') or error}"
        raise ZhengyunError(codes.NO_IDENTITY, user=user, problem=problem) from error
    return Identity(user, Secret(words))
