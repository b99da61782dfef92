"""The digest of the roles: of every byte that decides what they do, and of nothing else."""

from pathlib import Path

import pytest

from playbooks.roletree import OURS, Tree, how
from zhengyun.estate.hosts import ROLES


def lay(root: Path) -> Path:
    (root / "roles" / "one" / "tasks").mkdir(parents=True)
    (root / "roles" / "one" / "tasks" / "main.yml").write_text("- a\n")
    (root / "site.yml").write_text("- b\n")
    return root


def of(root: Path) -> str:
    how.cache_clear()
    return how(Tree(root))["roles"]


@pytest.mark.parametrize("change", ["alter", "add", "move", "playbook"])
def test_any_change_of_a_role_is_another_digest(tmp_path: Path, change: str) -> None:
    before, tasks = of(lay(tmp_path)), tmp_path / "roles" / "one" / "tasks"
    if change == "alter":
        (tasks / "main.yml").write_text("- c\n")
    elif change == "add":
        (tasks / "more.yml").write_text("")
    elif change == "move":
        (tasks / "main.yml").rename(tasks / "other.yml")
    else:
        (tmp_path / "site.yml").write_text("- c\n")
    assert of(tmp_path) != before


def test_what_python_leaves_there_is_nothing(tmp_path: Path) -> None:
    before = of(lay(tmp_path))
    (tmp_path / "roles" / "one" / "__pycache__").mkdir()
    (tmp_path / "roles" / "one" / "__pycache__" / "x.pyc").write_bytes(b"x")
    assert of(tmp_path) == before


def test_every_role_that_is_here_is_one_that_hosts_may_have() -> None:
    assert OURS.names
    assert set(OURS.names) <= set(ROLES)
