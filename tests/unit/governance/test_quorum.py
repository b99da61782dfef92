"""Who can make the next version: as many as it demands, and never people of one administrative role alone."""

from collections.abc import Callable
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.memory import follow
from governance.quorum import offices, reserve, suffice
from governance.roles import _followed, _pin, adopt, begin, current
from governance.verifier import Log
from governance.versions import following
from tests.attacks import Attack
from tests.cast import DAY, NOW, VERIFIER, at, changed, person, proven, role_file, signed, signer
from tests.examples import examples
from tests.records import Records, begun, fresh
from zhengyun.errors import Problems, ZhengyunError
from zhengyun.people import Group, Person, Post, Role, posts
from zhengyun.rolefile import FIRST_FORMAT, FORMAT, Recovery, RoleFile
from zhengyun.ruleset import THREE
from zhengyun.signing import Signature

NEXT = role_file(version=2)
HEADS = (person("hu", Role.HEAD), person("he", Role.HEAD))
WITH_HEADS = (*role_file().people, *HEADS)


def refusal(work: Callable[[], object]) -> str:
    with pytest.raises(ZhengyunError) as raised:
        work()
    assert str(raised.value)
    return raised.value.code.id


def put(records: Records, roles: RoleFile, *names: str) -> object:
    whole = signed(roles, *names)
    return adopt(whole, records.roles, records.book, VERIFIER, records.clock.now(), "lab", "a fire")


def refused_as_a_whole(roles: RoleFile, tmp_path: Path) -> str:
    """What is said to whoever begins a log with it."""
    records = fresh(tmp_path / "r.sqlite")
    with pytest.raises(Problems) as raised:
        begin(proven(roles), records.roles, records.book, VERIFIER, NOW, "lab")
    return str(raised.value)


class TestCounting:
    """The signatures, and what those who gave them are."""

    @pytest.mark.parametrize("names", [*combinations([one.name for one in WITH_HEADS], 2)])
    def test_two_make_a_version_if_they_hold_two_of_the_three_roles(
        self, tmp_path: Path, names: tuple[str, str]
    ) -> None:
        records = begun(tmp_path / "r.sqlite", role_file(*WITH_HEADS))
        held = {post.role for one in WITH_HEADS if one.name in names for post in one.posts}
        second = role_file(*WITH_HEADS, version=2)
        if len(held & set(THREE)) == 2:
            assert put(records, second, *names)
        else:
            assert refusal(lambda: put(records, second, *names)) == "ZY-GOV-273"
            assert current(records.roles, records.book, VERIFIER).version == 1

    def test_a_threshold_of_one_takes_two_all_the_same(self, tmp_path: Path) -> None:
        records = begun(tmp_path / "r.sqlite", role_file(threshold=1))
        second = role_file(version=2, threshold=1)
        assert refusal(lambda: put(records, second, "wang")) == "ZY-GOV-273"
        assert put(records, second, "wang", "chen")

    def test_an_auditor_who_does_not_count_is_no_second_role(self, records: Records) -> None:
        more = role_file(*role_file().people, HEADS[0], version=2)
        assert refusal(lambda: put(records, more, "wang", "zhou", "chen", "hu")) == "ZY-GOV-273"

    def test_a_post_by_a_group_is_one(self, tmp_path: Path) -> None:
        def file(version: int) -> RoleFile:
            bare = changed(role_file(version=version), "sun", roles=())
            return replace(bare, groups=(Group("duty", ("sun",), posts(Role.SECURITY)),))

        assert put(begun(tmp_path / "r.sqlite", file(1)), file(2), "wang", "sun")

    def test_one_who_acts_for_longer_is_not_the_second_role_for_that(self, records: Records) -> None:
        longer = changed(NEXT, "li", not_after=at(700 * DAY))
        assert refusal(lambda: put(records, longer, "li", "wang", "zhou")) == "ZY-GOV-014"
        assert put(records, longer, "li", "wang", "chen")

    def test_recovery_keys_stand_for_no_role(self, tmp_path: Path) -> None:
        recovery = Recovery(1, (signer("recovery0").public,))
        records = begun(tmp_path / "r.sqlite", replace(role_file(), recovery=recovery))
        second = replace(NEXT, recovery=recovery)
        assert refusal(lambda: put(records, second, "wang", "zhou")) == "ZY-GOV-273"
        whole = signed(second, "wang", "zhou")
        last = signed(second, "recovery0").signatures[0]._replace(signer=signer("recovery0").public.id)
        both = replace(whole, signatures=(*whole.signatures, last))
        assert adopt(both, records.roles, records.book, VERIFIER, NOW, "lab", "a fire")[1].manner == "recovery"


