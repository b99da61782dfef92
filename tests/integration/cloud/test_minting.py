"""Credentials that nobody had before the change, and that are dead after it: made, used and tried afterwards at the lab's services."""

import re
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any, Final

import pytest

from cloud import codes
from cloud.mint import Entry
from cloud.minting import Minting
from cloud.sdk import Sdk
from cloud.transport import NoAnswerError, Request, Response, Transport
from lab.openstack import rest
from lab.openstack.proxy import Proxy, cuts, says
from tests.attacks import Attack
from tests.carrying import bring_about
from tests.integration.cloud.small import everything
from tests.lab_site import NAME, LabSite
from tests.minted import FIRST, Hand, hand, soon, tokens
from tests.transports import Counting
from zhengyun.errors import Code, Problems, ZhengyunError
from zhengyun.estate import Credential, Site, User

pytestmark = pytest.mark.lab

PATIENCE: Final = 120
HANDS: Final = count(1)
# All that a standing password is for.
LEGAL: Final = re.compile(
    r"(GET|POST) /users/\w+/application_credentials|DELETE /users/\w+/application_credentials/\w+|POST /users/\w+/password"
)


@dataclass
class Spy:
    """What a change had in its hands: every entry that it reached the site with, and what it asked with it."""

    before: Callable[[Request], Response | NoAnswerError | None] = lambda _: None
    entries: list[tuple[Entry, Counting]] = field(default_factory=list)

    def connect(self, entry: Entry) -> Transport:
        """As the real one, and kept."""
        self.entries.append((entry, Counting(Sdk(NAME, "minted", entry=entry), self.before)))
        return self.entries[-1][1]

    def by(self, kind: str) -> list[tuple[dict[str, Any], Counting]]:
        """Those of a type."""
        return [(dict(one["auth"]), way) for one, way in self.entries if one["auth_type"] == kind]  # type: ignore[call-overload]

    def made(self) -> list[dict[str, Any]]:
        """The application credentials."""
        return [auth for auth, _ in self.by("v3applicationcredential")]

    def token(self, way: Counting) -> str:
        """The token that a way has used."""
        return str(way.inner._session.get_token())  # type: ignore[attr-defined]


@pytest.fixture
def someone(lab_site: LabSite) -> Hand:
    """A user of the test's own."""
    return hand(lab_site, f"mint-hand-{next(HANDS)}")


def credential(auth: dict[str, Any]) -> dict[str, Any]:
    """What asks for a token with an application credential."""
    words = {"id": auth["application_credential_id"], "secret": auth["application_credential_secret"]}
    return {"auth": {"identity": {"methods": ["application_credential"], "application_credential": words}}}


def refused(code: Code, *words: str) -> Any:
    return pytest.raises(ZhengyunError, match=".*".join((code.id, *words)))


def ask(way: Minting, method: str = "GET", service: str = "compute", path: str = "/servers", **more: Any) -> int:
    return way.send(Request(method, service, path, **more)).status


def town() -> tuple[Site, Site, Site]:
    """Everything, something else, and nothing."""
    whole = everything("minted", 201)
    (one,) = whole.tenants
    robot = User("robot", "Robot", ("member", "reader"), (Credential("nightly", ("reader",), "2099-01-01"),))
    first = replace(whole, tenants=(replace(one, users=(robot,)),))
    later = replace(robot, credentials=(Credential("nightly", ("reader",), "2099-12-31"),))
    return (
        first,
        replace(whole, tenants=(replace(one, users=(later,), title="renamed"),)),
        replace(whole, tenants=()),
    )


