"""A machine's name tells machines apart, and does not give away the machine's own identifier."""

from pathlib import Path

from zhengyun.machine import identity


def test_two_machines_have_two_names_and_each_always_the_same(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    one.write_text("c0ffee\n")
    other.write_text("decaf\n")
    assert identity(one) == identity(one)
    assert identity(one) != identity(other)
    assert "c0ffee" not in identity(one)
    assert identity(one).startswith("sha256:")


def test_a_machine_without_a_name_is_none(tmp_path: Path) -> None:
    assert identity(tmp_path / "none") == ""
    (tmp_path / "empty").write_text("\n")
    assert identity(tmp_path / "empty") == ""
