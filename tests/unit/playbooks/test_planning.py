"""Plans of hosts: what roles tell becomes actions that people can agree to, and nothing else does."""

from dataclasses import replace

import pytest

from playbooks import codes
from playbooks.events import Step
from playbooks.grammars import BLIND, FILE, STEP, Where, address, rest_of, where_of
from playbooks.plan import Diff, Seen, seen
from playbooks.planning import blind_hosts, plan, roles_in, scope_of, secrets_of
from playbooks.roletree import how
from tests.hosting import AFTER, ALL, BEFORE, ESTATE, HOSTS, NTP, OTHER, SSH, STATS, event, laid, play, results
from zhengyun.diff import Verb
from zhengyun.errors import Code, Problems, ZhengyunError
from zhengyun.estate import Site, Zone
from zhengyun.plan import Plan, Scope
from zhengyun.resource import HOW
from zhengyun.ruleset import Matter, When

PATH = "/etc/chrony/chrony.conf"
WHOLE = Scope(("hosts",))


def site(name: str, **levels: int) -> Site:
    """A site with zones for these levels."""
    return Site(name, name, "", zones=tuple(Zone(zone, zone, level, ()) for zone, level in levels.items()))


def told(*events: object, scope: frozenset[Where] = ALL) -> Seen:
    made, _ = results(play("ssh_hardening"), play("time_client"), *events, STATS, scope=scope)  # type: ignore[arg-type]
    return seen(made, scope, dict(how()))


def planned(*events: object) -> Plan:
    return plan(ESTATE, told(*events), WHOLE)


class TestActions:
    def test_a_file_that_is_not_there_is_created(self) -> None:
        (action,) = planned(laid(NTP, PATH, None, AFTER)).actions
        assert (action.verb, str(action.address)) == (Verb.CREATE, f"hosts/{FILE}/hosts/p-c1/time_client{PATH}")
        assert action.attributes["sha256"] == AFTER["sha256"]

    def test_a_file_that_differs_is_updated_and_rests_on_what_was_there(self) -> None:
        (action,) = planned(laid(NTP, PATH, BEFORE, AFTER)).actions
        assert action.verb is Verb.UPDATE
        assert [(one.attribute, one.before, one.after) for one in action.changes] == [("sha256", "a" * 64, "b" * 64)]
        assert {(rest.attribute, rest.value) for rest in action.rests} >= {("sha256", "a" * 64)}

    def test_a_file_that_is_to_go_is_deleted(self) -> None:
        (action,) = planned(laid(NTP, PATH, BEFORE, None)).actions
        assert action.verb is Verb.DELETE

    @pytest.mark.parametrize("same", [BEFORE, None])
    def test_what_is_as_it_should_be_is_no_action(self, same: object) -> None:
        assert planned(laid(NTP, PATH, same, same)).actions == ()

    def test_a_file_that_two_tasks_lay_is_planned_from_the_first_state_to_the_last(self) -> None:
        (action,) = planned(laid(NTP, PATH, None, BEFORE), laid(NTP, PATH, BEFORE, AFTER)).actions
        assert (action.verb, action.attributes["sha256"]) == (Verb.CREATE, "b" * 64)

    def test_a_step_rests_on_what_its_module_says_is_there(self) -> None:
        diff = {"before": "stopped", "after": "started"}
        (action,) = planned(event("runner_on_ok", NTP, task="Start it", task_action="service",
                                  res={"changed": True, "diff": diff})).actions  # fmt: skip
        assert (action.verb, action.address) == (Verb.UPDATE, address(STEP, NTP, "Start it"))
        assert [one.attribute for one in action.changes] == ["state"]

    def test_what_check_mode_leaves_out_is_blind_and_says_so(self) -> None:
        made, _ = results(play("time_client"), STATS)
        made.skipped(NTP, Step("Run it", "command"))
        (action,) = plan(ESTATE, seen(made, frozenset({NTP, OTHER}), dict(how())), WHOLE).actions
        assert action.address == address(BLIND, NTP, "Run it")

    def test_every_action_names_the_roles_and_the_ansible_that_it_was_made_with(self) -> None:
        (action,) = planned(laid(NTP, PATH, None, AFTER)).actions
        assert action.attributes[HOW] == how()
        assert set(how()) == {"roles", "ansible"}

    def test_the_digest_is_of_what_is_done_and_of_no_text_of_a_difference(self) -> None:
        made = told(laid(NTP, PATH, BEFORE, AFTER))
        with_diff = Seen(made.wanted, made.world, made.untold, (Diff("p-c1", "time_client", PATH, "--- /tmp/x"),))
        assert plan(ESTATE, made, WHOLE).digest == plan(ESTATE, with_diff, WHOLE).digest
        assert plan(ESTATE, made, WHOLE).digest != planned(laid(NTP, PATH, BEFORE, {**AFTER, "mode": "0600"})).digest

    def test_actions_need_none_of_each_other_so_that_one_run_does_them_all(self) -> None:
        made = planned(laid(NTP, PATH, None, AFTER), laid(OTHER, PATH, None, AFTER), laid(NTP, "/etc/x", None, AFTER))
        assert len(made.actions) == 3
        assert all(action.needs == () for action in made.actions)

    def test_effects_name_the_zones_of_hosts_that_are_touched(self) -> None:
        assert planned(laid(OTHER, PATH, None, AFTER)).effects.zones == ("primary/edge",)

    @pytest.mark.parametrize(
        ("touched", "zones", "level"),
        [
            ((NTP,), ("primary/core",), 4),
            ((OTHER,), ("primary/edge",), 2),
            ((OTHER, NTP), ("primary/core", "primary/edge"), 4),
            ((), (), 0),
        ],
    )
    def test_chains_by_level_and_by_zone_hold_for_hosts(
        self, touched: tuple[Where, ...], zones: tuple[str, ...], level: int
    ) -> None:
        estate = replace(ESTATE, sites=(site("primary", core=4, edge=2), site("dr", core=5, edge=5)))
        made = plan(estate, told(*(laid(one, PATH, None, AFTER) for one in touched)), WHOLE)
        assert (made.effects.zones, made.effects.level) == (zones, level)
        matter = Matter.of(made)
        assert When(level=4).holds(matter) is (level == 4)
        assert When(zones=("core",)).holds(matter) is When(zones=("primary/core",)).holds(matter) is (NTP in touched)
        assert not When(zones=("dr/core",)).holds(matter)

    def test_secrets_are_those_that_files_of_the_plan_name(self) -> None:
        made = planned(
            laid(NTP, PATH, None, AFTER, secrets=["snmp/priv", "snmp/auth"]),
            laid(OTHER, PATH, AFTER, AFTER, secrets=["a/b"]),
        )
        assert secrets_of(made) == ("snmp/auth", "snmp/priv")


