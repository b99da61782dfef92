"""Who holds what: by his own post, by a group, as a deputy; with certificates, for tenants, and for as long as it lasts."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tests.cast import NOW, at, changed, person, role_file, signer
from zhengyun import office
from zhengyun.office import Verdict, holds
from zhengyun.people import Deputy, Group, Person, Post, Qualification, Role, posts
from zhengyun.rolefile import RoleFile
from zhengyun.ruleset import Demand, Ruleset

CERTIFICATE = "信息安全员"


def bare(name: str, *held: Post, **values: Any) -> Person:
    """Somebody with these posts and no other."""
    return replace(person(name, Role.SYSTEM), posts=held, **values)


def with_deputy(begins: int = -9, ends: int = 9, revoked: str = "", **values: Any) -> RoleFile:
    """Li, for whom Bai stands in as security administrator."""
    deputy = Deputy("bai", (Role.SECURITY,), at(begins), at(ends), revoked)
    roles = role_file(*map(person, ("wang", "li", "chen")), bare("bai"))
    return changed(roles, "li", deputies=(deputy,), **values)


def told(verdict: Verdict) -> tuple[bool, str]:
    return bool(verdict), verdict.why.text


def test_a_post_of_ones_own_is_held() -> None:
    verdict = holds(role_file(), "li", Role.SECURITY, NOW)
    assert (verdict.holds, verdict.why.text, verdict.office) == (True, office.OWN, "li")


def test_what_one_has_no_post_for_is_not() -> None:
    assert told(holds(role_file(), "li", Role.SYSTEM, NOW)) == (False, office.NOT_HELD)


def test_who_is_not_in_the_file_holds_nothing() -> None:
    assert told(holds(role_file(), "stranger", Role.SYSTEM, NOW)) == (False, office.UNKNOWN)


@pytest.mark.parametrize("seconds", [-86_401, 366 * 86_400])
def test_an_office_begins_and_ends(seconds: int) -> None:
    verdict = holds(role_file(), "li", Role.SECURITY, NOW + timedelta(seconds=seconds))
    assert told(verdict) == (False, office.OUT)


def test_a_group_holds_a_role_for_its_members_and_for_nobody_else() -> None:
    roles = replace(role_file(bare("bai"), *role_file().people), groups=(Group("duty", ("bai",), posts(Role.SYSTEM)),))
    assert str(holds(roles, "bai", Role.SYSTEM, NOW).why) == "as a member of duty"
    assert not holds(roles, "chen", Role.SYSTEM, NOW)


class TestDeputies:
    """Standing in for somebody."""

    def test_a_deputy_acts_in_the_office_of_another(self) -> None:
        verdict = holds(with_deputy(), "bai", Role.SECURITY, NOW)
        assert (str(verdict.why), verdict.office) == (f"as the deputy of li until {at(9)}", "li")

    @pytest.mark.parametrize(("begins", "ends"), [(1, 9), (-9, -1)])
    def test_only_while_he_stands_in(self, begins: int, ends: int) -> None:
        verdict = holds(with_deputy(begins, ends), "bai", Role.SECURITY, NOW)
        assert told(verdict) == (False, office.NO_DEPUTY)
        assert f"from {at(begins)} until {at(ends)}" in str(verdict.why)

    def test_not_once_it_has_been_revoked(self) -> None:
        assert told(holds(with_deputy(revoked=at(0)), "bai", Role.SECURITY, NOW)) == (False, office.NO_DEPUTY)

    def test_not_for_somebody_who_is_out_of_office(self) -> None:
        assert told(holds(with_deputy(revoked="", not_after=at(-1)), "bai", Role.SECURITY, NOW)) == (
            False,
            office.EMPTY,
        )

    def test_not_in_another_role(self) -> None:
        assert told(holds(with_deputy(), "bai", Role.AUDIT, NOW)) == (False, office.NOT_HELD)

    def test_a_deputy_has_no_deputy(self) -> None:
        roles = changed(with_deputy(), "bai", deputies=(Deputy("wang", (Role.SECURITY,), at(-9), at(9)),))
        assert not holds(roles, "wang", Role.SECURITY, NOW)


class TestTenants:
    """Posts that are held for some tenants."""

    ROLES = role_file(*role_file().people, bare("bai", Post(Role.OPERATOR, ("finance", "health"))))

    @pytest.mark.parametrize("tenants", [(), ("finance",), ("finance", "health")])
    def test_what_is_named_is_covered(self, tenants: tuple[str, ...]) -> None:
        assert holds(self.ROLES, "bai", Role.OPERATOR, NOW, tenants)

    @pytest.mark.parametrize("tenants", [("transport",), ("finance", "transport"), ("site",)])
    def test_nothing_else_is(self, tenants: tuple[str, ...]) -> None:
        verdict = holds(self.ROLES, "bai", Role.OPERATOR, NOW, tenants)
        assert told(verdict) == (False, office.ELSEWHERE)
        assert verdict.why.facts["asked"] == tenants[-1]

    def test_all_is_all(self) -> None:
        roles = changed(self.ROLES, "bai", posts=posts(Role.OPERATOR))
        assert holds(roles, "bai", Role.OPERATOR, NOW, ("anything",))

    def test_other_roles_are_held_for_all_tenants(self) -> None:
        assert holds(self.ROLES, "li", Role.SECURITY, NOW, ("anything",))


class TestCertificates:
    """Certificates that the rules demand of a role."""

    RULES = Ruleset(qualifications=(Demand(Role.SECURITY, (CERTIFICATE,)),))

    def held(self, *spans: tuple[int, int, str]) -> Verdict:
        found = tuple(
            Qualification(CERTIFICATE, str(number), "the province", at(begins), at(ends), revoked)
            for number, (begins, ends, revoked) in enumerate(spans)
        )
        roles = changed(replace(role_file(), rules=self.RULES), "li", qualifications=found)
        return holds(roles, "li", Role.SECURITY, NOW)

    def test_who_has_it_acts(self) -> None:
        assert self.held((-9, 9, ""))
        assert self.held((-9, -1, ""), (-1, 9, ""))

    def test_who_has_none_does_not(self) -> None:
        assert told(self.held()) == (False, office.UNQUALIFIED)

    @pytest.mark.parametrize("span", [(-9, -1, ""), (1, 9, ""), (-9, 9, at(0))])
    def test_nor_whose_has_ended_has_not_begun_or_was_revoked(self, span: tuple[int, int, str]) -> None:
        verdict = self.held(span)
        assert told(verdict) == (False, office.LAPSED)
        assert CERTIFICATE in str(verdict.why)

    def test_a_deputy_needs_it_himself(self) -> None:
        roles = replace(with_deputy(), rules=self.RULES)
        assert told(holds(roles, "bai", Role.SECURITY, NOW)) == (False, office.UNQUALIFIED)

    def test_other_roles_do_without(self) -> None:
        assert holds(replace(role_file(), rules=self.RULES), "wang", Role.SYSTEM, NOW)


def test_keys_play_no_part() -> None:
    assert holds(changed(role_file(), "li", key=signer("another").public), "li", Role.SECURITY, NOW)


class TestSeveralPosts:
    """One role by several posts."""

    FINANCE, HEALTH = (Post(Role.OPERATOR, (tenant,)) for tenant in ("finance", "health"))

    def test_those_of_one_office_count_together(self) -> None:
        both = role_file(bare("bai", self.FINANCE, self.HEALTH), *role_file().people)
        by_group = replace(
            role_file(bare("bai", self.FINANCE), *role_file().people), groups=(Group("duty", ("bai",), (self.HEALTH,)),)
        )
        for roles in (both, by_group):
            assert holds(roles, "bai", Role.OPERATOR, NOW, ("finance", "health"))
            refused = holds(roles, "bai", Role.OPERATOR, NOW, ("finance", "archives"))
            assert str(refused.why) == "holds the role for finance, health only, and not for archives"

    def test_those_of_two_offices_do_not(self) -> None:
        deputy = Deputy("bai", (Role.OPERATOR,), at(-9), at(9))
        roles = role_file(bare("bai", self.FINANCE), bare("wu", self.HEALTH, deputies=(deputy,)), *role_file().people)
        assert holds(roles, "bai", Role.OPERATOR, NOW, ("health",)).office == "wu"
        refused = holds(roles, "bai", Role.OPERATOR, NOW, ("finance", "health"))
        assert str(refused.why) == "holds the role for finance only, and not for health"
