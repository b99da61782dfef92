"""The estates as the town's management hosts have them: the files of the town, with the keys that its hosts really have, in git."""

import re
import shutil
import subprocess
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from typing import Final

from lab.files import private_directory
from lab.town import codes
from lab.town.estates import folder
from lab.town.place import TownPlace
from zhengyun.errors import ZhengyunError

# Whoever changes an estate of the town commits it as the town does, whatever he has set up for himself.
WHO: Final = (("user.name", "town"), ("user.email", "town@zhengyun.invalid"), ("commit.gpgsign", "false"))
SECONDS: Final = 60
# A host's entry begins with its name, two columns in, and its title comes first.
ENTRY: Final = re.compile(r"^  (?P<name>[a-z0-9-]+):\n    title:", re.MULTILINE)


def copy(place: TownPlace, network: str, keys: Mapping[str, str], authority: str, forwarded: Mapping[str, str]) -> Path:
    """Make the estate of a network where it is not there yet; one that is there stays, whatever was changed in it.

    `keys` are the hosts' public keys, `authority` that of who certifies users; `forwarded` are each host's words for
    the role `log_forwarding`. Raises: ZhengyunError ZY-LAB-062.
    """
    estate = place.estate(network)
    if (estate / ".git").exists():
        return estate
    shutil.rmtree(estate, ignore_errors=True)
    shutil.copytree(folder(network), private_directory(place.network(network)) / "estate")
    for file in sorted(estate.glob("*/hosts.yaml")):
        text = trusting(forwarding(file.read_text(encoding="utf-8"), forwarded), authority)
        file.write_text(pinned(text, keys), encoding="utf-8")
    settings = (("config", *one) for one in WHO)
    for words in (
        ("init", "-q", "-b", "main"),
        *settings,
        ("add", "-A"),
        ("commit", "-q", "-m", "The town as it was built"),
    ):
        _git(estate, *words)
    return estate


def pinned(text: str, keys: Mapping[str, str]) -> str:
    """The text of a file of hosts with each one's key."""

    def with_key(entry: "re.Match[str]") -> str:
        key = keys.get(entry["name"], "")
        return f"  {entry['name']}:\n    key: {key}\n    title:" if key else entry[0]

    return ENTRY.sub(with_key, text)


def forwarding(text: str, words: Mapping[str, str]) -> str:
    """The text with where each host sends its lines."""
    starts = [*(one.start() for one in ENTRY.finditer(text)), len(text)]
    entries = [text[start:end] for start, end in pairwise(starts)]
    names = [one["name"] for one in ENTRY.finditer(text)]
    told = (
        entry.replace("log_forwarding: {}", f"log_forwarding: {words.get(name, '{}')}")
        for name, entry in zip(names, entries, strict=True)
    )
    return text[: starts[0]] + "".join(told)


def trusting(text: str, authority: str) -> str:
    """The text with whom the role `ssh_hardening` is to believe about users."""
    return text.replace("ssh_hardening: {}", f"ssh_hardening: {{authorities: [{authority.strip()}]}}")


def _git(estate: Path, *words: str) -> None:
    done = subprocess.run(
        ["git", "-C", str(estate), *words],
        capture_output=True,
        text=True,
        check=False,
        timeout=SECONDS,
        stdin=subprocess.DEVNULL,
    )
    if done.returncode:
        raise ZhengyunError(codes.NODE_FAILED, command="git", node="-", problem=done.stderr.strip())
