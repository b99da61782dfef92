"""The training set beside the lab's cloud: three people with keys, a witness, an estate under git, records, settings.

The people are called by their posts. Their passphrases lie beside their keys, so that one person can play all three;
`doctor` says so.
"""

import secrets
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from cli.session import Session
from cli.wiring import House
from lab.openstack.services import SITES
from lab.place import Place
from zhengyun.instant import SystemClock, after, text
from zhengyun.people import Person, Role, RoleFile
from zhengyun.signing import PublicKey

PEOPLE: Final = (
    ("operator", "系统管理员", Role.SYSTEM),
    ("security", "安全管理员", Role.SECURITY),
    ("auditor", "审计管理员", Role.AUDIT),
)
WITNESS: Final = "witness"
YEAR: Final = 365 * 86_400
EMBEDDED: Final = Path(__file__).resolve().parent.parent / "inventory" / "sites"
SETTINGS: Final = "zhengyun.toml"


def prepare(place: Place, folder: str = "") -> Path:
    """Make what is missing of a training set, and return its settings file. What is there is never changed.

    `folder` names one of its own below the lab's place; keys and clouds are the lab's in any case.
    """
    root = place.root / folder if folder else place.root
    root.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not (root / "estate").exists():
        make_estate(root / "estate")
    settings = root / SETTINGS
    if not settings.exists():
        settings.write_text(_settings(place))
    house = House(Session(quiet=True, settings_name=str(settings)), begins=True)
    keys = {name: _key(house, place, name) for name in (*(name for name, _, _ in PEOPLE), WITNESS)}
    _begin(house, keys)
    house.database.close()
    return settings


def make_estate(folder: Path) -> None:
    """A copy of the embedded estate in a repository of its own."""
    fresh = folder.with_name(folder.name + ".part")
    shutil.rmtree(fresh, ignore_errors=True)
    shutil.copytree(EMBEDDED, fresh)
    git(fresh, "init", "-q", "-b", "main")
    git(fresh, "config", "user.name", "operator")
    git(fresh, "config", "user.email", "operator@training.invalid")
    commit(fresh, "The estate as delivered")
    fresh.rename(folder)


def commit(folder: Path, message: str) -> None:
    """Commit everything in an estate's folder."""
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", message)


def git(folder: Path, *arguments: str) -> None:
    """Run git there."""
    # Whatever the user has set up for repositories of his own, signing and hooks, has no part in this one.
    own = ("-c", "commit.gpgSign=false", "-c", "core.hooksPath=/dev/null", "-c", "init.templateDir=")
    subprocess.run(["git", *own, "-C", str(folder), *arguments], check=True, stdin=subprocess.DEVNULL, timeout=60)


def _settings(place: Place) -> str:
    keys = place.root / "keys"
    lines = [
        "# Made by `zhengyun lab up` for training: one person can act as all three administrators.",
        'estate = "estate"',
        'records = "records.sqlite"',
        f'clouds = "{place.clouds}"',
        f'keys = "{keys}"',
        f'passphrases = "{keys / "passphrases"}"',
        f'person = "{PEOPLE[0][0]}"',
        f'witness = "{WITNESS}"',
        "",
        "[audit_logs]",
        *(f'{site} = "{place.site(site).log / "audit-*.jsonl*"}"' for site in SITES),
    ]
    return "\n".join(lines) + "\n"


def _key(house: House, place: Place, name: str) -> PublicKey:
    """A key that is there, or a new one with a passphrase of its own beside it."""
    if not house.key_file(name).exists():
        folder = place.root / "keys" / "passphrases"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        secret = folder / name
        secret.touch(mode=0o600)
        secret.write_text(secrets.token_urlsafe(18) + "\n")
        return house.make_key(name)
    return house.public_key(name)


def _begin(house: House, keys: dict[str, PublicKey]) -> None:
    """Begin the log, if it has not been begun."""
    from governance.roles import begin

    if house.book.last() is None:
        begin(_roles(keys), house.role_files, house.book, "lab")


def _roles(keys: dict[str, PublicKey]) -> RoleFile:
    now = SystemClock().now()
    people: Sequence[Person] = [
        Person(name, title, (role,), keys[name], text(now), after(now, YEAR)) for name, title, role in PEOPLE
    ]
    return RoleFile(version=1, threshold=2, people=tuple(people), witnesses=(keys[WITNESS],))
