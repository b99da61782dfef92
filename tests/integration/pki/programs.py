"""Small programs of ours in Java, compiled here, that ask BouncyCastle."""

import shutil
from pathlib import Path

import pytest

from tests.integration.pki.artefacts import run

FOLDER = Path(__file__).with_name("java")
JARS = tuple(Path("/usr/share/java", f"{name}.jar") for name in ("bcprov", "bcpkix", "bcutil"))


def needs(program: str, package: str) -> None:
    """Leave the test out where this machine has not that program, and say what brings it."""
    if not shutil.which(program):
        pytest.skip(f"no {program}; to run this: apt-get install {package}")


def told(program: str, place: Path, *words: object) -> str:
    """What one of them says; it is compiled into that folder. Without Java or BouncyCastle the test is left out."""
    if not shutil.which("javac") or not all(jar.exists() for jar in JARS):
        pytest.skip("no javac or no BouncyCastle; to run this: apt-get install default-jdk-headless libbcpkix-java")
    jars = ":".join(map(str, JARS))
    compiled = run("javac", "-d", place, "-cp", jars, FOLDER / f"{program}.java")
    assert compiled.endswith("[0]"), compiled
    said = run("java", "-cp", f"{jars}:{place}", program, *words)
    assert said.endswith("[0]"), said
    return said


def paths_judged(folder: Path, place: Path) -> dict[str, str]:
    """What it says of each path in a folder of folders."""
    rows = (line.split(" ", 1) for line in told("Paths", place, folder).splitlines() if " " in line)
    return {row[0]: row[1] for row in rows}
