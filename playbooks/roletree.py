"""Exactly which roles would run: a digest over all that decides what a role does, and Ansible's version."""

import hashlib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Final

from zhengyun.canonical import digest

ROOT: Final = Path(__file__).parent
ROLES: Final = ROOT / "roles"
PLUGINS: Final = ROOT / "plugins"
PLAYBOOK: Final = ROOT / "site.yml"
VERBS: Final = ROOT / "verbs.yml"
PASSING: Final = frozenset({"__pycache__", ".ansible", ".pytest_cache"})


def files(root: Path) -> Iterator[Path]:
    """Everything below a folder that decides what a role does; what Python and editors leave there does not."""
    for path in sorted(root.rglob("*")):
        if path.is_file() and not PASSING.intersection(path.parts):
            yield path


def tree(*tops: Path, root: Path = ROOT) -> Mapping[str, str]:
    """Each file below `tops`, by its path from the root, with the sha256 of its bytes."""
    found = (path for top in tops for path in (files(top) if top.is_dir() else (top,)))
    return {str(path.relative_to(root)): hashlib.sha256(path.read_bytes()).hexdigest() for path in found}


@cache
def roles_digest() -> str:
    """`sha256:` over the roles, the plugins and the playbook, as they are when first asked for."""
    return digest(tree(ROLES, PLUGINS, PLAYBOOK, VERBS))


@cache
def how() -> Mapping[str, str]:
    """In which manner whatever is planned is done, for the digest of the plan."""
    return {"roles": roles_digest(), "ansible": version("ansible-core")}


def names() -> tuple[str, ...]:
    """The roles that there are."""
    return tuple(sorted(path.name for path in ROLES.iterdir() if (path / "tasks").is_dir()))
