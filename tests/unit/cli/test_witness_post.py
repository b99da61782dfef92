"""A witness's folder: what is wrong with it is told, with its file."""

from pathlib import Path

import pytest

from cli.session import Session
from cli.witness import TOKEN, Post
from zhengyun.errors import ZhengyunError


@pytest.mark.parametrize(
    "told", ["", "key = 5", 'key = 5\npkcs11_module = "x"', 'key = "x"\npkcs11_module = 5', "no toml"]
)
def test_a_token_file_that_says_something_else_is_named(tmp_path: Path, told: str) -> None:
    (tmp_path / TOKEN).write_text(told)
    with pytest.raises(ZhengyunError, match="ZY-SET-002"):
        _ = Post(Session(), str(tmp_path)).public


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "there").touch()
    with pytest.raises(ZhengyunError, match="ZY-CLI-006"):
        Post(Session(), str(tmp_path / "there" / "witness")).make_folder()
