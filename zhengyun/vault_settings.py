"""Which vault, and how it is believed: `[vault]` of the settings."""

from collections.abc import Iterator
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Final, NamedTuple
from urllib.parse import urlsplit

from zhengyun.errors import N_
from zhengyun.notices import Wrong

EXECUTOR: Final = "executor"
TABLE: Final = N_(
    "a table [vault] with address, and roots, executor, audit, folder, passphrase and run where they are wanted"
)
ADDRESS: Final = N_("https://HOST:PORT, or http:// on the loopback alone, without a path")
TEXT: Final = N_("a text that is not empty")
WORDS: Final = N_("a program and its arguments, as a list of texts")
PATHS: Final = ("roots", "audit", "folder", "passphrase")


class VaultSettings(NamedTuple):
    """A vault: its address, the file with the roots of its certificate, as whom the executor comes in, and its audit file.

    The audit file is known only where it can be read on this machine. The executor alone has a `folder` for what waits for others'
    words, and a `passphrase` of his key in a file. `run` is the command that others start him with, such as
    `sudo -n -u zhengyun-executor zhengyun change run`; the request comes behind it.
    """

    address: str
    roots: Path | None = None
    executor: str = EXECUTOR
    audit: Path | None = None
    folder: Path | None = None
    passphrase: Path | None = None
    run: tuple[str, ...] = ()


def wrongs(value: object) -> Iterator[Wrong]:
    """Everything that is wrong with `[vault]`."""
    if not isinstance(value, dict) or not {"address"} <= set(value) <= set(VaultSettings._fields):
        yield Wrong("vault", value, TABLE)
        return
    for name, one in value.items():
        if name == "address" and not (isinstance(one, str) and _is_address(one)):
            yield Wrong("vault.address", one, ADDRESS)
        elif name == "run" and not _are_words(one):
            yield Wrong("vault.run", one, WORDS)
        elif name != "run" and (not isinstance(one, str) or not one):
            yield Wrong(f"vault.{name}", one, TEXT)


def read(value: dict[str, Any], folder: Path) -> VaultSettings:
    """`[vault]`, in which nothing is wrong; paths are below a folder."""
    paths = {name: folder / Path(value[name]).expanduser() for name in PATHS if name in value}
    executor, run = value.get("executor", EXECUTOR), tuple(value.get("run", ()))
    return VaultSettings(value["address"].rstrip("/"), executor=executor, run=run, **paths)


def _are_words(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(one, str) and one for one in value)


def _is_address(text: str) -> bool:
    """Whether nobody on the way reads what is said there."""
    try:
        found = urlsplit(text)
        whole = found.port is not None or bool(found.hostname)
    except ValueError:
        return False
    rest = (found.path.rstrip("/"), found.query, found.fragment, found.username, found.password)
    if not whole or any(rest):
        return False
    return found.scheme == "https" or (found.scheme == "http" and _here(found.hostname or ""))


def _here(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
