"""A plan of the trust: what is declared against what is in force, change by change."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from pki import inforce
from pki.driver import TrustDriver
from pki.planning import plan
from pki.wanted import address_of, attributes_of, found, thing_of, wanted
from records.database import Database
from records.trusts import Trusts
from tests.authorities import ISSUING, NOW, PERSON, ROOT, SERVER, holder, house, public
from tests.cast import HandClock
from zhengyun.certified import AuthorityCertificate, Trusted
from zhengyun.diff import Verb
from zhengyun.entry import Note
from zhengyun.errors import Exit, Problems, ZhengyunError
from zhengyun.estate import Estate
from zhengyun.estate.trust import SITE, Domain, Recovery, SshAuthority, Trust
from zhengyun.plan import Plan, Scope
from zhengyun.planfile import dump, load
from zhengyun.resource import World
from zhengyun.results import Outcome, Status

TRUST = Trust(
    {"city": Domain("city", "云州", "international")},
    {"root": ROOT, "issuing": ISSUING},
    {"server": SERVER, "person": PERSON},
    Recovery(2, ("a", "b", "c"), 3),
)
EMPTY = Trust({}, {}, {})
WHOLE = Scope((SITE,))


def planned(
    now: Trust | None, before: Trust = TRUST, *living: str, scope: Scope = WHOLE, destroy: bool = False
) -> Plan:
    """The plan that makes `now` of `before`, where these authorities have certificates that hold."""
    kept = [one for one in inforce.things(before) if before is not EMPTY]
    world = World(SITE, found(kept, living))
    return plan(Estate("town", "Town", "external", (), trust=now), world, replace(scope, allow_destroy=destroy))


def told(made: Plan) -> list[str]:
    """The actions, in their order."""
    return [
        f"{action.verb} {action.address.kind} {action.address.path.removeprefix('pki/')}" for action in made.actions
    ]


def refused(work: Callable[[], object]) -> ZhengyunError:
    with pytest.raises(ZhengyunError) as caught:
        work()
    return caught.value


def with_issuing(**values: Any) -> Trust:
    return replace(TRUST, authorities={**TRUST.authorities, "issuing": replace(ISSUING, **values)})


def test_everything_comes_after_what_it_rests_on() -> None:
    made = told(planned(TRUST, EMPTY))
    assert len(made) == 6
    order = [
        made.index(f"create {one}")
        for one in ("trustdomain city", "authority root", "authority issuing", "profile server")
    ]
    assert order == sorted(order)


@pytest.mark.parametrize(
    ("people", "staying"), [(("a", "x", "y"), "a"), (("x", "y"), "-"), ((), "-"), (("a", "b", "x"), None)]
)
def test_whoever_keeps_shares_does_not_go_in_passing(people: tuple[str, ...], staying: str | None) -> None:
    shares = {"public": public("sm2", holder("sm2"))._asdict(), "need": 2, "shares": {"a": "", "b": "", "c": ""}}
    kept = [*inforce.things(TRUST), Trusted(inforce.ESCROW, "key", {**shares, "at": "2026-11-22T08:00:00Z"})]
    world, scope = World(SITE, found(kept, ())), replace(WHOLE, allow_destroy=True)
    declared = Estate("town", "Town", "external", (), trust=replace(TRUST, recovery=Recovery(2, people, 2)))
    if staying is None:
        assert plan(declared, world, WHOLE).actions
        return
    error = refused(lambda: plan(declared, world, WHOLE))
    assert error.code.id == "ZY-PKI-104"
    (lost,) = plan(declared, world, scope).effects.loses
    assert lost.startswith("trust/recovery/pki/recovery: what is kept under ")
    assert lost.endswith(f"whose shares 2 of its keepers give; staying: {staying}")
    another = replace(declared, trust=replace(TRUST, domains={"city": Domain("city", "another", "international")}))
    assert not plan(another, world, WHOLE).effects.loses


def test_what_is_in_force_already_needs_nothing() -> None:
    assert not planned(TRUST).actions
    assert not planned(TRUST, TRUST, "root", "issuing").actions
    assert not planned(EMPTY, EMPTY).actions


def test_who_plans_the_same_gets_the_same_digest_and_it_can_be_written_down() -> None:
    made = planned(TRUST, EMPTY)
    assert made.digest == planned(TRUST, EMPTY).digest
    assert load(dump(made), "plan.json") == made
    assert made.effects.tenants == ()


@pytest.mark.parametrize(
    ("now", "actions", "attribute"),
    [
        (with_issuing(days=100), ["update authority issuing"], "days"),
        (with_issuing(escrow=True), ["update authority issuing"], "escrow"),
        (with_issuing(schedule=replace(ISSUING.schedule, crl=9)), ["update authority issuing"], "schedule"),
        (with_issuing(ceremony=replace(ISSUING.ceremony, threshold=1)), ["update authority issuing"], "ceremony"),
        (
            replace(TRUST, profiles={**TRUST.profiles, "server": replace(SERVER, days=9)}),
            ["update profile server"],
            "days",
        ),
        (
            replace(TRUST, domains={"city": Domain("city", "Town", "international")}),
            ["update trustdomain city"],
            "title",
        ),
        (replace(TRUST, recovery=Recovery(3, ("a", "b", "c"), 3)), ["update recovery recovery"], "threshold"),
    ],
)
def test_what_may_change_is_changed_in_place(now: Trust, actions: list[str], attribute: str) -> None:
    made = planned(now, TRUST, "root", "issuing")
    assert told(made) == actions
    assert [change.attribute for change in made.actions[0].changes] == [attribute]


def test_what_is_no_longer_declared_ends() -> None:
    made = planned(replace(TRUST, profiles={"server": SERVER}, recovery=Recovery()), TRUST, "root", "issuing")
    assert sorted(told(made)) == ["delete profile person", "delete recovery recovery"]
    assert not made.effects.loses


IDENTITIES = [
    ("subject", "C=CN,O=City,CN=Another"),
    ("algorithm", "p384"),
    ("key", "keys/another"),
    ("issuer", ""),
]


@pytest.mark.parametrize(("name", "value"), IDENTITIES)
def test_an_authority_with_a_certificate_becomes_no_other(name: str, value: str) -> None:
    error = refused(lambda: planned(with_issuing(**{name: value}), TRUST, "issuing", destroy=True))
    assert isinstance(error, Problems)
    assert (error.code.id, error.exit) == ("ZY-PKI-103", Exit.REFUSED)
    assert (error.values["thing"].path, error.values["attributes"]) == ("pki/issuing", name)  # type: ignore[attr-defined]


@pytest.mark.parametrize(("name", "value"), IDENTITIES)
def test_before_its_ceremony_it_can_still_become_another(name: str, value: str) -> None:
    made = planned(with_issuing(**{name: value}), TRUST, "root")
    assert told(made) == ["delete authority issuing", "create authority issuing"]
    assert not made.effects.loses


def test_an_authority_that_is_trusted_ends_only_where_that_is_said() -> None:
    now = replace(TRUST, authorities={"root": ROOT}, profiles={})
    error = refused(lambda: planned(now, TRUST, "root", "issuing"))
    assert (error.code.id, error.exit) == ("ZY-PKI-104", Exit.REFUSED)
    made = planned(now, TRUST, "root", "issuing", destroy=True)
    assert [one.partition(":")[0] for one in made.effects.loses] == ["trust/authority/pki/issuing"]
    assert not planned(now, TRUST, "root").effects.loses, "it was never certified"


def test_that_it_was_never_certified_is_part_of_what_a_plan_rests_on() -> None:
    (end,) = planned(replace(TRUST, authorities={"root": ROOT}, profiles={}), replace(TRUST, profiles={})).actions
    assert ("empty", True) in [(rest.attribute, rest.value) for rest in end.rests]


@pytest.mark.parametrize(
    ("work", "code"),
    [
        (lambda: planned(None), "ZY-PKI-101"),
        (lambda: planned(TRUST, scope=Scope((SITE, "primary"))), "ZY-PKI-100"),
        (lambda: planned(TRUST, scope=Scope((SITE,), ("pki",))), "ZY-PKI-102"),
        (lambda: planned(TRUST, scope=Scope((SITE,), errand=("revert", "CR-1"))), "ZY-PKI-105"),
    ],
)
def test_what_is_not_planned_is_refused(work: Callable[[], Plan], code: str) -> None:
    assert refused(work).code.id == code


def test_a_name_that_no_certificate_can_hold_is_told_with_every_other() -> None:
    long = "C=CN,O=" + "x" * 65
    wrong = replace(
        with_issuing(subject=long), profiles={"server": replace(SERVER, subject="C=CN,E=政云@town.example")}
    )
    error = refused(lambda: planned(wrong))
    assert isinstance(error, Problems)
    assert [one.code.id for one in error.errors] == ["ZY-PKI-001", "ZY-PKI-001"]


@pytest.mark.parametrize("line", ["ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAACQCAAAAAAAAAAQ==", "ecdsa-sha2-nistp521 AAAA"])
def test_a_key_that_no_authority_of_ssh_has_is_told_before_anybody_agrees(line: str) -> None:
    weak = replace(TRUST, ssh_authorities={"ssh/access": SshAuthority("ssh/access", "access", line)})
    error = refused(lambda: planned(weak))
    assert isinstance(error, Problems)
    assert [one.code.id for one in error.errors] == ["ZY-PKI-231"]


LINE = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKoiF2BzyCay57lx5CuJ1PVc2VhTLRbNNLnIFOK3sfjX"
OTHER = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGqsfeSHqpdo8HRRVldl5Fq2Qo+DGevzvS3ItYBYjV7z"


def with_ssh(public: str = LINE, key: str = "access") -> Trust:
    return replace(TRUST, ssh_authorities={"ssh/access": SshAuthority("ssh/access", key, public)})


@pytest.mark.parametrize(("now", "attribute"), [(with_ssh(OTHER), "public"), (with_ssh(key="another"), "key")])
def test_an_authority_of_ssh_is_its_key(now: Trust, attribute: str) -> None:
    error = refused(lambda: planned(now, with_ssh(), destroy=True))
    assert isinstance(error, Problems)
    (told_,) = error.errors
    assert (told_.code.id, told_.values["attributes"]) == ("ZY-PKI-270", attribute)


def test_an_authority_of_ssh_is_not_ended_in_passing() -> None:
    assert refused(lambda: planned(TRUST, with_ssh())).code.id == "ZY-PKI-104"
    made = planned(TRUST, with_ssh(), destroy=True)
    assert told(made) == ["delete authority ssh/access"]
    assert made.effects.loses == (
        "trust/authority/pki/ssh/access: what it has certified for SSH can no longer be revoked",
    )


def test_what_a_plan_says_of_a_thing_is_what_the_register_keeps() -> None:
    for thing in inforce.things(TRUST):
        again = thing_of(address_of(thing), attributes_of(thing))
        assert inforce.in_force([again]) == inforce.in_force([thing])
    assert {address.site for address in wanted(TRUST)} == {SITE}


@pytest.fixture
def register(tmp_path: Path) -> Iterator[Trusts]:
    """The register, with nothing in it."""
    database = Database(tmp_path / "records.sqlite")
    yield Trusts(database, HandClock(NOW))
    database.close()


def driver(register: Trusts, now: datetime = NOW) -> TrustDriver:
    return TrustDriver(register, lambda: now, "operator", "CR-1")


def test_what_was_carried_out_is_in_force_and_doing_it_twice_comes_to_the_same(register: Trusts) -> None:
    hand = driver(register)
    for action in (*planned(TRUST, EMPTY).actions,) * 2:
        assert hand.begin(action, {}) == Outcome(action.id, Status.DONE, made=hand.begin(action, {}).made)
    assert inforce.in_force(register.things()) == TRUST
    assert not plan(Estate("town", "Town", "external", (), trust=TRUST), hand.observe(), WHOLE).actions
    for action in planned(EMPTY).actions:
        assert action.verb is Verb.DELETE
        hand.begin(action, {})
    assert not register.things()


def test_an_authority_lives_as_long_as_its_certificate(register: Trusts) -> None:
    own = house("p256").certificate
    made = AuthorityCertificate("issuing", own.serial, own.raw, "keys/issuing", "")
    register.certify_authority(made, Note("authority.certified", "security", {}))
    register.put(inforce.things(TRUST), Note("trust.adopted", "operator", {}))
    for now, living in ((NOW, {"issuing"}), (datetime(2100, 1, 1, tzinfo=UTC), set())):
        there = driver(register, now).observe().existing
        assert {one.path.removeprefix("pki/") for one, thing in there.items() if not thing.empty} == living


@pytest.mark.parametrize(
    "thing",
    [
        Trusted("authority", "root", {}),
        Trusted("authority", "root", {**attributes_of(inforce.things(TRUST)[1]), "schedule": 7}),
        Trusted("profile", "web", {"name": "web", "uses": "server"}),
        Trusted("domain", "", {"title": 7}),
        Trusted("recovery", "", {"threshold": 2, "folk": []}),
        Trusted("heresy", "", {}),
    ],
)
def test_what_somebody_elses_hand_has_left_in_the_register_is_told(register: Trusts, thing: Trusted) -> None:
    register.put([thing], Note("trust.adopted", "operator", {}))
    error = refused(driver(register).observe)
    assert (error.code.id, error.exit) == ("ZY-PKI-107", Exit.BROKEN)