class TestWhatCannotBePlanned:
    def away(self) -> Seen:
        gone = event("runner_on_unreachable", Where("p-c1", ""), task="Ask", res={"msg": "timed out"})
        made, _ = results(event("playbook_on_play_start", pattern="all"), gone, play("time_client"), STATS)
        return seen(made, ALL, dict(how()))

    def test_a_host_that_is_away_is_told_once(self) -> None:
        with pytest.raises(Problems) as told:
            plan(ESTATE, self.away(), WHOLE)
        assert [error.code for error in told.value.errors] == [codes.AWAY]
        assert "p-c1" in str(told.value)
        assert "timed out" in str(told.value)

    def test_a_host_may_be_planned_blind_and_that_is_what_people_see(self) -> None:
        scope = scope_of(HOSTS, ("hosts",), blind=("p-c1",), allow_destroy=False)
        made, _ = results(play("time_client"), STATS, scope=frozenset({OTHER}))
        actions = plan(ESTATE, seen(made, {OTHER}, dict(how())), scope).actions
        assert [(one.address.kind, where_of(one.address), rest_of(one.address)) for one in actions] == [
            (BLIND, SSH, ""),
            (BLIND, NTP, ""),
        ]

    def test_a_role_that_fails_in_check_mode_is_told_with_its_words(self) -> None:
        broken = event("runner_on_failed", NTP, task="Lay it", res={"msg": "undefined"}, ignore_errors=None)
        with pytest.raises(Problems) as error:
            plan(ESTATE, told(broken), WHOLE)
        assert error.value.code is codes.NOT_PLANNED
        assert error.value.values == {"host": "p-c1", "role": "time_client", "task": "Lay it", "said": "undefined"}

    def test_an_estate_without_hosts_has_nothing_to_plan(self) -> None:
        with pytest.raises(ZhengyunError) as error:
            plan(replace(ESTATE, hosts=type(HOSTS)()), told(), WHOLE)
        assert error.value.code is codes.NO_HOSTS


class TestScopes:
    @pytest.mark.parametrize(
        ("only", "paths", "roles"),
        [
            ((), (), {SSH, NTP, OTHER}),
            (("p-c1",), ("hosts/p-c1",), {SSH, NTP}),
            (("hosts/p-c1/time_client", "p-c2"), ("hosts/p-c1/time_client", "hosts/p-c2"), {NTP, OTHER}),
        ],
    )
    def test_only_names_hosts_or_roles_on_them(
        self, only: tuple[str, ...], paths: tuple[str, ...], roles: set[Where]
    ) -> None:
        scope = scope_of(HOSTS, ("hosts",), only, allow_destroy=False)
        assert scope.only == paths
        assert roles_in(HOSTS, scope) == roles

    @pytest.mark.parametrize(
        ("sites", "only", "blind", "code"),
        [
            (("hosts", "primary"), (), (), codes.HOSTS_ALONE),
            (("hosts",), ("p-c9",), (), codes.UNKNOWN),
            (("hosts",), ("p-c2/ssh_hardening",), (), codes.UNKNOWN),
            (("hosts",), (), ("p-c9",), codes.UNKNOWN),
        ],
    )
    def test_what_is_no_scope_of_hosts(
        self, sites: tuple[str, ...], only: tuple[str, ...], blind: tuple[str, ...], code: Code
    ) -> None:
        with pytest.raises(ZhengyunError) as error:
            scope_of(HOSTS, sites, only, blind=blind, allow_destroy=False)
        assert error.value.code is code

    def test_other_errands_are_none_of_hosts(self) -> None:
        with pytest.raises(ZhengyunError) as error:
            blind_hosts(Scope(("hosts",), errand=("revert", "ZY-1")))
        assert error.value.code is codes.NO_ERRAND