class TestPlan:
    """A plan of all usual kinds is carried out by nothing else."""

    def test_all_is_made_changed_and_taken_away(self, lab_site: LabSite, someone: Hand) -> None:
        spy, loan = Spy(), someone.loan()
        way = someone.minting(connect=spy.connect)
        cloud = lab_site.cloud("minted", carried_by=lambda _: way)
        with way.lent(loan, "CH-PLAN", soon()):
            for site in town():
                done = bring_about(site, cloud).not_done()
                assert not done, "\n".join(done)
            names = someone.left()
        words = [name.removeprefix("zhengyun-CH-PLAN-").partition("-")[0] for name in names]
        services = ["blockstorage", "compute", "identity", "image", "network"]
        assert sorted(words) == sorted(["forget", "in", "look", *services]), (
            "one for each use, the project's own among them"
        )
        assert someone.left() == []
        for _, passwords in spy.by("password"):
            asked = [f"{one.method} {one.path}" for one in passwords.requests]
            assert [one for one in asked if not LEGAL.fullmatch(one)] == []

    def test_what_each_is_not_for_is_refused(self, lab_site: LabSite, someone: Hand, attack: Attack) -> None:
        spy = Spy()
        way = someone.minting(connect=spy.connect)
        with way.lent(someone.loan(), "CH-RULES", soon()):
            assert ask(way) == 200
            assert ask(way, "DELETE", "network", "/networks/no-such") == 404
            assert ask(way, "DELETE", "identity", f"/users/{someone.id}/application_credentials/no-such") == 404
            look, work, forget = (
                rest.Session(spy.token(one), "", "", {}) for _, one in spy.by("v3applicationcredential")
            )
            at = {kind: f"{url}" for kind, url in lab_site.session().endpoints.items()}
            tries = (
                (look, "POST", "network", "/v2.0/networks"),
                (look, "DELETE", "identity", f"/users/{someone.id}"),
                (work, "GET", "compute", "/servers"),
                (work, "POST", "compute", "/servers"),
                (work, "DELETE", "block-storage", "/volumes/no-such"),
                (forget, "GET", "compute", "/servers"),
                (forget, "GET", "identity", "/users"),
                (forget, "POST", "identity", f"/users/{someone.id}/application_credentials"),
                (work, "POST", "identity", f"/users/{someone.id}/application_credentials"),
            )
            for held, method, service, path in tries:
                said = replace(held, endpoints=at).ask(method, service, path, ANOTHER if method == "POST" else None)
                assert said.status in {401, 403}, (method, path, said)
        attack(
            "a change's credential for another method or service than it is for",
            "refused",
            "each service, by its access rules",
        )


class TestAfterwards:
    def test_every_old_credential_is_refused_in_the_services_own_words(
        self, lab_site: LabSite, someone: Hand, attack: Attack, record_property: Callable[[str, object], None]
    ) -> None:
        spy, loan = Spy(), someone.loan()
        way = someone.minting(connect=spy.connect)
        with way.lent(loan, "CH-OLD", soon()):
            for service, path in LISTS.items():
                assert ask(way, "GET", service, path) == 200
            assert ask(way, "DELETE", "network", "/networks/no-such") == 404
            made, held = spy.made(), [spy.token(one) for _, one in spy.entries]
            assert {tokens(lab_site, credential(one)).status for one in made} == {201}
        at = lab_site.session().endpoints
        quoted = [("the password", someone.enters(FIRST))]
        quoted += [
            (f"application credential {one['application_credential_id']}", tokens(lab_site, credential(one)))
            for one in made
        ]
        for token in held:
            old = rest.Session(token, "", "", at)
            quoted += [(f"token at {service}", _refused_by(old, service)) for service in BASES]
        assert [one for one in quoted if one[1].status not in {401, 404}] == []
        for what, said in quoted:
            record_property("refusal", f"{what}: {said.status} {str(said.body)[:120]}")
        assert len(quoted) == 1 + 2 + 3 * len(BASES)
        assert someone.enters(loan.secrets[0]["password"]).status == 201, "the new one, which the vault keeps, lets in"
        attack(
            "password, application credentials and tokens of a change, after it",
            "refused",
            "Keystone, and each service",
        )

    def test_it_has_nothing_to_write_with_before_and_after(self, someone: Hand) -> None:
        way = someone.minting()
        assert ask(way) == 200
        with refused(codes.NOT_LENT, "POST /networks"):
            ask(way, "POST", "network", "/networks")
        with way.lent(someone.loan(), "CH-BEFORE", soon()):
            assert ask(way, "DELETE", "network", "/networks/no-such") == 404
        with refused(codes.NOT_LENT, "DELETE"):
            ask(way, "DELETE", "network", "/networks/no-such")

    @pytest.mark.parametrize("failure", [ValueError("broken"), KeyboardInterrupt()])
    def test_nor_after_a_failure(self, someone: Hand, failure: BaseException) -> None:
        loan, way = someone.loan(), someone.minting()

        def fail() -> None:
            with way.lent(loan, "CH-FAILED", soon()):
                assert ask(way) == 200
                raise failure

        with pytest.raises(type(failure)):
            fail()
        assert someone.left() == []
        assert someone.enters(FIRST).status == 401
        assert [one["password"] for one in loan.secrets] == [loan.had[-1]["password"]]


