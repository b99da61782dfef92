"""The house's rules that a linter cannot tell."""

import ast
import importlib.metadata
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from cli.catalogue import ROOMS, codes
from cli.commands import ROOT as COMMANDS
from cli.kinds import KINDS
from cli.lazy import Lazy
from zhengyun.errors import Code, Exit

ROOT = Path(__file__).resolve().parents[3]
KERNEL = ROOT / "zhengyun"
TOP_LEVEL = (*ROOMS, "tests", "bench")


def sources(*rooms: str) -> Iterator[Path]:
    for room in rooms:
        yield from sorted((ROOT / room).rglob("*.py"))


def imported(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
            yield node.module.partition(".")[0]


def test_the_kernel_knows_the_standard_library_alone() -> None:
    known = {"zhengyun", *sys.stdlib_module_names}
    strange = {(file.name, name) for file in sources("zhengyun") for name in imported(file) if name not in known}
    assert not strange


def test_no_other_distribution_owns_one_of_our_names() -> None:
    owners = importlib.metadata.packages_distributions()
    others = {room: [owner for owner in owners.get(room, ()) if owner != "zhengyun"] for room in TOP_LEVEL}
    assert not {room: owner for room, owner in others.items() if owner}


def test_no_room_takes_a_name_of_the_standard_library() -> None:
    assert not set(TOP_LEVEL) & sys.stdlib_module_names


def test_no_init_file_below_tests_shadows_a_room() -> None:
    assert not list((ROOT / "tests").rglob("__init__.py"))


def test_no_file_says_nothing_by_its_name() -> None:
    nothing = {"utils.py", "util.py", "helpers.py", "common.py", "misc.py"}
    assert not [file for file in sources(*TOP_LEVEL) if file.name in nothing]


def test_no_room_of_the_house_is_too_full() -> None:
    lengths = {str(file.relative_to(ROOT)): len(file.read_text("utf-8").splitlines()) for file in sources(*ROOMS)}
    assert not {file: length for file, length in lengths.items() if length > 300}


def test_properties_leave_it_to_the_profile_how_many_examples_there_are() -> None:
    """With tests.examples; a number of its own would be tried in the inner loop, too."""
    own = re.compile(r"settings\((?!max_examples=min)[^)]*max_examples")
    here = (ROOT / "tests").rglob("*.py")
    assert not [file for file in here if file.name != "conftest.py" and own.search(file.read_text("utf-8"))]


def test_locks_hold_hashes_and_no_address() -> None:
    for lock in (ROOT / "requirements").glob("*.txt"):
        text = lock.read_text()
        assert "://" not in text, lock.name
        pins = re.findall(r"^[a-z0-9][^\s=]*==[^\s]+.*$", text, re.MULTILINE)
        assert pins, lock.name
        assert all(pin.endswith("\\") for pin in pins), lock.name
        assert text.count("--hash=sha256:") >= len(pins), lock.name


class TestCodes:
    """Every way to say no explains itself."""

    def test_every_code_is_told_apart_by_its_name(self) -> None:
        names = [code.id for code in codes()]
        assert len(names) == len(set(names))
        assert all(re.fullmatch(r"ZY-[A-Z]+-[0-9]{3}", name) for name in names)

    def test_every_code_is_explained(self) -> None:
        for code in codes():
            assert code.reason, code.id
            assert len(code.more) > 20, code.id
            assert code.next, code.id
            assert code.exit is not Exit.OK, code.id

    def test_every_code_is_used(self) -> None:
        names = {
            name
            for room in ROOMS
            for name, code in vars(__import__(f"{room}.codes", fromlist=["codes"])).items()
            if isinstance(code, Code)
        }
        text = "\n".join(file.read_text("utf-8") for file in sources(*ROOMS) if file.name != "codes.py")
        used = set(re.findall(r"(?:codes|\bkernel)\.([A-Z][A-Z0-9_]*)\b", text))
        assert not names - used

    def test_every_code_that_a_text_names_exists(self) -> None:
        known = {code.id for code in codes()}
        for file in sources(*ROOMS):
            for name in re.findall(r"ZY-[A-Z]+-[0-9]{3}", file.read_text("utf-8")):
                assert name in known, (file, name)

    def test_every_placeholder_of_the_next_command_is_one_of_the_reason(self) -> None:
        for code in codes():
            given = set(re.findall(r"{(\w+)", code.reason))
            wanted = set(re.findall(r"{(\w+)", code.next + code.unlock))
            assert wanted - given <= {"roles", "folder", "file", "process", "identifiers", "tenant", "site", "kind"}, (
                code.id
            )

    def test_every_next_command_is_one_that_there_is(self) -> None:
        lines = [(code.id, line) for code in codes() for line in code.next.split("; ")]
        # The commands of certificates are not there yet.
        lines = [(name, line) for name, line in lines if not line.startswith("zhengyun ca ")]
        ours = [(name, line) for name, line in lines if line.startswith("zhengyun ") and "..." not in line]
        leaves = [(name, line.replace("{kind}", kind)) for name, line in ours for kind in ("grant", "standing")]
        assert not {(name, line) for name, line in leaves if _missing(line)}
        assert len(ours) > 200


def _missing(line: str) -> str:
    """What of a command line there is not: a command, or an option of it."""
    words = shlex.split(line)[1:]
    command: click.Command | None = Lazy("zhengyun", table=COMMANDS)
    while isinstance(command, click.Group) and words and not words[0].startswith("-"):
        command = command.get_command(click.Context(command), words.pop(0))
    if command is None:
        return line
    known = {name for option in command.params for name in (*option.opts, *option.secondary_opts)} | {
        "--help",
        "--version",
    }
    return next((word for word in words if word.startswith("-") and word.partition("=")[0] not in known), "")


def test_every_kind_of_entry_has_a_name() -> None:
    """Also one that is written in one place only, under a name of its own."""
    written = set[str]()
    for text in (file.read_text("utf-8") for file in sources(*ROOMS)):
        if "Note(" not in text:
            continue
        tree = ast.parse(text)
        named = {
            target.id: node.value.value
            for node in tree.body
            if isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(node.value, ast.Constant)
            for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
            if isinstance(target, ast.Name)
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Note" and node.args:
                kind = node.args[0]
                value = named.get(kind.id) if isinstance(kind, ast.Name) else getattr(kind, "value", None)
                written |= {value} if isinstance(value, str) else set()
    assert written <= set(KINDS)
    elsewhere = {
        "ca.suspended",
        "ca.resumed",
        "ca.revoked",
        "apply.stopped",
        "apply.refused",
        "audit.reconciled",
        "grant.revoked",
        "log.carried",
        # Logs of earlier versions have it.
        "ssh.certified",
    }
    assert set(KINDS) - written <= elsewhere


def test_no_number_goes_by_an_english_name_of_clicks() -> None:
    for file in sources("cli"):
        if file.name != "numbers.py":
            assert not re.search(
                r"click\.(Int|Float)Range|type=(int|float)\b|click\.(INT|FLOAT)", file.read_text("utf-8")
            ), file


def test_help_loads_no_vendors_library() -> None:
    script = (
        "import sys\nfrom cli.main import run\nrun(['--help'])\n"
        "sys.stderr.write('\\n'.join(sorted({name.partition('.')[0] for name in sys.modules})))"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    # Debian's Python loads a module of its own at every start.
    loaded = set(done.stderr.split()) - sys.stdlib_module_names - {"sitecustomize"}
    assert {name for name in loaded if not name.startswith("_")} == {"cli", "click", "zhengyun"}


@pytest.mark.slow
@pytest.mark.parametrize("command", ["check", "explain", "whoami"])
def test_a_command_loads_only_what_it_needs(command: str) -> None:
    script = f"import sys, cli.commands.{command}\nsys.stderr.write(' '.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert not {"openstack", "keystoneauth1", "sqlalchemy", "alembic", "rich", "pydantic"} & set(done.stderr.split())


@pytest.mark.slow
def test_whoever_opens_the_records_loads_no_mapper_of_objects() -> None:
    """It is a tenth of the start of every command that has to do with records."""
    script = "import sys, cli.wiring, records.opening, records.rolefiles\nsys.stderr.write(' '.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    loaded = set(done.stderr.split())
    assert "sqlalchemy" in loaded
    assert "sqlalchemy.orm" not in loaded
