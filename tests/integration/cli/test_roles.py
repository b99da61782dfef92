"""The role file on the command line, and every line of the matrix against what really happens when somebody tries."""

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pytest

from cli.text import ROLES
from cli.training_people import PEOPLE
from inventory.source import head
from tests.attacks import Attack
from tests.integration.cli.conftest import Cli, Said
from zhengyun.action import Action, Effects
from zhengyun.diff import Verb
from zhengyun.people import Role
from zhengyun.plan import Plan, Scope
from zhengyun.planfile import dump
from zhengyun.resource import Address

ADDRESS: Final = Address("primary", "project", "finance")
ACTION: Final = Action(f"create {ADDRESS}", "cloud", Verb.CREATE, ADDRESS, "", {"title": "财政局"})
NAMES: Final = [post.name for post in PEOPLE]
# Codes that say: not you, whatever the matter; or not you, who have asked for it.
NOT_YOU: Final = re.compile(r"ZY-GOV-001|ZY-GOV-040|ZY-GOV-007")


@pytest.fixture
def losing(town: Path, tmp_path: Path) -> Plan:
    """A plan of the finance department's that destroys data: its chain asks everybody who can agree."""
    effects = Effects(("finance",), loses=("everything in it",))
    made = Plan("demo", head(town / "estate"), Scope(("primary",)), (ACTION,), effects)
    (tmp_path / "plan.json").write_bytes(dump(made))
    return made


@pytest.fixture
def request_id(cli: Cli, losing: Plan) -> str:
    """A request for it."""
    request = str(cli("change", "submit", "-m", "gone", "-o", "json").json["request"])
    # Another plan, so that whoever may ask for it is not told that it is asked for already.
    other = replace(ACTION, attributes={"title": "another"})
    Path("plan.json").write_bytes(dump(replace(losing, actions=(other,))))
    return request


def tried(cli: Cli, command: str, person: str, request: str) -> Said:
    """Somebody gives a command."""
    words: dict[str, tuple[str, ...]] = {
        "change submit": ("-m", "x"),
        "change approve": (request, "--yes"),
        "change reject": (request, "-m", "x"),
        "change apply": (request,),
        "change review": (request, "--finding", "justified", "-m", "x"),
        "grant ask": ("--tenant", "finance", "--for", "1 d", "-m", "x"),
        "audit clock": ("-m", "x"),
        "audit reconcile": (),
        "audit hold place": ("-m", "x"),
        "audit retention erase": ("--until", "2020-01-01T00:00:00Z", "-m", "x"),
        "audit retention erase --agree": ("1",),
        "role sign": ("next.json",),
    }
    # Whoever is no operator himself asks for one.
    for_whom = ("--person", "vendor") if command == "grant ask" and person not in {"department", "vendor"} else ()
    return cli(*command.split(), *words[command], *for_whom, "--as", person)


def cells(cli: Cli) -> list[dict[str, Any]]:
    return list(cli("role", "matrix", "-o", "json").json["cells"])


