"""Settings: one TOML file that says where the estate, the records, the clouds and the keys are.

Looked for in this order: what `--settings` or $ZHENGYUN_SETTINGS names, ./zhengyun.toml, ./.lab/zhengyun.toml,
~/.config/zhengyun/zhengyun.toml, /etc/zhengyun/zhengyun.toml. Relative paths are below the file's own folder.
"""

import os
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final, NamedTuple

from zhengyun import codes
from zhengyun.errors import N_, Place, Problems, ZhengyunError
from zhengyun.host_settings import HostSettings
from zhengyun.host_settings import read as read_hosts
from zhengyun.host_settings import wrongs as wrong_hosts
from zhengyun.notices import NoticeRule, Wrong
from zhengyun.notices import read as read_notices
from zhengyun.notices import wrongs as wrong_notices
from zhengyun.vault_settings import VaultSettings
from zhengyun.vault_settings import read as read_vault
from zhengyun.vault_settings import wrongs as wrong_vault

NAME: Final = "zhengyun.toml"
VARIABLE: Final = "ZHENGYUN_SETTINGS"
PATHS: Final = frozenset(
    {"estate", "records", "clouds", "images", "credentials", "keys", "passphrases", "pkcs11_module"}
)
# What an address of a server begins with; everything else is a file.
SERVERS: Final = ("postgresql://", "postgres://")
TABLES: Final = frozenset({"audit_logs", "os_cloud", "pkcs11_environment", "token_keys"})
MOST: Final = {"workers": 64, "calls_least": 64, "calls_most": 256, "patience": 600}
EXPECTED: Final = {
    "workers": N_("a whole number from 1 to 64"),
    "calls_least": N_("a whole number from 1 to 64, not above calls_most"),
    "calls_most": N_("a whole number from 1 to 256"),
    "pin": N_("sha256: and 64 hexadecimal digits"),
    "patience": N_("a whole number of seconds from 1 to 600"),
    "audit_logs": N_("for each site, the pattern of its files as a text"),
    "os_cloud": N_("for each site, the name of its entry in clouds.yaml"),
    "pkcs11_environment": N_("for each variable, its value as a text"),
    "token_keys": N_("for each holder of a key, pkcs11:token=NAME;object=LABEL as a text"),
    "witnesses": N_("for each witness, [[witnesses]] with a name of its own and a command, which is a list of texts"),
}

# Tables with a module of their own: what is wrong with one, and what it says.
WRONGS: Final[Mapping[str, Callable[[Any], Iterable[Wrong]]]] = {
    "notices": wrong_notices,
    "vault": wrong_vault,
    "hosts": wrong_hosts,
}
READ: Final[Mapping[str, Callable[[Any, Path], object]]] = {
    "notices": read_notices,
    "vault": read_vault,
    "hosts": read_hosts,
}


class WitnessCommand(NamedTuple):
    """How a witness of the role file is asked: a command that gets an offer on stdin and writes its signature on stdout."""

    name: str
    command: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Settings:
    """Where everything is. `passphrases` is set in training only."""

    file: Path
    estate: Path
    records: Path | str
    """A file, or the address of a database of PostgreSQL as libpq reads it, without a password."""
    keys: Path
    clouds: Path | None = None
    images: Path | None = None
    credentials: Path | None = None
    """Where the application credentials of service users are kept."""
    person: str = ""
    passphrases: Path | None = None
    pin: str = ""
    """The digest of version 1 of the role file, as it was handed over on paper."""
    log: str = "log"
    """The name of the key that signs the log's checkpoints."""
    witnesses: tuple[WitnessCommand, ...] = ()
    audit_logs: Mapping[str, str] = field(default_factory=dict)
    """By site, the pattern of the files that the cloud's services write their audit events to."""
    os_cloud: Mapping[str, str] = field(default_factory=dict)
    """By site, its entry in clouds.yaml, in the place of the one that site.yaml names."""
    pkcs11_module: Path | None = None
    """The library that reaches the tokens."""
    pkcs11_environment: Mapping[str, str] = field(default_factory=dict)
    """Variables that the library looks for."""
    token_keys: Mapping[str, str] = field(default_factory=dict)
    """By its holder, where in a token a key is; whoever is not named here has a file in `keys`."""
    vault: VaultSettings | None = None
    """Where credentials lie that nobody has before a change was agreed to."""
    hosts: HostSettings | None = None
    """By which keys the hosts are reached that we administer ourselves."""
    notices: tuple[NoticeRule, ...] = ()
    """Who wants to be told of what becomes of requests."""
    workers: int = 8
    """How many actions are begun at once at each site, as far as its services bear it."""
    calls_least: int = 2
    calls_most: int = 16
    """How many calls each service of a site is sent at once: what lies between is learnt from its answers."""
    patience: int = 30
    """For how many seconds a call is tried again before its service counts as out of reach."""

    @property
    def image_store(self) -> Path:
        """Where image files lie."""
        return self.images or self.estate / "images"

    @property
    def credential_store(self) -> Path:
        """Where credentials are kept: beside the records, if nothing else is said."""
        return self.credentials or self.beside_records / "credentials"

    @property
    def beside_records(self) -> Path:
        """The folder for what belongs to the records on this machine: theirs, or that of the settings where they are on a server."""
        return self.records.parent if isinstance(self.records, Path) else self.file.parent

    @property
    def wrapped_store(self) -> Path:
        """Where the executor keeps what waits in the vault for others' words: beside the credentials, if nothing else is said."""
        return (self.vault and self.vault.folder) or self.credential_store.with_name("wrapped")