LISTS: Final = {
    "identity": "/projects",
    "compute": "/servers",
    "network": "/networks",
    "image": "/images",
    "block-storage": "/volumes",
    "placement": "/resource_providers",
}
ANOTHER: Final = {"application_credential": {"name": "another", "roles": [{"name": "admin"}]}}
# As a client without a library types them.
BASES: Final = {**LISTS, "network": "/v2.0/networks", "image": "/v2/images"}


def _refused_by(old: rest.Session, service: str) -> rest.Answer:
    """What a service says in the end: it believes what it has seen for as long as it is told to (`token_cache_time`)."""
    deadline = time.monotonic() + PATIENCE
    while (said := old.ask("GET", service, BASES[service])).status not in {401, 404}:
        assert time.monotonic() < deadline, f"{service} still believes it"
        time.sleep(0.2)
    return said


class Torn(BaseException):
    """The process ends here."""


class TestTornOff:
    @pytest.mark.parametrize("step", ["keep", "change", "settle"])
    def test_a_run_that_ends_while_the_password_changes_locks_nobody_out(self, someone: Hand, step: str) -> None:
        def tear(at: str) -> None:
            if at == step:
                raise Torn

        loan, way = someone.loan(before=tear), someone.minting()
        with pytest.raises(Torn), way.lent(loan, "CH-TORN", soon()):
            assert ask(way) == 200
        loan.before = lambda _: None
        with someone.minting().lent(loan, "CH-TORN", soon()):
            assert len(someone.left()) == 0
        (now,) = loan.secrets
        assert someone.enters(now["password"]).status == 201
        assert [someone.enters(one["password"]).status for one in loan.had[:-1]] == [401] * (len(loan.had) - 1)

    def test_a_change_of_it_without_an_answer_is_looked_at(self, someone: Hand, proxy: Proxy, proxied: Path) -> None:
        loan, way = someone.loan(), someone.minting(proxied)
        with proxy.told(cuts("POST", f"/users/{someone.id}/password")), way.lent(loan, "CH-CUT", soon()):
            assert ask(way) == 200
        (now,) = loan.secrets
        assert someone.enters(now["password"]).status == 201

    def test_what_was_made_without_an_answer_is_unmade_with_the_rest(
        self, someone: Hand, proxy: Proxy, proxied: Path
    ) -> None:
        way = someone.minting(proxied)
        with proxy.told(cuts("POST", "/application_credentials$")), way.lent(someone.loan(), "CH-LOST", soon()):
            assert ask(way) == 200
            assert len(someone.left()) == 2
        assert someone.left() == []

    def test_where_keystone_does_not_answer_in_the_end_that_is_told_with_the_instant(
        self, someone: Hand, proxy: Proxy, proxied: Path
    ) -> None:
        loan, way = someone.loan(), someone.minting(proxied)
        way.patience = replace(way.patience, seconds=1.0)
        faults = says(503, "DELETE", "/application_credentials/", times=-1), says(503, "POST", "/password", times=-1)
        with proxy.told(*faults), pytest.raises(Problems) as told, way.lent(loan, "CH-LEFT", soon()):
            assert ask(way) == 200
        assert [one.code for one in told.value.errors] == [codes.LEFT, codes.NOT_RENEWED]
        assert len(someone.left()) == 1
        assert len(loan.secrets) == 2
        assert someone.enters(FIRST).status == 201
        with someone.minting().lent(loan, "CH-LEFT", soon()):
            assert someone.left() == []
        assert someone.enters(FIRST).status == 401

    def test_what_others_have_left_is_deleted_when_they_have_ended(self, someone: Hand) -> None:
        alive, other, kept = someone.minting(), someone.minting(), list[ExitStack]()
        with ExitStack() as stack:
            stack.enter_context(alive.lent(someone.loan(), "CH-ALIVE", soon()))
            assert ask(alive) == 200
            # As a process that is gone: nothing is given back.
            kept.append(stack.pop_all())
        assert len(someone.left()) == 1
        loan = someone.loan()
        with other.lent(loan, "CH-OTHER", soon()):
            assert len(someone.left()) == 1, "it may be at work"
        with someone.minting(ended=lambda change: change == "CH-ALIVE").lent(loan, "CH-THIRD", soon()):
            assert someone.left() == []

    def test_two_changes_at_once_do_not_take_each_other_anything(self, someone: Hand) -> None:
        loan, first, second = someone.loan(), someone.minting(), someone.minting()
        with first.lent(loan, "CH-A", soon()):
            assert ask(first) == 200
            with second.lent(loan, "CH-B", soon()):
                assert ask(second) == 200
            assert [name.split("-")[2] for name in someone.left()] == ["A"]
            assert ask(first) == 200
            assert ask(first, "GET", "network", "/networks") == 200
        assert someone.left() == []
        (now,) = loan.secrets
        assert someone.enters(now["password"]).status == 201


