"""Lock all dependencies anew: exact versions with hashes, for every platform, and never an index's address."""

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
UV = Path(sys.executable).parent / "uv"
COMPILE = ("pip", "compile", "--universal", "--python-version", "3.11", "--generate-hashes", "--no-emit-index-url",
           "--no-header", "--quiet")  # fmt: skip
LOCKS = {
    "run.txt": ("../pyproject.toml",),
    "dev.txt": ("run.txt", "dev.in"),
    "uv.txt": ("uv.in",),
    "openstack.txt": ("openstack.in",),
    "vault.txt": ("vault.in",),
}


def main() -> None:
    """Compile each lock; what is locked already stays, unless `--upgrade` is given."""
    extra = sys.argv[1:]
    for lock, sources in LOCKS.items():
        subprocess.run([UV, *COMPILE, *extra, *sources, "-o", lock], cwd=HERE, check=True)
        text = (HERE / lock).read_text()
        if "://" in text:
            raise SystemExit(f"{lock} holds an address")


if __name__ == "__main__":
    main()
