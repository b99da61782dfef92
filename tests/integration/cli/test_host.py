"""Installing a host and taking it away again: what it says it would do, what it does, and what it leaves alone."""

import json
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from lab.host.namespace import Host
from tests.hosts import EXECUTOR, PASSWORD, PROGRAM, debian

pytestmark = pytest.mark.slow

PLACES = ("/etc", "/var/lib", "/var/log", "/usr/local")


@pytest.fixture
def bare(tmp_path: Path) -> Iterator[Host]:
    """A host on which nothing of ours is."""
    with debian(tmp_path) as made:
        yield made


def ours(made: Host, *words: str, exit: int = 0) -> Mapping[str, Any]:  # noqa: A002 - as the system calls it
    done = made.run(PROGRAM, "host", *words, "-o", "json")
    assert done.returncode == exit, done.stderr
    found: Mapping[str, Any] = json.loads(done.stdout) if done.stdout else {"error": done.stderr}
    return found


def does(document: Mapping[str, Any]) -> dict[str, list[str]]:
    """What was done, and to what."""
    found: dict[str, list[str]] = {}
    for step in document["steps"]:
        found.setdefault(step["does"], []).append(f"{step['kind']} {step['name']}")
    return found


def everything(made: Host) -> str:
    """All that an installation could leave or spoil: names, owners, modes, sizes, accounts."""
    done = made.run(
        "find",
        *PLACES,
        "-path",
        "/var/lib/apt",
        "-prune",
        "-o",
        "-type",
        "f",
        "-printf",
        "%p %u:%g %m %s\n",
        "-o",
        "-printf",
        "%p %u:%g %m %y %l\n",
    )
    # Debian's tools keep the file as it was before beside the one that they change, and so change their folder.
    passed = (
        "/etc ",
        "/etc/passwd-",
        "/etc/group-",
        "/etc/shadow-",
        "/etc/gshadow-",
        "/etc/.pwd.lock",
        "/etc/subuid",
        "/etc/subgid",
    )
    listed = [line for line in done.stdout.splitlines() if not line.startswith(passed)]
    accounts = [made.run("cat", f"/etc/{name}").stdout for name in ("passwd", "group", "shadow", "gshadow")]
    return "\n".join(sorted(listed) + accounts)


def test_there_and_back_leaves_nothing(bare: Host) -> None:
    before = everything(bare)
    wanted = ours(bare, "install", "--dry-run")
    assert sorted(does(ours(bare, "check", exit=4))["missing"]) == sorted(does(wanted)["lay"])
    assert everything(bare) == before, "a dry run has changed something"
    done = ours(bare, "install")
    assert done["steps"] == wanted["steps"], "a dry run told something else"
    assert len(does(done)["lay"]) > 20
    assert everything(bare) != before
    assert ours(bare, "check")["wrong"] == []
    again = ours(bare, "install")
    assert set(does(again)) == {"keep", "was there"}
    back = ours(bare, "remove", "--dry-run")
    assert ours(bare, "remove")["steps"] == back["steps"]
    assert sorted(does(back)["remove"]) == sorted(does(done)["lay"])
    assert everything(bare) == before
    assert ours(bare, "remove")["steps"] == []


def test_what_was_there_before_stays(bare: Host) -> None:
    bare.run("groupadd", "--system", "zhengyun-audit")
    bare.run("mkdir", "-m", "0755", "/var/log/zhengyun")
    found = does(ours(bare, "install"))
    assert "group zhengyun-audit" in found["was there"]
    assert "directory /var/log/zhengyun" in found["was there"]
    left = does(ours(bare, "remove"))
    assert "group zhengyun-audit" not in left["remove"]
    assert bare.run("getent", "group", "zhengyun-audit").returncode == 0
    assert bare.run("ls", "-d", "/var/log/zhengyun").returncode == 0


def test_where_something_else_stands_nothing_is_done(bare: Host) -> None:
    bare.path("/etc/sudoers.d/zhengyun").write_text("%sudo ALL=(ALL) NOPASSWD: ALL\n")
    bare.run("useradd", "--create-home", EXECUTOR)
    before = everything(bare)
    said = ours(bare, "install", exit=3)["error"]
    assert "ZY-CLI-201" in said
    assert "file /etc/sudoers.d/zhengyun" in said
    assert f"account {EXECUTOR}" in said
    assert everything(bare) == before


