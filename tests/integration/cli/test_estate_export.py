"""`estate export ansible` before the real Ansible: as a file and as a script it reads the same hosts from both."""

import json
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.integration.cli.conftest import Cli
from tests.unit.inventory.host_files import KEY, harbour

ANSIBLE = Path(sys.executable).with_name("ansible-inventory")


def laid(folder: Path) -> Path:
    """The estate's files on disk."""
    for name, text in harbour().contents.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(text)
    return folder


def read_by_ansible(inventory: Path, folder: Path) -> Any:
    """What Ansible makes of an inventory."""
    words = [str(ANSIBLE), "-i", str(inventory), "--list"]
    environment = {
        "HOME": str(folder),
        "ANSIBLE_INVENTORY_UNPARSED_FAILED": "true",
        "PATH": "/usr/bin:/bin",
        "LC_ALL": "C.UTF-8",
    }
    done = subprocess.run(words, capture_output=True, text=True, env=environment, cwd=folder, timeout=300, check=True)
    assert "WARNING" not in done.stderr
    assert "DEPRECATION" not in done.stderr
    return json.loads(done.stdout)


@pytest.mark.slow
def test_ansible_reads_the_file_and_the_script_alike(cli: Cli, tmp_path: Path) -> None:
    estate = laid(tmp_path / "harbour")
    told = cli("estate", "export", "ansible", "--estate", str(estate))
    assert "keeper, wall, shed" in told.err
    (tmp_path / "hosts.json").write_text(told.out, "utf-8")
    listed = cli("estate", "export", "ansible", "--list", "--estate", str(estate)).out
    (tmp_path / "listed").write_text(listed, "utf-8")
    script = tmp_path / "hosts.sh"
    script.write_text(f"#!/bin/sh\nexec cat {shlex.quote(str(tmp_path / 'listed'))}\n", "utf-8")
    script.chmod(0o755)
    found = [read_by_ansible(tmp_path / name, tmp_path) for name in ("hosts.json", "hosts.sh")]
    for one in found:
        host = one["_meta"]["hostvars"]["desk-1"]
        assert (host["ansible_host"], host["ansible_port"], host["zy_key"]) == ("192.0.2.3", 2222, KEY)
        assert host["snmp_agent_location"] == "Room 1"
        assert one["role_snmp_agent"]["hosts"] == one["zone_office"]["hosts"] == ["desk-1"]
    assert found[0]["_meta"]["hostvars"] == found[1]["_meta"]["hostvars"]


def test_check_counts_hosts_and_says_whether_the_other_network_is_known(cli: Cli, tmp_path: Path) -> None:
    estate = laid(tmp_path / "harbour")
    told = cli("check", "--estate", str(estate))
    assert "hosts: 4 · segments: 5 · without a pinned key: 3" in told.out
    assert "the other network: 198.51.100.0/24" in told.out
    text = (estate / "estate.yaml").read_text().replace("apart: [198.51.100.0/24]\n", "")
    (estate / "estate.yaml").write_text(text)
    assert "an instance starts anywhere" in cli("check", "--estate", str(estate)).out
    document = cli("check", "-o", "json", "--estate", str(estate)).json["hosts"]
    assert document == {"hosts": 4, "segments": 5, "without_key": ["keeper", "wall", "shed"], "apart": []}


def test_a_generated_city_with_hosts_is_right_and_exported_whole(cli: Cli, tmp_path: Path) -> None:
    city = tmp_path / "city"
    made = cli("estate", "generate", str(city), "--departments", "1", "--systems", "1", "--hosts", "40", "-o", "json")
    assert made.json["hosts"] == 40
    assert "hosts: 40" in cli("check", "--quick", "--estate", str(city)).out
    exported = json.loads(cli("estate", "export", "ansible", "--estate", str(city)).out)
    assert len(exported["all"]["hosts"]) == 40


def test_a_host_in_two_zones_is_refused_with_its_place_before_anything_else(cli: Cli, tmp_path: Path) -> None:
    estate = laid(tmp_path / "harbour")
    file = estate / "north" / "hosts.yaml"
    file.write_text(file.read_text().replace("desks: 203.0.113.2}", "desks: 203.0.113.2, doors: 203.0.113.20}"))
    line = next(number for number, text in enumerate(file.read_text().splitlines(), 1) if "203.0.113.20" in text)
    for words in (("check",), ("plan", "--site", "hosts"), ("estate", "export", "ansible")):
        told = cli(*words, "--estate", str(estate))
        assert (told.code, told.out) == (3, "")
        assert f"hosts.yaml:{line}:" in told.err
        assert "ZY-EST-272 host desk-1 of zone office would stand in zone front" in told.err
        assert "GB/T 22239-2019 8.1.3.1 a)" in told.err
