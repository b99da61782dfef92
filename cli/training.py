"""The training set beside the lab's cloud: people with keys, witnesses, an estate under git, records, settings.

The people are called by their posts. Their passphrases lie beside their keys, so that one person can play them all. The
witnesses are commands of their own with folders of their own, on this one machine: the role file says that this is
training, and whatever shows the log says so.
"""

import json
import secrets
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from cli.session import Session
from cli.training_people import PEOPLE, RULES, people
from cli.wiring import House
from cli.witness import KEY, PASSPHRASE, TRUST, Post
from lab.openstack.services import SITES
from lab.place import Place
from zhengyun.attesting import LogKeys, Witness
from zhengyun.instant import SystemClock
from zhengyun.machine import identity
from zhengyun.people import Role
from zhengyun.rolefile import RoleFile
from zhengyun.signing import PublicKey, Signature

LOG: Final = "log"
# By name, whose machine each stands for.
WITNESSES: Final = {"security-machine": Role.SECURITY, "audit-machine": Role.AUDIT, "second-site": "site"}
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
        settings.write_text(_settings(place, root))
    house = House(Session(quiet=True, settings_name=str(settings)), begins=True)
    begin(house, place.root / "keys", root)
    house.database.close()
    return settings


def begin(house: House, store: Path, root: Path) -> None:
    """The people's keys in a folder, the witnesses below `root`, and the log, each where it is not there yet."""
    keys = {name: _key_in(house, store, name) for name in (*(post.name for post in PEOPLE), LOG)}
    folders = {name: root / "witnesses" / name for name in WITNESSES}
    _begin(house, keys | {name: _witness_key(folder) for name, folder in folders.items()}, folders)


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


def _settings(place: Place, root: Path) -> str:
    logs = ["", "[audit_logs]", *(f'{site} = "{place.site(site).log / "audit-*.jsonl*"}"' for site in SITES)]
    lines = settings_lines(root, place.root / "keys", f'clouds = "{place.clouds}"', tables=logs)
    return "\n".join(lines) + "\n"


def settings_lines(root: Path, keys: Path, *more: str, tables: Sequence[str]) -> Sequence[str]:
    """What the settings of every training set say; `more` are lines before the first table, `tables` stand before the witnesses."""
    return [
        "# Made by `zhengyun lab up` for training: one person can act as all of them.",
        'estate = "estate"',
        'records = "records.sqlite"',
        *more,
        f'keys = "{keys}"',
        f'passphrases = "{keys / "passphrases"}"',
        f'person = "{PEOPLE[0].name}"',
        f'log = "{LOG}"',
        *tables,
        *(line for name in WITNESSES for line in _witness(name, root)),
    ]


def _witness(name: str, root: Path) -> Sequence[str]:
    """How a witness of the training set is asked, as one on another machine would be by ssh."""
    program = str(Path(sys.executable).with_name("zhengyun"))
    words = [program, "audit", "witness", "cosign", "--folder", str(root / "witnesses" / name)]
    return ["", "[[witnesses]]", f'name = "{name}"', f"command = {json.dumps(words, ensure_ascii=False)}"]


def key_of(house: House, place: Place, name: str) -> PublicKey:
    """A key that is there, or a new one with a passphrase of its own beside it."""
    return _key_in(house, place.root / "keys", name)


def _key_in(house: House, store: Path, name: str) -> PublicKey:
    if name not in house.session.settings.token_keys and not house.key_file(name).exists():
        _secret(store / "passphrases" / name)
        return house.make_key(name).public
    return house.public_key(name)


def _witness_key(folder: Path) -> PublicKey:
    """A witness's key, which lies in a folder of its own with the passphrase, so that it signs when nobody is there."""
    post = Post(Session(), str(folder))
    if not (folder / KEY).exists():
        _secret(folder / PASSPHRASE)
        return post.make()
    return post.public


def _secret(file: Path) -> None:
    """A new passphrase in a file."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    file.touch(mode=0o600)
    file.write_text(secrets.token_urlsafe(18) + "\n")


def _begin(house: House, keys: dict[str, PublicKey], witnesses: dict[str, Path]) -> None:
    """Begin the log, if it has not been begun; everybody signs the file that names him, and the witnesses are told of it."""
    from governance.memory import follow
    from governance.roles import begin

    if house.book.last() is None:
        bare = _roles(keys)
        signatures = [Signature(one.name, house.signer(one.name).sign(bare.signed_bytes)) for one in bare.people]
        roles = replace(bare, signatures=tuple(signatures))
        begin(roles, house.role_files, house.book, house.verifier, house.clock.now(), "lab")
    for folder in witnesses.values():
        if not (folder / TRUST).exists():
            follow(folder / TRUST, house.roles, house.verifier, house.clock.now())


def _roles(keys: dict[str, PublicKey]) -> RoleFile:
    return RoleFile(
        version=1,
        threshold=2,
        people=people(keys, SystemClock().now()),
        witnesses=tuple(Witness(name, keys[name], role, identity()) for name, role in WITNESSES.items()),
        log=LogKeys(f"training.invalid/{secrets.token_hex(4)}", (keys[LOG],)),
        city="training",
        training=True,
        rules=RULES,
    )
