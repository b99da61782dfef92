"""From an estate of 5,000 hosts to Ansible's inventory, beside `ansible-inventory` on the same hosts."""

import hashlib
import json
import sys
import tempfile
from pathlib import Path
from typing import Final

from bench.measure import call, command, middle, table
from inventory import ansible
from inventory.generate import ImageFile, Size, generate
from inventory.loader import load
from inventory.source import Folder
from inventory.yaml_text import dump

HOSTS: Final = 5_000
ROUNDS: Final = 5
BIN: Final = Path(sys.executable).parent


def inventory() -> None:
    """In one process, as commands from start to end, and Ansible's own reading of the result as JSON and as YAML."""
    with tempfile.TemporaryDirectory() as place:
        folder = _laid(Path(place) / "estate")
        estate = load(Folder(folder))
        file = ansible.file(estate.hosts)
        files = {"JSON": Path(place) / "hosts.json", "YAML": Path(place) / "hosts.yaml"}
        files["JSON"].write_text(json.dumps(file, ensure_ascii=False), "utf-8")
        files["YAML"].write_text(dump(file), "utf-8")
        ours = [str(BIN / "zhengyun"), "estate", "export", "ansible", "--list", "--estate", str(folder)]
        theirs = {kind: [str(BIN / "ansible-inventory"), "-i", str(one), "--list"] for kind, one in files.items()}
        rows = [
            ("files read, checked, and the inventory of them", middle([call(lambda: _inventory(folder)) for _ in range(ROUNDS)])),
            ("the inventory alone", middle([call(lambda: ansible.answer(estate.hosts)) for _ in range(ROUNDS)])),
            ("`estate export ansible --list`", middle([command(ours) for _ in range(ROUNDS)])),
            *((f"`ansible-inventory --list`, {kind}", command(words)) for kind, words in theirs.items()),
        ]  # fmt: skip
        told = [(name, took.wall, took.cpu, took.cpu / rows[2][1].cpu) for name, took in rows]
        table(f"{HOSTS} hosts as Ansible's inventory", ("", "wall s", "CPU s", "× ours"), told)


def _inventory(folder: Path) -> str:
    return json.dumps(ansible.answer(load(Folder(folder)).hosts), ensure_ascii=False)


def _laid(folder: Path) -> Path:
    """A generated city on disk, with next to nothing but hosts."""
    image = ImageFile("base.raw", hashlib.sha256(b"").hexdigest())
    for name, text in generate(Size(1, 1, 1), image, HOSTS).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    return folder