ROLES = st.lists(st.sampled_from([*Role]), max_size=2, unique=True)


@st.composite
def files(draw: st.DrawFn) -> tuple[RoleFile, set[str]]:
    """A role file of some people, in order or not, and those who have signed."""
    own = draw(st.lists(ROLES, min_size=1, max_size=6))
    key = person("bai", Role.SYSTEM).key
    people: list[Person] = [
        replace(person("bai", Role.SYSTEM), name=f"p{number}", identity=f"i{number}", posts=posts(*held),
                key=key._replace(id=f"k{number}", value=f"AAA{'ABCDEF'[number]}"))
        for number, held in enumerate(own)
    ]  # fmt: skip
    names = [one.name for one in people]
    grouped = draw(st.lists(st.sampled_from(names), max_size=2, unique=True))
    group = Group("g", tuple(grouped), posts(draw(st.sampled_from([*Role]))))
    threshold = draw(st.integers(1, len(people)))
    return RoleFile(1, threshold, tuple(people), groups=(group,)), draw(st.sets(st.sampled_from(names)))


def held_by(roles: RoleFile, name: str) -> set[Role]:
    own = {post.role for one in roles.people if one.name == name for post in one.posts}
    return (own | {post.role for one in roles.groups if name in one.members for post in one.posts}) & set(THREE)


@given(files())
def test_as_many_as_it_demands_among_them_two_who_hold_one_role_each_and_not_the_same(
    given_: tuple[RoleFile, set[str]],
) -> None:
    roles, names = given_
    single = [held_by(roles, name) for name in names if len(held_by(roles, name)) == 1]
    two = any(one != other for one, other in combinations(single, 2))
    assert suffice(roles, names) is (two and len(names) >= roles.threshold)


@given(files(), st.integers(0, 5))
def test_one_more_signature_never_makes_it_fewer_roles(given_: tuple[RoleFile, set[str]], number: int) -> None:
    roles, names = given_
    more = names | {roles.people[number % len(roles.people)].name}
    assert offices(roles, names) <= offices(roles, more)
    assert suffice(roles, more) or not suffice(roles, names)


SOME: Final = tuple(one.name for one in WITH_HEADS)
SPARE: Final = Recovery(2, (signer("recovery0").public, signer("recovery1").public))


@st.composite
def steps(draw: st.DrawFn) -> tuple[RoleFile, RoleFile]:
    """A role file, in order or not, and a next one that people and recovery keys have signed, some of them badly or twice."""
    held = {name: draw(st.one_of(st.just(posts_of(name)), ROLES.map(lambda some: posts(*some)))) for name in SOME}
    recovery, threshold = draw(st.sampled_from([Recovery(), SPARE])), draw(st.integers(1, 3))
    first = replace(role_file(*WITH_HEADS, threshold=threshold), recovery=recovery)
    if draw(st.integers(0, 5)) == 0:
        first = replace(role_file(*WITH_HEADS, threshold=threshold), format=FIRST_FORMAT)
    for name, some in held.items():
        first = changed(first, name, posts=some)
    if draw(st.booleans()):
        first = changed(first, draw(st.sampled_from(SOME)), not_after=at(draw(st.sampled_from([-10, 0, 10]))))
    second = replace(first, version=2, format=draw(st.sampled_from([first.format, FORMAT, FORMAT, FIRST_FORMAT])))
    signers = {name: name for name in SOME} | {key.id: f"recovery{number}" for number, key in enumerate(recovery.keys)}
    if draw(st.integers(0, 2)) == 0:
        renewed = draw(st.sampled_from(SOME))
        second = changed(second, renewed, key=signer("fresh").public)
        signers |= {f"{renewed} ": "fresh"}
    good = [
        Signature(name.strip(), signer(signers[name]).sign(second.signed_bytes))
        for name in draw(st.lists(st.sampled_from([*signers]), unique=True))
    ]
    bad = [Signature(name.strip(), "AAAA") for name in draw(st.lists(st.sampled_from([*signers]), max_size=2))]
    return first, replace(second, signatures=tuple(draw(st.permutations([*good, *bad]))))


