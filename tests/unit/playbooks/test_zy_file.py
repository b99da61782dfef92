"""How files are laid on a host: all of them or none, on top of what was agreed to, and back again byte for byte."""

import grp
import hashlib
import importlib.util
import json
import os
import pwd
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

PLUGINS: Final = Path(__file__).resolve().parents[3] / "playbooks" / "plugins"
STATE: Final = "ansible.module_utils.zy_state"
ME: Final = {"owner": pwd.getpwuid(os.geteuid()).pw_name, "group": grp.getgrgid(os.getegid()).gr_name}


def loaded(name: str, file: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def host(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator["Host"]:
    """A host's folder, with the module as it would run there."""
    before = sys.modules.get(STATE)
    state = loaded(STATE, PLUGINS / "module_utils" / "zy_state.py")
    module = loaded("zy_file_of_a_test", PLUGINS / "modules" / "zy_file.py")
    write = state.write
    for each in (state, module):
        monkeypatch.setattr(each, "KEPT", str(tmp_path / "state" / "kept"))
        monkeypatch.setattr(each, "LAID", str(tmp_path / "state" / "laid.json"))
        monkeypatch.setattr(state, "KEY", str(tmp_path / "state" / "look.key"))
        # State is root's on a host; here it is whoever's the test is.
        monkeypatch.setattr(each, "write", lambda path, data, mode, *_: write(path, data, mode, *ME.values()))
    (tmp_path / "state").mkdir()
    yield Host(tmp_path, state, module)
    sys.modules.pop(STATE) if before is None else sys.modules.update({STATE: before})


class Host:
    def __init__(self, root: Path, state: ModuleType, module: ModuleType) -> None:
        self.root, self.state, self.module = root, state, module

    def file(self, name: str, content: str = "", **more: Any) -> dict[str, Any]:
        """A file as the module is told of it, on top of what stands there now."""
        path = str(self.root / "etc" / name)
        before = self.module.standing(path, self.state.known_laid())
        told = {
            "path": path,
            "content": content,
            "absent": False,
            "mode": "0644",
            "marked": "",
            "validate": "",
            "blind": False,
        }
        return {**told, **ME, "before": before, **more}

    def standing(self) -> dict[str, tuple[str, int]]:
        """Everything below its /etc."""
        etc = self.root / "etc"
        return {str(one): (one.read_text(), one.stat().st_mode) for one in sorted(etc.rglob("*")) if one.is_file()}


def test_a_file_that_has_moved_since_keeps_all_of_the_role_from_being_laid(host: Host) -> None:
    host.module.lay("role", "c-0", [host.file("a", "old a"), host.file("b", "old b")])
    files = [host.file("a", "new a"), host.file("b", "new b")]
    (host.root / "etc" / "b").write_text("somebody's")
    was = host.standing()
    with pytest.raises(host.module.Refused, match="no longer stands as it did"):
        host.module.lay("role", "c-1", files)
    assert host.standing() == was


def test_a_link_in_a_file_s_place_is_not_followed(host: Host) -> None:
    host.module.lay("role", "c-0", [host.file("a", "a")])
    files = [host.file("b", "b")]
    (host.root / "etc" / "b").symlink_to(host.root / "etc" / "a")
    with pytest.raises(host.module.Refused, match="no regular file"):
        host.module.lay("role", "c-1", files)
    assert (host.root / "etc" / "a").read_text() == "a"


def test_a_file_that_a_program_does_not_take_keeps_all_of_the_role_from_being_laid(host: Host) -> None:
    files = [host.file("a", "a", validate="/bin/true %s"), host.file("b", "b", validate="/bin/false %s")]
    with pytest.raises(host.module.Refused, match="/bin/false does not take it"):
        host.module.lay("role", "c-1", files)
    assert host.standing() == {}


def test_what_is_validated_names_the_others_where_they_are_prepared(host: Host) -> None:
    other = host.root / "etc" / "b"
    files = [host.file("a", str(other), validate="/bin/sh -c 'grep -q . $(cat %s)'"), host.file("b", "something")]
    host.module.lay("role", "c-1", files)
    assert (host.root / "etc" / "a").read_text() == str(other)


def test_a_run_that_is_torn_off_between_two_files_is_taken_back(host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    host.module.lay("role", "c-0", [host.file("a", "old a"), host.file("b", "old b")])
    was, replace, done = host.standing(), os.replace, []

    def torn(source: str, target: str) -> None:
        if target.startswith(str(host.root / "etc")):
            done.append(target)
            if len(done) > 1:
                raise KeyboardInterrupt
        replace(source, target)

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", torn)
        with pytest.raises(KeyboardInterrupt):
            host.module.lay("role", "c-1", [host.file("a", "new a"), host.file("b", "new b")])
    assert host.standing() != was
    told = host.state.back("c-1", "role")
    assert host.standing() == was
    assert [one["changed"] for one in told] == [False, True]


def test_what_was_torn_off_and_gone_on_with_is_taken_back_as_a_whole(host: Host) -> None:
    host.module.lay("role", "c-0", [host.file("a", "old a"), host.file("b", "old b")])
    was = host.standing()
    host.module.lay("role", "c-1", [host.file("a", "new a")])
    host.module.lay("role", "c-1", [host.file("b", "new b")])
    host.state.back("c-1", "role")
    assert host.standing() == was


def test_what_somebody_has_altered_since_is_left_alone(host: Host) -> None:
    host.module.lay("role", "c-1", [host.file("a", "a"), host.file("b", "b")])
    (host.root / "etc" / "a").write_text("somebody's")
    told = host.state.back("c-1", "role")
    assert {Path(one["path"]).name: one.get("altered", False) for one in told} == {"a": True, "b": False}
    assert [text for text, _ in host.standing().values()] == ["somebody's"]


def test_a_file_with_secrets_is_told_by_its_marked_text_as_long_as_it_is_what_was_laid(host: Host) -> None:
    host.module.lay("role", "c-1", [host.file("a", "the secret", marked="f" * 64)])
    assert host.file("a")["before"]["sha256"] == "f" * 64
    (host.root / "etc" / "a").write_text("the secret, altered")
    assert host.file("a")["before"]["sha256"] != "f" * 64


def test_no_more_than_ten_changes_are_kept(host: Host) -> None:
    for number in range(13):
        host.module.lay("role", f"c-{number}", [host.file("a", str(number))])
    assert len(list((host.root / "state" / "kept").iterdir())) == 10


@pytest.mark.parametrize("name", ["", "..", "../other", "a/b", ".hidden", "a\n", "x" * 200])
def test_no_name_of_a_change_leads_elsewhere(host: Host, name: str) -> None:
    with pytest.raises(ValueError, match="does not name a change"):
        host.module.lay("role", name, [host.file("a", "a")])
    assert host.standing() == {}


@pytest.mark.parametrize("name", ["../b", "x/../b", "./b", "x//b", "b/"])
def test_a_path_that_is_not_normal_leads_nowhere(host: Host, name: str) -> None:
    with pytest.raises(host.module.Refused, match="no normal path"):
        host.module.lay("role", "c-1", [host.file("a", "a") | {"path": f"{host.root}/etc/{name}"}])
    assert not (host.root / "etc").exists()


@pytest.mark.slow
@pytest.mark.parametrize("path", ["/etc/ssh/principals/../../cron.d/zz", "//etc/passwd", "etc/passwd", "/etc/./passwd"])
def test_a_path_that_is_not_normal_is_not_even_planned(path: str) -> None:
    plugin = loaded("zy_file_action_of_a_test", PLUGINS / "action" / "zy_file.py")
    with pytest.raises(plugin.AnsibleActionFail, match="no normal path"):
        plugin.ActionModule.__new__(plugin.ActionModule)._wanted({"path": path, "content": "a"}, {})


TEXTS: Final = st.dictionaries(st.sampled_from("abc"), st.text(max_size=20), max_size=3)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(TEXTS, TEXTS, st.sets(st.sampled_from("abc")))
def test_taking_back_is_the_inverse_of_laying(
    host: Host, first: dict[str, str], then: dict[str, str], gone: set[str]
) -> None:
    for name in "abc":
        (host.root / "etc" / name).unlink(missing_ok=True)
    host.module.lay("role", "c-0", [host.file(name, text) for name, text in first.items()])
    was = host.standing()
    files = [host.file(name, text, mode="0600") for name, text in then.items() if name not in gone]
    host.module.lay("role", "c-1", [*files, *(host.file(name, absent=True) for name in gone)])
    host.state.back("c-1", "role")
    assert host.standing() == was


LOOK: Final = PLUGINS.parent / "roles" / "accounts" / "files" / "zhengyun-look"


def looked(host: Host, *names: str) -> dict[str, Any]:
    """What the look program tells of files that may hold secrets, as root's state stands."""
    text = LOOK.read_text()
    for name, place in (("LAID", "laid.json"), ("KEY", "look.key")):
        text = text.replace(f"/var/lib/zhengyun/{place}", str(host.root / "state" / place))
        assert f'{name} = "{host.root / "state" / place}"' in text
    paths = host.root / "paths"
    paths.write_text("".join(f"{host.root / 'etc' / name} secret\n" for name in names))
    text = text.replace("/etc/zhengyun/paths", str(paths))
    done = subprocess.run(
        [sys.executable, "-I", "-"], input=text, capture_output=True, text=True, check=True, timeout=60
    )
    told: dict[str, Any] = json.loads(done.stdout)["paths"]
    return {name: told[str(host.root / "etc" / name)] for name in names}


@pytest.mark.slow
def test_nobody_who_looks_learns_the_digest_of_a_secret_that_is_not_as_it_was_laid(host: Host) -> None:
    host.module.lay("role", "c-1", [host.file("laid", "the secret", mode="0600", marked="f" * 64)])
    for name, text in (("laid", "the secret, altered"), ("old", "community public")):
        (host.root / "etc" / name).write_text(text)
    first = looked(host, "laid", "old")
    for name, one in first.items():
        plain = hashlib.sha256((host.root / "etc" / name).read_bytes()).hexdigest()
        assert len(one["sha256"]) == 64
        assert one["sha256"] not in (plain, "f" * 64)
    # The same is told as long as nothing changes; what changes is seen.
    (host.root / "etc" / "old").write_text("community private")
    second = looked(host, "laid", "old")
    assert second["laid"] == first["laid"]
    assert second["old"]["sha256"] != first["old"]["sha256"]
    key = host.root / "state" / "look.key"
    assert key.stat().st_mode & 0o777 == 0o600
    # A key that is none tells nothing.
    key.write_text("")
    assert {one["sha256"] for one in looked(host, "laid", "old").values()} == {""}


@pytest.mark.slow
def test_a_file_with_secrets_that_was_altered_is_laid_on_top_of_what_the_look_program_told(host: Host) -> None:
    (host.root / "etc").mkdir()
    (host.root / "etc" / "a").write_text("community public")
    before = looked(host, "a")["a"]
    file = host.file("a", "the secret", marked="f" * 64)
    host.module.lay("role", "c-1", [{**file, "before": before}])
    assert looked(host, "a")["a"]["sha256"] == "f" * 64
    told = host.state.back("c-1", "role")
    assert (host.root / "etc" / "a").read_text() == "community public"
    assert told[0]["after"] == before
    (host.root / "etc" / "a").write_text("community private")
    with pytest.raises(host.module.Refused, match="no longer stands as it did"):
        host.module.lay("role", "c-2", [{**file, "before": before}])


def test_no_copy_of_a_file_with_secrets_is_kept_once_its_change_has_ended(host: Host) -> None:
    host.module.lay("role", "c-1", [host.file("a", "old secret", marked="e" * 64), host.file("b", "open")])
    host.module.lay("role", "c-2", [host.file("a", "new secret", marked="f" * 64), host.file("b", "more")])
    kept = host.root / "state" / "kept"
    held = [one for one in kept.rglob("*") if one.is_file() and one.read_text().endswith(" secret")]
    assert held == [kept / "c-2" / "role.0"]
    host.state.forget_secrets("c-2", "role")
    assert not held[0].exists()
    assert (kept / "c-2" / "role.1").read_text() == "open"


def test_copies_with_secrets_that_a_torn_off_change_has_left_go_with_the_next(host: Host) -> None:
    for number in (1, 2):
        host.module.lay("role", f"c-{number}", [host.file("a", f"secret {number}", marked="e" * 64)])
    assert (host.root / "state" / "kept" / "c-2" / "role.0").exists()
    host.module.lay("other", "c-3", [host.file("b", "open")])
    assert not (host.root / "state" / "kept" / "c-2" / "role.0").exists()
