"""What runs inside the cloud's own environment: it has to be found there, and must not be found here."""

import ast
import configparser
import importlib.util
import string
import tomllib
from pathlib import Path

import pytest

from lab import codes
from lab.openstack.configuration import cinder
from lab.openstack.installed import INSIDE, LOCK, Installed, digest_of, releases
from lab.openstack.services import SERVICES, processes_with
from lab.place import CHECKOUT
from zhengyun.errors import Code

MODULES = sorted(INSIDE.rglob("*.py"))


def test_every_entry_point_names_a_class_that_is_there() -> None:
    parser = configparser.ConfigParser()
    parser.read(INSIDE / "zylab-1.dist-info" / "entry_points.txt")
    for group in parser.sections():
        for value in parser[group].values():
            module, _, name = value.partition(":")
            tree = ast.parse((INSIDE / Path(*module.split("."))).with_suffix(".py").read_text())
            assert name in {node.name for node in tree.body if isinstance(node, ast.ClassDef)}


def test_each_service_can_be_built_and_each_process_served() -> None:
    assert {path.stem for path in (INSIDE / "zylab" / "blank").glob("*.py")} >= set(SERVICES)
    assert {path.stem for path in (INSIDE / "zylab" / "serve").glob("*.py")} - {"__init__"} == set(processes_with(True))


def test_backends_and_volume_types_have_the_same_names() -> None:
    source = (INSIDE / "zylab" / "blank" / "cinder.py").read_text()
    assert all(f'"{name}"' in source for name in cinder.BACKENDS)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(INSIDE)))
def test_nothing_of_the_product_is_imported_inside(path: Path) -> None:
    names = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.partition(".")[0])
    assert not names & {"lab", "zhengyun", "inventory", "cli", "cloud", "governance", "records", "keys"}


def test_what_is_inside_cannot_be_imported_here() -> None:
    assert importlib.util.find_spec("zylab") is None
    assert not (INSIDE / "__init__.py").exists()


def test_a_wheel_would_hold_every_file_of_it() -> None:
    allowed = tomllib.loads((CHECKOUT / "pyproject.toml").read_text())["tool"]["setuptools"]["package-data"]
    shipped = {path for pattern in allowed["lab.openstack"] for path in INSIDE.parent.glob(pattern)}
    there = {path for path in INSIDE.glob("zylab*/**/*") if path.is_file() and path.suffix != ".pyc"}
    assert shipped == there


def test_a_process_inherits_nothing_of_a_persons_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "OS_PASSWORD", "PYTHONSTARTUP", "ZHENGYUN_LAB"):
        monkeypatch.setenv(name, "a person's")
    installed = Installed(tmp_path / "cloud" / "bin" / "python", "lock", "additions")
    variables = installed.variables(tmp_path)
    assert "a person's" not in variables.values()
    assert variables["PYTHONPATH"] == str(INSIDE)
    assert installed.command("serve", "nova")[1] == "-P", "the working directory must not be importable"
    assert installed.etc == tmp_path / "cloud" / "etc"


def test_databases_belong_to_releases_not_to_every_dependency() -> None:
    lock = LOCK.read_text()
    assert releases(lock) == releases(lock.replace("waitress==", "waitress==9."))
    assert releases(lock) != releases(lock.replace("nova==", "nova==9."))
    assert len(releases(lock).split()) == 6
    with pytest.raises(ValueError, match="nova"):
        releases("cinder==29.0.0 \\\n")


def test_changed_additions_are_noticed(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("1")
    first = digest_of(tmp_path)
    (tmp_path / "a.pyc").write_text("compiled")
    assert digest_of(tmp_path) == first
    (tmp_path / "a.py").rename(tmp_path / "b.py")
    assert digest_of(tmp_path) != first


def _codes() -> list[Code]:
    return [value for value in vars(codes).values() if isinstance(value, Code)]


def test_codes_are_numbered_in_order_and_explained() -> None:
    numbers = [int(code.id.removeprefix("ZY-LAB-")) for code in _codes()]
    assert numbers == sorted(set(numbers))
    assert all(code.reason and code.more for code in _codes())


@pytest.mark.parametrize("code", _codes(), ids=lambda code: code.id)
def test_the_next_command_needs_only_what_the_reason_names(code: Code) -> None:
    def fields(text: str) -> set[str]:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name}

    assert fields(code.next) <= fields(code.reason) | {"site"}
    assert not code.next or code.next.startswith("zhengyun lab ")
