"""What can be said of the roles without a host: that their table is told, and what they have in common."""

import re
from pathlib import Path
from typing import Final

import yaml

from inventory.checks.words import ACCOUNT, COMMAND, PRINCIPAL
from remote.algorithms import CIPHERS, KEY_EXCHANGES, MACS, SIGNATURES
from tests.roles import BREAKS, TRIED, VERBS, table
from zhengyun.estate.hosts import ROLES

ROOT: Final = Path(__file__).resolve().parents[3]
TREE: Final = ROOT / "playbooks" / "roles"


def test_every_role_has_every_verb_and_is_played() -> None:
    plays = [one["hosts"] for one in yaml.safe_load((ROOT / "playbooks" / "site.yml").read_text())]
    assert sorted(plays[1:]) == sorted(f"role_{role}" for role in ROLES)
    for role in ROLES:
        assert {path.stem for path in (TREE / role / "tasks").glob("*.yml")} >= set(VERBS), role


def test_every_role_is_broken_half_way_and_the_page_has_the_table() -> None:
    assert {one.role for one in BREAKS} == set(ROLES) == set(TRIED)
    assert table() in (ROOT / "docs" / "playbooks.md").read_text()


def test_copies_are_taken_away_after_every_role_that_lays_secrets_and_after_no_other() -> None:
    plays = yaml.safe_load((ROOT / "playbooks" / "site.yml").read_text())[1:]
    told = {one["vars"]["zy_role"]: one["vars"]["zy_secrets"] for one in plays}
    assert told == {role: "secrets:" in (TREE / role / "tasks" / "config.yml").read_text() for role in ROLES}


def test_whatever_a_role_lays_is_told_of_by_the_look_program() -> None:
    paths = {line.split()[0] for line in (TREE / "accounts" / "files" / "paths").read_text().splitlines()}
    laid = {
        line.partition("path: ")[2].strip()
        for file in TREE.glob("*/tasks/config.yml")
        for line in file.read_text().splitlines()
        if "path: /" in line
    }
    accounts = yaml.safe_load((TREE / "accounts" / "defaults" / "main.yml").read_text())["accounts_principals"]
    assert laid | {f"/etc/ssh/principals/{name}" for name in accounts} == paths


def test_whatever_a_role_lays_with_secrets_is_marked_so_for_the_look_program() -> None:
    lines = (line.split() for line in (TREE / "accounts" / "files" / "paths").read_text().splitlines())
    marked = {path for path, *more in lines if more == ["secret"]}
    with_secrets = {
        one["path"]
        for role in ROLES
        for task in yaml.safe_load((TREE / role / "tasks" / "config.yml").read_text())
        for one in task.get("zy_file", {}).get("files", ())
        if isinstance(one, dict) and "secrets" in one
    }
    assert with_secrets == marked
    assert len(marked) == 4


def test_hosts_allow_what_we_speak() -> None:
    defaults = yaml.safe_load((TREE / "ssh_hardening" / "defaults" / "main.yml").read_text())
    assert defaults["ssh_hardening_kex"] == list(KEY_EXCHANGES)
    assert defaults["ssh_hardening_ciphers"] == list(CIPHERS)
    assert defaults["ssh_hardening_macs"] == list(MACS)
    assert sorted(defaults["ssh_hardening_signatures"]) == sorted(name for each in SIGNATURES.values() for name in each)


def test_accounts_and_commands_have_the_form_that_files_are_held_to() -> None:
    (task,) = yaml.safe_load((TREE / "accounts" / "tasks" / "precheck.yml").read_text())
    expected = {"accounts_account": ACCOUNT, "accounts_principal": PRINCIPAL, "accounts_command": COMMAND}
    assert task["vars"] == expected
    defaults = yaml.safe_load((TREE / "accounts" / "defaults" / "main.yml").read_text())
    for name, words in defaults["accounts_commands"].items():
        assert re.fullmatch(ACCOUNT, name)
        assert all(re.fullmatch(COMMAND, one) for one in words)


def test_what_imports_ansible_says_under_which_licence_it_stands() -> None:
    plugins = ROOT / "playbooks" / "plugins"
    for file in plugins.glob("*/*.py"):
        text = file.read_text()
        imports = [line for line in text.splitlines() if line.startswith(("from ansible", "import ansible"))]
        beyond = [line for line in imports if "ansible.module_utils" not in line]
        assert bool(beyond) == text.startswith("# SPDX-License-Identifier: GPL-3.0-or-later\n"), file
