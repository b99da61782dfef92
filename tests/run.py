"""`make test`: installs what tests need where it can, runs every test there is, and counts them by kind."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
# Debian package to the program that it brings, and what it is needed for.
PACKAGES: Final = {
    "faketime": ("faketime", "clocks that are set back"),
    "tmux": ("tmux", "commands on a real terminal"),
}
KINDS: Final = ("unit", "contract", "integration")


def main() -> int:
    """Run everything; the exit code is pytest's."""
    install()
    environment = os.environ | {"PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "tests.counting", *sys.argv[1:], "tests"]
    return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode


def install() -> None:
    """As root on Debian install the packages that tests need; else say which tests will be skipped."""
    missing = [package for package, (program, _) in PACKAGES.items() if not shutil.which(program)]
    if not missing:
        return
    if os.geteuid() == 0 and shutil.which("apt-get"):
        print(f"installing what tests need: apt-get install {' '.join(missing)}", flush=True)
        environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        quiet = {"stdout": subprocess.DEVNULL, "env": environment}
        subprocess.run(["apt-get", "update", "-qq"], check=False, **quiet)
        subprocess.run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", *missing], check=False, **quiet)
    for package in missing:
        program, purpose = PACKAGES[package]
        if not shutil.which(program):
            print(f"tests of {purpose} will be skipped; to run them: apt-get install {package}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
