"""`make test`: installs what tests need where it can, runs every test there is, and counts them by kind."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
# Debian package to the program, or to the file, that it brings, and which tests need it.
PACKAGES: Final = {
    "faketime": ("faketime", "clocks that are set back"),
    "tmux": ("tmux", "commands on a real terminal"),
    "openssl": ("openssl", "certificates against OpenSSL"),
    "gnutls-bin": ("certtool", "certificates against GnuTLS"),
    "libnss3-tools": ("vfychain", "certificates against NSS"),
    "default-jdk-headless": ("javac", "certificates against BouncyCastle"),
    "libbcpkix-java": ("/usr/share/java/bcpkix.jar", "certificates against BouncyCastle"),
}
# Told, and never installed: its package starts a server of the machine's own.
SERVICES: Final = {"postgresql-15": ("/usr/lib/postgresql/15/bin/postgres", "the records on PostgreSQL")}
# Three at a time, each with a lab of its own: two cores are kept busy, since much of their time is waiting. A file's tests share what they have built;
# the long ones come first (`costs`).
APART: Final = ("-n", "3", "--dist", "loadfile", "--no-loadscope-reorder")


def main() -> int:
    """Run everything; the exit code is pytest's."""
    install()
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "--tb=short", "-rfE", *APART, *sys.argv[1:], "tests"],
        cwd=ROOT,
        check=False,
    ).returncode


def install() -> None:
    """As root on Debian install the packages that tests need; else say which tests will be skipped."""
    missing = [package for package, (program, _) in PACKAGES.items() if not there(program)]
    if missing and os.geteuid() == 0 and shutil.which("apt-get"):
        say(f"installing what tests need: apt-get install {' '.join(missing)}")
        apt("update", "-qq")
        apt("install", "-y", "-qq", "--no-install-recommends", *missing)
    for package, (program, purpose) in (PACKAGES | SERVICES).items():
        if not there(program):
            say(f"tests of {purpose} will be skipped; to run them: apt-get install {package}")


def there(program: str) -> bool:
    """Whether it is installed."""
    return bool(shutil.which(program)) or (program.startswith("/") and Path(program).is_file())


def apt(*arguments: str) -> None:
    """Run apt-get without questions; that it cannot is said later, by what is missing."""
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", *arguments], env=environment, stdout=subprocess.DEVNULL, check=False)


def say(text: str) -> None:
    """Tell people on stderr."""
    sys.stderr.write(text + "\n")


if __name__ == "__main__":
    sys.exit(main())