def posts_of(name: str) -> tuple[Post, ...]:
    return next(one.posts for one in WITH_HEADS if one.name == name)


@examples(150)
@given(steps())
def test_whoever_verifies_alone_comes_to_the_same(given_: tuple[RoleFile, RoleFile]) -> None:
    """The page that travels with a bundle knows nothing of ours; who gains, or acts for longer, it does not judge."""
    first, second = given_
    page: Any = Log(first.digest)
    page.change(at(0), first.digest, proven(first).document())
    page.size = 1
    page.change(at(0), second.digest, second.document())
    theirs = page.versions[-1][1]["version"] == 2
    ours = _followed(second, first, VERIFIER, NOW)
    step = following(second, first, VERIFIER, NOW)
    if second.format == FORMAT and (step.void or step.short):
        assert theirs or not ours
    else:
        assert theirs is ours


def test_neither_takes_a_bad_signature_for_a_good_ones_end() -> None:
    whole = signed(NEXT, "wang", "li")
    for more in ((*whole.signatures, Signature("li", "AAAA")), (Signature("li", "AAAA"), *whole.signatures)):
        page: Any = Log(role_file().digest)
        page.change(at(0), role_file().digest, proven(role_file()).document())
        page.size = 1
        page.change(at(0), NEXT.digest, replace(whole, signatures=more).document())
        assert not page.found
        assert _followed(replace(whole, signatures=more), role_file(), VERIFIER, NOW)


def test_no_signer_is_adopted_twice_but_with_two_keys(records: Records) -> None:
    whole = signed(NEXT, "wang", "li")
    twice = replace(whole, signatures=(*whole.signatures, Signature("li", "AAAA")))
    assert refusal(lambda: adopt(twice, records.roles, records.book, VERIFIER, NOW, "lab")) == "ZY-GOV-275"
    renewed = signed(changed(NEXT, "li", key=signer("fresh").public), "wang", "li", "fresh")
    mine = renewed.signatures[2]._replace(signer="li")
    both = replace(renewed, signatures=(*renewed.signatures[:2], mine))
    assert adopt(both, records.roles, records.book, VERIFIER, NOW, "lab")[1].manner == "rotation"