def find(named: str = "") -> Path:
    """The settings file that is in force.

    Raises: ZhengyunError (ZY-SET-001).
    """
    named = named or os.environ.get(VARIABLE, "")
    home = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    usual = (Path(NAME), Path(".lab") / NAME, home / "zhengyun" / NAME, Path("/etc/zhengyun") / NAME)
    for file in (Path(named),) if named else usual:
        if file.is_file():
            return file.absolute()
    raise ZhengyunError(codes.NO_SETTINGS, looked=", ".join(map(str, (Path(named),) if named else usual)))


def load(file: Path) -> Settings:
    """Read a settings file.

    Raises: ZhengyunError (ZY-SET-002: not to be read), Problems (ZY-SET-003 to 005: every line that is wrong).
    """
    try:
        values = tomllib.loads(file.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise ZhengyunError(codes.BAD_SETTINGS, place=Place(str(file)), problem=str(error)) from error
    errors = tuple(_errors(Place(str(file)), values))
    if errors:
        raise Problems(errors)
    return Settings(file=file, **{name: _value(file, name, value) for name, value in values.items()})


def _errors(place: Place, values: Mapping[str, Any]) -> Iterator[ZhengyunError]:
    """Everything that is wrong with a file's lines."""
    known = sorted(set(Settings.__dataclass_fields__) - {"file"})
    for name, given, expected in (
        each for table, wrong in WRONGS.items() if table in values for each in wrong(values[table])
    ):
        yield ZhengyunError(codes.WRONG_SETTING, place=place, name=name, given=given, expected=expected)
    for name, value in values.items():
        if name not in known:
            near = (*get_close_matches(name, known, n=1), "")[0]
            yield ZhengyunError(codes.UNKNOWN_SETTING, place=place, name=name, legal=", ".join(known), nearest=near)
        elif name not in WRONGS and not _fits(name, value):
            expected = EXPECTED.get(name, N_("a text that is not empty"))
            yield ZhengyunError(codes.WRONG_SETTING, place=place, name=name, given=value, expected=expected)
    if _at_odds(values):
        expected = EXPECTED["calls_least"]
        yield ZhengyunError(
            codes.WRONG_SETTING, place=place, name="calls_least", given=values.get("calls_least"), expected=expected
        )
    for name in sorted({"estate", "records", "keys"} - set(values)):
        yield ZhengyunError(codes.NO_SETTING, place=place, name=name)


def _at_odds(values: Mapping[str, Any]) -> bool:
    """Whether fewer calls are allowed than there shall be in any case."""
    known = Settings.__dataclass_fields__
    least, most = (values.get(name, known[name].default) for name in ("calls_least", "calls_most"))
    return type(least) is int and type(most) is int and least > most


def _fits(name: str, value: object) -> bool:
    if name == "witnesses":
        return isinstance(value, list) and _are_commands(value)
    if name in TABLES:
        return isinstance(value, dict) and all(isinstance(one, str) and one for one in value.values())
    if name in MOST:
        return type(value) is int and 1 <= value <= MOST[name]
    if name == "pin":
        return isinstance(value, str) and bool(re.fullmatch(r"sha256:[0-9a-f]{64}", value))
    return isinstance(value, str) and (bool(value) or name == "person")


def _are_commands(values: list[Any]) -> bool:
    """Whether these are witnesses, each with a name of its own and a command."""
    names = [one.get("name") for one in values if isinstance(one, dict) and set(one) == {"name", "command"}]
    if len(names) != len(values) or not all(isinstance(name, str) and name for name in names):
        return False
    commands = [one["command"] for one in values]
    told = all(
        isinstance(words, list) and words and all(isinstance(word, str) and word for word in words)
        for words in commands
    )
    return told and len(set(names)) == len(names)


def _value(file: Path, name: str, value: Any) -> Any:
    if name == "audit_logs":
        return {site: str(file.parent / str(pattern)) for site, pattern in value.items()}
    if name == "witnesses":
        return tuple(WitnessCommand(one["name"], tuple(one["command"])) for one in value)
    if name in READ:
        return READ[name](value, file.parent)
    if name == "records" and str(value).startswith(SERVERS):
        return value
    return file.parent / Path(str(value)).expanduser() if name in PATHS else value
