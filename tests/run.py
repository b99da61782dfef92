"""`make test`: installs what tests need where it can, runs every test there is, and counts them by kind."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
# Debian package to the program that it brings, and which tests need it.
PACKAGES: Final = {
    "faketime": ("faketime", "clocks that are set back"),
    "tmux": ("tmux", "commands on a real terminal"),
}
# Two at a time, each with a lab of its own, of which half of the time is waiting. A file's tests share what they have built;
# the long ones come first, as they lie there.
APART: Final = ("-n", "2", "--dist", "loadfile", "--no-loadscope-reorder")


def main() -> int:
    """Run everything; the exit code is pytest's."""
    install()
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", *APART, *sys.argv[1:], "tests"], cwd=ROOT, check=False
    ).returncode


def install() -> None:
    """As root on Debian install the packages that tests need; else say which tests will be skipped."""
    missing = [package for package, (program, _) in PACKAGES.items() if not shutil.which(program)]
    if missing and os.geteuid() == 0 and shutil.which("apt-get"):
        say(f"installing what tests need: apt-get install {' '.join(missing)}")
        apt("update", "-qq")
        apt("install", "-y", "-qq", "--no-install-recommends", *missing)
    for package in missing:
        program, purpose = PACKAGES[package]
        if not shutil.which(program):
            say(f"tests of {purpose} will be skipped; to run them: apt-get install {package}")


def apt(*arguments: str) -> None:
    """Run apt-get without questions; that it cannot is said later, by what is missing."""
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", *arguments], env=environment, stdout=subprocess.DEVNULL, check=False)


def say(text: str) -> None:
    """Tell people on stderr."""
    sys.stderr.write(text + "\n")


if __name__ == "__main__":
    sys.exit(main())
