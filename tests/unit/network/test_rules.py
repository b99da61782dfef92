"""The rules of guards: what each may let through, and who may reach whom, as the policy says and no more."""

from datetime import date

from network.rules import Rule, arriving, guards, passing
from tests.unit.network.isles import DAY, inner, outer


def names(rules: tuple[Rule, ...]) -> list[str]:
    return [one.name for one in rules]


def test_a_firewall_lets_through_what_can_come_its_way_and_nothing_else() -> None:
    # What stays within the ring never comes by: neither `within-office` nor `look`.
    assert names(passing(inner(), "wall-e", DAY)) == ["hand-in", "deliver", "fetch"]
    (_, deliver, _) = passing(inner(), "wall-e", DAY)
    assert (deliver.source, deliver.target) == ("internal/depot", "internal/office")
    assert deliver.sources == ("198.51.100.192/29", "198.51.100.200/29", "2001:db8:12::/48", "2001:db8:22::/48")
    assert (deliver.protocol, deliver.ports) == ("tcp", ((9000, 9002),))
    assert deliver.place.startswith("isles/network.yaml:")


def test_where_nothing_says_which_way_a_zone_lies_all_that_is_permitted_passes() -> None:
    routes = (
        'routes: {198.51.100.0/24: 198.51.100.149, 203.0.113.0/24: 192.0.2.130, "2001:db8::/34": "2001:db8:11:99::1"}'
    )
    estate = inner(east=(routes, "routes: {}"))
    assert names(passing(estate, "wall-e", DAY)) == [
        "within-office",
        "within-ring",
        "hand-in",
        "deliver",
        "fetch",
        "look",
    ]


def test_only_firewalls_police_what_passes() -> None:
    assert guards(inner()) == ("wall-e", "wall-w")
    assert guards(outer()) == ()
    assert passing(inner(), "r1", DAY) == ()


def test_a_conduit_is_in_force_up_to_its_last_day() -> None:
    assert "fetch" in names(passing(inner(), "wall-e", date(2026, 12, 31)))
    assert "fetch" not in names(passing(inner(), "wall-e", date(2027, 1, 1)))
    assert "fetch" not in names(arriving(inner(), "store-e", date(2027, 1, 1)))


def test_a_host_is_reached_by_its_own_zone_by_conduits_and_over_management_from_its_host_alone() -> None:
    rules = arriving(inner(), "desk", DAY)
    assert names(rules) == ["management", "within-office", "deliver"]
    management, within, deliver = rules
    assert (management.sources, management.targets) == (("192.0.2.1/32", "192.0.2.33/32"), ("192.0.2.7/32",))
    assert within.targets == ("198.51.100.2/32", "2001:db8:10:1::2/128")
    assert within.sources == ("198.51.100.0/26", "198.51.100.64/27", "2001:db8:10::/48", "2001:db8:20::/48")
    assert deliver.targets == within.targets


def test_the_management_host_is_reached_from_all_of_management_and_by_nobody_else() -> None:
    (rule,) = arriving(inner(), "keeper", DAY)
    assert (rule.name, rule.sources) == ("management", ("192.0.2.0/27", "192.0.2.32/27"))


def test_in_a_closed_zone_only_who_is_joined_directly_reaches_a_host() -> None:
    within = next(one for one in arriving(inner(), "store-e", DAY) if one.name == "within-depot")
    assert within.sources == ("198.51.100.192/30", "2001:db8:12:1::/64")
    assert not any(one.source == one.target == "internal/depot" for one in passing(inner(), "wall-e", DAY))


def test_nobody_is_reached_on_a_border_by_the_policy() -> None:
    for estate, host, address in ((inner(), "wall-e", "192.0.2.129/32"), (outer(), "gate-e", "192.0.2.130/32")):
        assert not any(address in one.targets for one in arriving(estate, host, DAY))


def test_a_rule_of_one_family_has_addresses_of_it_on_both_sides_or_is_none() -> None:
    hand_in, _, fetch = passing(inner(), "wall-e", DAY)
    six = hand_in.of(6)
    assert six
    assert six.sources == ("2001:db8:10::/48", "2001:db8:20::/48")
    assert fetch.of(6) is None
    four = fetch.of(4)
    assert four
    assert four.targets == ("198.51.100.192/29", "198.51.100.200/29")
