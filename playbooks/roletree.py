"""Exactly which roles would run: a digest over all that decides what a role does, and Ansible's version."""

import hashlib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Final, NamedTuple

from zhengyun.canonical import digest

PLUGINS: Final = Path(__file__).parent / "plugins"
PASSING: Final = frozenset({"__pycache__", ".ansible", ".pytest_cache"})


class Tree(NamedTuple):
    """A folder with the playbook `site.yml`, what it includes beside it, and `roles`."""

    root: Path

    @property
    def playbook(self) -> Path:
        """What Ansible is started with."""
        return self.root / "site.yml"

    @property
    def roles(self) -> Path:
        """Where the roles lie."""
        return self.root / "roles"

    @property
    def names(self) -> tuple[str, ...]:
        """The roles that there are."""
        return tuple(sorted(path.name for path in self.roles.iterdir() if (path / "tasks").is_dir()))


OURS: Final = Tree(Path(__file__).parent)


def files(root: Path) -> Iterator[Path]:
    """Everything below a folder that decides what a role does; what Python and editors leave there does not."""
    for path in sorted(root.rglob("*")):
        if path.is_file() and not PASSING.intersection(path.parts):
            yield path


def listing(root: Path, *tops: Path) -> Mapping[str, str]:
    """Each file below `tops`, by its path from the root, with the sha256 of its bytes."""
    found = (path for top in tops for path in (files(top) if top.is_dir() else (top,)))
    return {str(path.relative_to(root)): hashlib.sha256(path.read_bytes()).hexdigest() for path in found}


@cache
def how(tree: Tree = OURS) -> Mapping[str, str]:
    """In which manner whatever is planned is done: a digest over the roles, the playbook and the plugins as they are when first
    asked for, and Ansible's version."""
    own = listing(tree.root, tree.roles, *sorted(tree.root.glob("*.yml")))
    told = {"roles": own, "plugins": listing(PLUGINS, PLUGINS)}
    return {"roles": digest(told), "ansible": version("ansible-core")}