class TestLeft:
    """What is left when people have left, told apart, and told before it happens."""

    def test_signers_of_one_role_alone_are_a_lost_quorum_and_not_too_few(self, tmp_path: Path) -> None:
        file = role_file()
        for name in ("li", "sun", "chen"):
            file = changed(file, name, not_after=at(DAY))
        records = begun(tmp_path / "r.sqlite", file)
        records.clock.pass_by(2 * DAY)
        with pytest.raises(ZhengyunError, match=r"ZY-GOV-274 .*\(wang, zhou\).* system") as raised:
            put(records, NEXT, "wang", "zhou")
        assert "new beginning" in str(raised.value.code.more)

    def test_with_recovery_keys_it_is_not_lost(self, tmp_path: Path) -> None:
        file = replace(role_file(), recovery=Recovery(1, (signer("recovery0").public,)))
        for name in ("li", "sun", "chen"):
            file = changed(file, name, not_after=at(DAY))
        records = begun(tmp_path / "r.sqlite", file)
        records.clock.pass_by(2 * DAY)
        assert refusal(lambda: put(records, NEXT, "wang", "zhou")) == "ZY-GOV-273"

    def test_a_lost_key_is_still_replaced_by_two_others_of_two_roles(self, records: Records) -> None:
        fresh_key = changed(NEXT, "li", key=signer("fresh").public)
        mine = signed(fresh_key, "fresh").signatures[0]._replace(signer="li")

        def manner(*names: str) -> str:
            whole = replace(fresh_key, signatures=(*signed(fresh_key, *names).signatures, mine))
            return adopt(whole, records.roles, records.book, VERIFIER, NOW, "lab")[1].manner

        assert refusal(lambda: manner("wang", "zhou")) == "ZY-GOV-273"
        assert manner("wang", "sun") == "lost key"

    @pytest.mark.parametrize("role", THREE)
    def test_no_version_is_proposed_that_would_leave_one_role_alone(self, records: Records, role: Role) -> None:
        alone = role_file(person("wang", role), person("zhou", role), version=2)
        with pytest.raises(Problems, match="nobody in office can act as"):
            put(records, alone, "wang", "li", "zhou")

    @pytest.mark.parametrize("people", [("wang", "zhou"), ("li", "sun"), ("chen",), ("wang", "li")])
    def test_no_log_begins_with_people_who_could_make_no_second_version(
        self, tmp_path: Path, people: tuple[str, ...]
    ) -> None:
        said = refused_as_a_whole(role_file(*map(person, people), threshold=1), tmp_path)
        assert "ZY-GOV-043" in said
        assert "nobody in office can act as" in said

    def test_it_is_told_until_when_there_are_enough(self) -> None:
        file = role_file()
        for name, days in (("li", 30), ("sun", 60), ("chen", 90)):
            file = changed(file, name, not_after=at(days * DAY))
        assert reserve(file, NOW).until == at(90 * DAY)
        assert reserve(role_file(), NOW).until == person("wang").until

    def test_it_is_told_who_is_missed_at_once(self) -> None:
        assert reserve(role_file(), NOW).pillars == ()
        small = role_file(*map(person, ("wang", "zhou", "li")))
        assert reserve(small, NOW).pillars == ("li",)
        assert reserve(role_file(*map(person, ("wang", "li", "chen"))), NOW).pillars == ()
        all_three = role_file(*map(person, ("wang", "li", "chen")), threshold=3)
        assert reserve(all_three, NOW).pillars == ("chen", "li", "wang")


class TestPast:
    """Past `adopt`, with the records or a witness in hand."""

    @pytest.mark.parametrize(("names", "out"), [(("wang", "zhou"), "sun"), (("li", "sun"), "zhou")])
    def test_two_of_one_role_sign_the_next_role_file(
        self, records: Records, tmp_path: Path, attack: Attack, names: tuple[str, str], out: str
    ) -> None:
        promoted = signed(changed(NEXT, out, revoked=at(0)), *names)
        assert refusal(lambda: put(records, promoted, *names)) == "ZY-GOV-273"
        trust = tmp_path / "trust.json"
        follow(trust, role_file(), VERIFIER, NOW)
        assert refusal(lambda: follow(trust, promoted, VERIFIER, NOW)) == "ZY-GOV-273"
        assert records.roles.add(2, promoted.document(), _pin(promoted, names[0]))
        assert refusal(lambda: current(records.roles, records.book, VERIFIER)) == "ZY-GOV-011"
        attack(
            "two of one role sign the next role file",
            "refused (ZY-GOV-273; past adopt ZY-GOV-011)",
            "role adopt, witnesses, whoever reads it, verifier.py",
        )

    @pytest.mark.parametrize("names", [("wang", "li"), ("wang", "zhou")])
    def test_no_version_goes_back_to_the_first_format_which_asks_less(
        self, records: Records, names: tuple[str, str]
    ) -> None:
        older = signed(replace(NEXT, format=FIRST_FORMAT), *names)
        assert records.roles.add(2, older.document(), _pin(older, names[0]))
        assert refusal(lambda: current(records.roles, records.book, VERIFIER)) == "ZY-GOV-011"