def test_what_somebody_has_changed_since_stays_and_is_told(bare: Host) -> None:
    ours(bare, "install")
    unit = "/etc/systemd/system/zhengyun-vault.service"
    bare.path(unit).write_text(bare.path(unit).read_text() + "# by hand\n")
    bare.path("/var/lib/zhengyun/executor/key").write_text("his")
    bare.person("chen", PASSWORD, "zhengyun-operators")
    checked = ours(bare, "check", exit=4)
    assert does(checked)["differs"] == [f"file {unit}"]
    assert "missing" not in does(checked)
    assert "ZY-CLI-201" in ours(bare, "install", exit=3)["error"]
    left = ours(bare, "remove", exit=4)
    found = does(left)
    assert sorted(found["changed"]) == [f"file {unit}", "group zhengyun-operators"]
    # Whose files stay keeps his number: nobody else shall come to them by getting it.
    assert {"directory /var/lib/zhengyun/executor", f"account {EXECUTOR}", f"group {EXECUTOR}"} <= {*found["in use"]}
    assert bare.path("/var/lib/zhengyun/executor/key").read_text() == "his"
    assert bare.path(unit).read_text().endswith("# by hand\n")
    assert "file /etc/sudoers.d/zhengyun" in found["remove"]
    bare.run("rm", unit, "/var/lib/zhengyun/executor/key")
    bare.run("userdel", "-r", "chen")
    assert "gone" in does(ours(bare, "remove"))
    assert bare.run("grep", "-r", "zhengyun", "/etc/passwd", "/etc/group", "/etc/zhengyun").stdout == ""


def test_what_was_torn_off_is_finished_or_taken_back(bare: Host) -> None:
    """The record comes first: what it names and what is not there has only to be laid."""
    before = everything(bare)
    bare.run("mv", "/usr/sbin/visudo", "/usr/sbin/visudo.away")
    bare.path("/usr/sbin/visudo").write_text("#!/bin/sh\necho 'parse error in FILE near line 3' >&2\nexit 1\n")
    bare.run("chmod", "0755", "/usr/sbin/visudo")
    said = ours(bare, "install", exit=1)["error"]
    assert "ZY-CLI-203" in said
    assert "parse error in FILE near line 3" in said
    assert not bare.path("/etc/sudoers.d/zhengyun").exists(), "a line that visudo refuses was put in place"
    assert bare.run("ls", "-A", "/etc/sudoers.d").stdout == "README\n"
    assert ours(bare, "remove", exit=0)["steps"]
    assert everything(bare) == before
    ours(bare, "install", exit=1)
    bare.run("mv", "/usr/sbin/visudo.away", "/usr/sbin/visudo")
    assert "file /etc/sudoers.d/zhengyun" in does(ours(bare, "install"))["lay"]
    assert ours(bare, "check")["wrong"] == []


def test_only_root_installs_and_everybody_may_look_what_would_be_done(bare: Host) -> None:
    bare.person("chen", PASSWORD)
    done = bare.run(PROGRAM, "host", "install", user="chen")
    assert done.returncode == 3
    assert "ZY-CLI-200" in done.stderr
    assert bare.run(PROGRAM, "host", "install", "--dry-run", user="chen").returncode == 0
    ours(bare, "install")
    looked = bare.run(PROGRAM, "host", "check", "-o", "json", user="chen")
    assert looked.returncode == 6, looked.stderr
    assert "file /etc/sudoers.d/zhengyun" in does(json.loads(looked.stdout))["unknown"]
    assert bare.run(PROGRAM, "host", "remove", "--dry-run", user="chen").returncode in {0, 4}


def test_a_host_without_sudo_is_told_so(bare: Host) -> None:
    bare.run("rm", "/usr/sbin/visudo")
    assert "ZY-CLI-202" in ours(bare, "install", exit=2)["error"]


def test_a_record_that_was_altered_takes_nothing_away(bare: Host) -> None:
    ours(bare, "install")
    bare.path("/etc/zhengyun/host.json").write_text(
        json.dumps({"format": "zhengyun-laid/1", "laid": [{"kind": "account", "name": "root", "stood": ""}]})
    )
    assert "ZY-CLI-204" in ours(bare, "remove", exit=5)["error"]
    bare.path("/etc/zhengyun/host.json").write_text("{")
    assert "ZY-CLI-204" in ours(bare, "remove", exit=5)["error"]
    assert bare.run("id", "root").returncode == 0