class TestRefused:
    def test_a_password_that_is_not_it(self, someone: Hand) -> None:
        loan = someone.loan()
        loan.secrets = tuple(one.having({"password": "another"}) for one in loan.secrets)
        with refused(codes.NOT_LET_IN, someone.name), someone.minting().lent(loan, "CH-NO", soon()):
            pass

    def test_a_permit_that_has_ended(self, someone: Hand) -> None:
        way = someone.minting()
        with way.lent(someone.loan(), "CH-LATE", soon(-1)), refused(codes.TOO_LATE, "CH-LATE"):
            ask(way)
        assert someone.left() == []

    def test_a_service_that_knows_nothing_of_rules_is_named(self, someone: Hand, proxy: Proxy, proxied: Path) -> None:
        way, faults = someone.minting(proxied), says(401, "GET", "/servers", times=-1)
        with (
            proxy.told(faults),
            way.lent(someone.loan(), "CH-RULED", soon()),
            refused(codes.RULED_OUT, "compute", "GET /servers"),
        ):
            ask(way)

    def test_without_rules_where_the_secret_says_so(self, someone: Hand) -> None:
        loan, way = someone.loan(), someone.minting()
        loan.secrets = tuple(one.having({"access_rules": "no"}) for one in loan.secrets)
        with way.lent(loan, "CH-BARE", soon()):
            assert ask(way) == 200
            (one,) = someone.admin.get("identity", f"/users/{someone.id}/application_credentials")[
                "application_credentials"
            ]
            assert not one.get("access_rules")

    def test_one_that_is_about_to_end_is_made_anew_as_long_as_the_permit_holds(self, someone: Hand) -> None:
        ahead = timedelta()
        way = someone.minting(now=lambda: soon(0) + ahead)
        with way.lent(someone.loan(), "CH-LONG", soon(7200)):
            assert ask(way) == 200
            ahead = timedelta(minutes=58)
            assert ask(way) == 200
            assert len(someone.left()) == 2
        assert someone.left() == []