class TestMatrix:
    """Who may do what, and why."""

    def test_every_forbidden_action_is_really_tried_and_refused(
        self, cli: Cli, request_id: str, attack: Attack
    ) -> None:
        cli("role", "new", "next.json")
        forbidden = [cell for cell in cells(cli) if not cell["allowed"]]
        before = len(cli("audit", "show", "-n", "1000", "-o", "json").json["entries"])
        for cell in forbidden:
            said = tried(cli, cell["command"], cell["person"], request_id)
            assert (said.code, bool(NOT_YOU.search(said.err))) == (3, True), (cell, said.err)
        entries = cli("audit", "show", "-n", "1000", "-o", "json").json["entries"]
        assert {entry["kind"] for entry in entries[before:]} <= {"apply.refused", "audit.read"}
        assert cli("change", "show", request_id, "-o", "json").json["state"] == "submitted"
        assert json.loads(Path("next.json").read_text())["signatures"] == []
        assert len(forbidden) > 40
        attack(f"{len(forbidden)} actions that the matrix forbids", "all refused, nothing done", "the role file")

    def test_nobody_who_may_is_told_that_it_is_not_for_him(self, cli: Cli, request_id: str) -> None:
        cli("role", "new", "next.json")
        allowed = [cell for cell in cells(cli) if cell["allowed"] and cell["command"] != "change reject"]
        for cell in allowed:
            assert not NOT_YOU.search(tried(cli, cell["command"], cell["person"], request_id).err), cell
        assert {cell["command"] for cell in allowed} | {"change reject"} == {cell["command"] for cell in cells(cli)}

    def test_no_person_may_do_everything_and_the_auditor_grants_nothing(self, cli: Cli) -> None:
        found = cells(cli)
        for name in NAMES:
            assert not all(cell["allowed"] for cell in found if cell["person"] == name)
        granted = {cell["command"] for cell in found if cell["person"] == "auditor" and cell["allowed"]}
        assert granted == {
            "change review",
            "audit clock",
            "audit reconcile",
            "role sign",
            "audit hold place",
            "audit retention erase",
        }

    def test_a_department_does_no_more_than_its_own(self, cli: Cli, losing: Plan) -> None:
        assert ["finance"] in [cell["tenants"] for cell in cells(cli) if cell["person"] == "department"]
        for path in ("health", "site/router"):
            other = replace(ACTION, id=f"create {path}", address=ADDRESS._replace(path=path))
            Path("plan.json").write_bytes(dump(replace(losing, actions=(ACTION, other))))
            said = cli("change", "submit", "--as", "department")
            assert (said.code, "ZY-GOV-040" in said.err) == (3, True)

    @pytest.mark.parametrize("language", ["en", "zh_CN"])
    def test_no_line_of_it_is_wider_than_a_terminal(
        self, cli: Cli, language: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from cli.wide import width

        monkeypatch.setenv("COLUMNS", "80")
        for words in ((), ("--person", "vendor"), ("--command", "change apply")):
            said = cli("role", "matrix", *words, "--lang", language)
            assert said.code == 0
            assert max(width(line) for line in said.out.splitlines()) <= 80, said.out
        assert all(name in cli("role", "matrix", "--lang", language).out for name in NAMES)

    def test_the_reasons_of_one_person_and_of_one_command(self, cli: Cli) -> None:
        said = cli("role", "matrix", "--person", "vendor").out
        assert "change apply" in said
        assert "only what a grant covers" in said
        said = cli("role", "matrix", "--command", "audit clock").out
        assert "takes audit; holds security" in said

    def test_what_is_not_there_is_refused(self, cli: Cli) -> None:
        assert "ZY-PERMIT-007" in cli("role", "matrix", "--person", "stranger").err
        said = cli("role", "matrix", "--command", "lab up")
        assert said.code == 2
        assert "change apply" in said.err


def test_every_role_has_its_name_in_the_readers_language() -> None:
    assert set(ROLES) == set(Role)


class TestVersions:
    """From one version to the next."""

    def test_a_key_is_rotated(self, cli: Cli, town: Path) -> None:
        (town / "keys" / "passphrases" / "fresh").write_text("correct horse\n")
        assert cli("key", "make", "fresh").code == 0
        assert cli("role", "new", "--rekey", "operator2=fresh").code == 0
        assert "operator2 has key" in cli("role", "diff", "roles.json").out
        assert cli("role", "check", "roles.json").code == 0
        for words in (("--as", "operator2"), ("--as", "security")):
            assert cli("role", "sign", "roles.json", *words).code == 0
        assert "new keys that have not signed yet: operator2" in cli("role", "diff", "roles.json").out
        assert "ZY-GOV-044" in cli("role", "adopt", "roles.json").err
        assert cli("role", "sign", "roles.json", "--as", "operator2", "--key", "fresh").code == 0
        said = cli("role", "adopt", "roles.json", "-o", "json")
        assert (said.code, said.json["manner"], said.json["rotated"]) == (0, "rotation", ["operator2"])
        assert "ZY-GOV-015" in cli("role", "adopt", "roles.json").err

    def test_an_approver_who_was_revoked_since_counts_no_more(self, cli: Cli, losing: Plan) -> None:
        Path("plan.json").write_bytes(dump(replace(losing, effects=Effects(("finance",)))))
        request = cli("change", "submit", "-m", "x", "-o", "json").json["request"]
        cli("role", "new", "--revoke", "operator")
        for name in ("auditor", "security"):
            cli("role", "sign", "roles.json", "--as", name)
        assert cli("role", "adopt", "roles.json").code == 0
        assert "ZY-PERMIT-008" in cli("change", "apply", request).err
        assert "is taken out" in cli("role", "diff", "roles.json").out or cli("role", "show").code == 0

    def test_nobody_signs_again_what_he_has_signed(self, cli: Cli) -> None:
        cli("role", "new")
        for _ in range(2):
            assert cli("role", "sign", "roles.json", "--as", "security", "-o", "json").json["signers"] == ["security"]

    def test_a_draft_that_people_have_signed_is_not_written_over(self, cli: Cli) -> None:
        cli("role", "new")
        cli("role", "sign", "roles.json", "--as", "security")
        before = Path("roles.json").read_bytes()
        said = cli("role", "new", "--revoke", "operator")
        assert (said.code, Path("roles.json").read_bytes()) == (2, before)
        assert "ZY-CLI-062" in said.err
        assert cli("role", "diff", "roles.json").code == 0

    def test_all_that_is_wrong_is_told_with_its_place(self, cli: Cli) -> None:
        cli("role", "new", "--rules-change")
        draft = json.loads(Path("roles.json").read_text())
        draft["people"][0]["roles"].append({"role": "audit", "tenants": []})
        draft["people"][2]["identity"] = draft["people"][1]["identity"]
        Path("roles.json").write_text(json.dumps(draft))
        said = cli("role", "check", "roles.json")
        assert said.code == 3
        for place in ("people[0].roles", "people[2].identity"):
            assert place in said.err
        assert "problems in all: 3" in said.err

    def test_a_city_begins_with_a_file_that_everybody_in_it_has_signed(
        self, cli: Cli, town: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (town / "fresh.toml").write_text((town / "zhengyun.toml").read_text().replace("records.sqlite", "fresh.sqlite"))
        monkeypatch.setenv("ZHENGYUN_SETTINGS", str(town / "fresh.toml"))
        people = ("operator=system", "security=security", "auditor=audit", "owner=owner:finance,health")
        words = [word for one in people for word in ("--person", one)]
        assert cli("role", "new", "one.json", "--first", *words).code == 0
        assert cli("role", "check", "one.json").code == 0
        names = [one.partition("=")[0] for one in people]
        for name in names[:-1]:
            assert cli("role", "sign", "one.json", "--as", name).code == 0
        assert "ZY-GOV-044" in cli("role", "begin", "one.json").err
        assert not (town / "fresh.sqlite").exists() or "ZY-GOV-012" in cli("role", "show").err
        assert cli("role", "sign", "one.json", "--as", names[-1]).code == 0
        assert cli("role", "begin", "one.json").code == 0
        assert cli("role", "show", "-o", "json").json["people"][3]["roles"][0]["tenants"] == ["finance", "health"]
        assert "ZY-GOV-013" in cli("role", "begin", "one.json").err

    @pytest.mark.parametrize("given", ["vendor", "vendor=king", "owner=owner", "=system", "vendor=system:finance"])
    def test_a_person_that_is_written_wrongly_is_refused(self, cli: Cli, given: str) -> None:
        said = cli("role", "new", "--first", "--person", given)
        assert said.code == 2, said
        assert not Path("roles.json").exists()

    @pytest.mark.parametrize(
        "words",
        [("--first",), ("--person", "security=security"), ("--rekey", "security=security2"), ("--rekey", "head=")],
    )
    def test_a_draft_that_would_be_none_is_not_written(self, cli: Cli, words: tuple[str, ...]) -> None:
        said = cli("role", "new", *words)
        if words[-1] == "head=":
            assert said.code == 0
            return
        assert said.code == 2
        assert "ZY-GOV-042" in said.err
        assert not Path("roles.json").exists()

    @pytest.mark.parametrize("words", [("new", "--revoke", "nobody"), ("new", "--rekey", "nobody=security")])
    def test_who_is_not_there_is_refused(self, cli: Cli, words: tuple[str, ...]) -> None:
        assert "ZY-PERMIT-007" in cli("role", *words).err


class TestChain:
    """Who has to agree is told before anybody asks."""

    def test_a_request_tells_who_agrees_and_by_which_rule(self, cli: Cli, losing: Plan) -> None:
        del losing
        said = cli("change", "submit", "-m", "x")
        assert "owner, security, security, head" in said.out
        because = "security × 2, because of: every change (GB/T 22239-2019 8.1.7.3 b), data is destroyed"
        assert because in said.err + said.out
        request = said.out.split()[0]
        assert because in cli("change", "show", request).out
        links = cli("change", "show", request, "-o", "json").json["chain"]
        assert [link["role"] for link in links] == ["owner", "security", "security", "head"]
        assert links[0]["because"] == [{"rule": "data is destroyed", "basis": "GB/T 22239-2019 8.1.7.3 b"}]

    def test_what_nobody_could_agree_to_is_refused_before_it_is_asked(self, cli: Cli, losing: Plan) -> None:
        del losing
        cli("role", "new", "--revoke", "head")
        for name in ("operator", "security"):
            cli("role", "sign", "roles.json", "--as", name)
        assert cli("role", "adopt", "roles.json").code == 0
        said = cli("change", "submit", "-m", "x")
        assert said.code == 3
        assert "ZY-GOV-049" in said.err
        assert "for head nobody is left" in said.err