def test_who_could_act_as_the_executor_is_told(bare: Host) -> None:
    ours(bare, "install")
    bare.person("chen", PASSWORD, "zhengyun-system", "zhengyun-security")
    bare.run("usermod", "-aG", EXECUTOR, "chen")
    bare.run("usermod", "-aG", "zhengyun-audit", EXECUTOR)
    bare.run("chpasswd", "-e", stdin=f"{EXECUTOR}:$5$x$y\n")
    wrong = "\n".join(ours(bare, "check", exit=4)["wrong"])
    assert f"has a password, and shall have none: {EXECUTOR}" in wrong
    assert f"chen: {EXECUTOR}" in wrong
    assert f"{EXECUTOR}: zhengyun-audit" in wrong
    assert "chen: zhengyun-system, zhengyun-security" in wrong


def test_the_program_must_be_roots_alone(bare: Host) -> None:
    ours(bare, "install")
    bare.person("chen", PASSWORD)
    bare.run("chown", "chen", PROGRAM)
    assert PROGRAM in "\n".join(ours(bare, "check", exit=4)["wrong"])


def test_doctor_says_how_the_host_stands(bare: Host) -> None:
    def executor() -> tuple[str, str]:
        found = json.loads(bare.run(PROGRAM, "doctor", "-o", "json").stdout)["findings"]
        return next((one["state"], one["text"]) for one in found if one["name"] == "executor")

    assert executor()[0] == "training"
    ours(bare, "install")
    assert executor() == ("good", f"{EXECUTOR}: the host is as installed")
    bare.run("chmod", "0777", "/var/lib/zhengyun/executor")
    state, text = executor()
    assert state == "bad"
    assert "directory /var/lib/zhengyun/executor" in text


def test_the_units_are_such_as_systemd_reads(bare: Host) -> None:
    if bare.run("systemd-analyze", "--version").returncode:
        pytest.skip("no systemd-analyze; to run it: apt-get install systemd")
    ours(bare, "install")
    bare.run("sh", "-c", "test -e /usr/local/bin/bao || install -m 0755 /bin/true /usr/local/bin/bao")
    units = sorted(str(one) for one in ("zhengyun-vault.service", "zhengyun-run-due.service", "zhengyun-run-due.timer"))
    done = bare.run("systemd-analyze", "verify", *(f"/etc/systemd/system/{one}" for one in units))
    assert (done.returncode, done.stderr) == (0, "")
    for unit, most in (("zhengyun-vault.service", 20), ("zhengyun-run-due.service", 20)):
        looked = bare.run("systemd-analyze", "security", "--offline=yes", f"--threshold={most}", unit)
        assert looked.returncode == 0, looked.stdout
    bare.run("systemd-tmpfiles", "--create", "zhengyun.conf")
    stands = bare.run("stat", "-c", "%U:%G %a", "/run/zhengyun/executor").stdout
    assert stands == f"{EXECUTOR}:{EXECUTOR} 700\n"


def test_in_a_folder_that_shall_become_a_root(bare: Host) -> None:
    """As for an image: the machine's own accounts are not touched."""
    before = everything(bare)
    root = "/srv/image"
    bare.run(
        "sh",
        "-c",
        f"mkdir -p {root}/etc/sudoers.d {root}/usr/local/bin {root}/var/lib {root}/var/log {root}/etc/systemd/system",
    )
    bare.run("sh", "-c", f"cd {root}/etc; mkdir tmpfiles.d sysctl.d security")
    bare.run("sh", "-c", f"cd /etc; cp -p passwd group shadow gshadow login.defs {root}/etc/")
    shape = bare.run("find", root, "-printf", "%p %u:%g %m %y\n").stdout
    done = ours(bare, "install", "--root", root)
    assert "directory /etc/security/limits.d" in does(done)["lay"]
    assert everything(bare) == before
    assert bare.run("grep", EXECUTOR, f"{root}/etc/passwd").returncode == 0
    assert bare.run("visudo", "-cf", f"{root}/etc/sudoers.d/zhengyun").returncode == 0
    assert set(does(ours(bare, "check", "--root", root))) == {"keep"}
    ours(bare, "remove", "--root", root)
    left = bare.run("find", root, "-printf", "%p %u:%g %m %y\n").stdout
    assert {line for line in left.splitlines() if "-" not in line.split()[0]} == {*shape.splitlines()}


def test_this_machine_itself_is_untouched(bare: Host) -> None:
    ours(bare, "install")
    own = subprocess.run(["getent", "passwd", EXECUTOR], capture_output=True, check=False)
    assert own.returncode == 2 or Path("/etc/zhengyun/host.json").exists()
