"""Guards taken away one by one, over a world on paper: what protects is missed, what does not is named, and nothing stays away."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from ipaddress import ip_interface

import pytest

from network.codes import proving as codes
from network.legs import Leg
from network.probing.mutating import Told, mutate, told
from network.probing.near import Try, across, tries
from zhengyun.errors import Exit, ZhengyunError
from zhengyun.guarding import Guard


def leg(host: str, segment: str, address: str, management: bool = False) -> Leg:
    at = ip_interface(address)
    return Leg(host, segment, segment, str(at.ip), at.network.prefixlen, f"z/{segment}", management, False)


LEGS = (
    leg("keeper", "mgmt", "192.0.2.1/26", True),
    leg("gate", "mgmt", "192.0.2.2/26", True),
    leg("desk", "mgmt", "192.0.2.3/26", True),
    leg("gate", "lan", "192.0.2.65/26"),
    leg("desk", "lan", "192.0.2.66/26"),
    leg("gate", "far", "192.0.2.129/26"),
    leg("away", "far", "192.0.2.130/26"),
)
NEAR = tries(LEGS, frozenset({"keeper"}))
ISOLATED = frozenset({("gate", "mgmt"), ("desk", "mgmt")})
ACROSS = across(LEGS, ISOLATED)
ARRIVING, PASSING = (Guard("gate", "policy", name) for name in ("t/arriving", "t/passing"))
ORIGIN = Guard("gate", "rule", "t/origin-lan")
PORTS = [Guard("gate", "isolation", "mgmt"), Guard("desk", "isolation", "mgmt")]
OWN = {"mgmt": "192.0.2.2", "lan": "192.0.2.65", "far": "192.0.2.129"}


@dataclass
class World:
    """A breaker and what becomes of packets; `idle` are guards that keep nothing away."""

    standing: list[Guard]
    idle: frozenset[Guard] = frozenset()
    away: set[Guard] = field(default_factory=set)
    asked: int = 0
    fails: int = 0

    def guards(self) -> tuple[Guard, ...]:
        return tuple(self.standing)

    def lift(self, guards: Sequence[Guard]) -> None:
        self.away |= set(guards)

    def lower(self, guards: Sequence[Guard]) -> None:
        self.away -= set(guards)

    def turn(self, lower: Sequence[Guard], lift: Sequence[Guard]) -> None:
        self.lower(lower)
        self.lift(lift)

    def keeps(self, guard: Guard) -> bool:
        return guard in self.standing and guard not in self.away and guard not in self.idle

    def ask(self, these: Sequence[Try]) -> Told:
        self.asked += 1
        if self.asked == self.fails:
            raise KeyboardInterrupt
        if these and these[0].aim == "across":
            past = {one for one in these if not (self.keeps(PORTS[0]) and self.keeps(PORTS[1]))}
            return Told(frozenset(past), frozenset(past))
        return Told(frozenset(these), frozenset(one for one in these if not self.kept(one)))

    def kept(self, one: Try) -> bool:
        foreign = one.interface == "lan" and not one.source.startswith("192.0.2.6")
        return (
            (one.aim == "in" and self.keeps(ARRIVING))
            or (one.aim == "on" and self.keeps(PASSING))
            or (foreign and self.keeps(ORIGIN))
        )


LONE = next(one for one in NEAR if one.host == "gate" and one.aim == "on")


def found(world: World) -> tuple[int, tuple[Guard, ...]]:
    told = mutate(world, [one for one in NEAR if one.host == "gate"], ACROSS, world.ask, lambda _tried, _count: None)
    return told.tried, told.survivors


def test_every_guard_that_keeps_something_away_is_missed() -> None:
    world = World([ARRIVING, PASSING, ORIGIN, *PORTS])
    assert found(world) == (5, ())
    assert not world.away


@pytest.mark.parametrize("idle", [ARRIVING, PASSING, ORIGIN])
def test_a_guard_that_keeps_nothing_away_survives(idle: Guard) -> None:
    assert found(World([ARRIVING, PASSING, ORIGIN, *PORTS], frozenset({idle}))) == (5, (idle,))


def test_a_guard_of_which_no_packet_could_tell_survives() -> None:
    nobody_asks = Guard("desk", "policy", "t/arriving")
    assert found(World([ARRIVING, nobody_asks])) == (2, (nobody_asks,))


def test_a_port_that_is_isolated_from_nobody_survives() -> None:
    world = World([ARRIVING, *PORTS], frozenset({PORTS[1]}))
    assert found(world) == (3, tuple(PORTS))


@pytest.mark.parametrize("fails", [1, 2, 4, 5])
def test_nothing_stays_away_whenever_somebody_has_had_enough(fails: int) -> None:
    world = World([ARRIVING, PASSING, ORIGIN, *PORTS], fails=fails)
    with pytest.raises(KeyboardInterrupt):
        found(world)
    assert not world.away


def test_a_route_is_missed_where_something_passes_without_it() -> None:
    route = Guard("gate", "route", "blackhole 192.0.2.128/26")

    class Routed(World):
        def kept(self, one: Try) -> bool:
            return one.aim == "on" and one.target.startswith("192.0.2.13") and self.keeps(route)

    world = Routed([route])
    assert (found(world), world.away) == ((1, ()), set())
    assert found(Routed([route], frozenset({route}))) == (1, (route,))


def test_a_neighbour_hands_over_what_is_for_the_host_and_for_others_as_itself_and_as_others() -> None:
    own = [one for one in NEAR if one.host == "gate"]
    assert {one.interface for one in own} == set(OWN)
    assert all(one.sender != "gate" and one.source not in OWN.values() for one in own)
    assert {one.target for one in own if one.aim == "in"} == set(OWN.values())
    assert not {one.target for one in own if one.aim == "on"} & set(OWN.values())
    assert {(one.source, one.target) for one in own if one.interface == "far" and one.aim == "on"} >= {
        ("192.0.2.130", "192.0.2.66")
    }
    # Over management whoever may speak there does.
    assert {one.sender for one in own if one.interface == "mgmt"} == {"keeper"}
    assert {(one.sender, one.neighbour) for one in ACROSS} == {("gate", "desk"), ("desk", "gate")}


def test_only_what_came_to_the_host_says_anything() -> None:
    one, other = (next(each for each in NEAR if each.host == "gate" and each.aim == aim) for aim in ("in", "on"))
    seen = {"gate": {"in": frozenset({0, 1}), "out": frozenset({1}), "delivered": frozenset[int]()}}
    assert told([one, other], seen) == Told(frozenset({one, other}), frozenset({other}))
    assert told([one, other], {}) == Told(frozenset(), frozenset())
    nothing_came = {"gate": {"in": frozenset[int](), "out": frozenset({1}), "delivered": frozenset({0})}}
    assert told([one, other], nothing_came) == Told(frozenset(), frozenset())


def test_what_left_too_late_to_come_says_nothing_but_that_it_passed() -> None:
    one, other = (next(each for each in NEAR if each.host == "gate" and each.aim == aim) for aim in ("in", "on"))
    seen = {"gate": {"in": frozenset({0, 1}), "out": frozenset({1}), "delivered": frozenset[int]()}}
    late = {sender: {"late": frozenset({0, 1})} for sender in (one.sender, other.sender)}
    assert told([one, other], seen | late) == Told(frozenset({other}), frozenset({other}))


def test_a_host_that_takes_nothing_in_is_named_and_is_no_survivor() -> None:
    class Deaf(World):
        def kept(self, one: Try) -> bool:
            return one.target == OWN["far"] or super().kept(one)

    world = Deaf([ARRIVING, PASSING, ORIGIN])
    with pytest.raises(ZhengyunError) as refused:
        found(world)
    assert (refused.value.code, refused.value.exit) == (codes.DEAF, Exit.UNREACHABLE)
    assert (refused.value.values["host"], refused.value.values["address"]) == ("gate", OWN["far"])
    assert not world.away


def test_one_packet_that_was_lost_does_not_make_a_guard_missed() -> None:
    idle = Guard("gate", "rule", "t/passing/zy:idle")

    class Losing(World):
        """Loses one packet while the idle guard is the one that stands."""

        def kept(self, one: Try) -> bool:
            lost = self.keeps(idle) and not self.keeps(PASSING) and one == LONE and not self.lost
            self.lost = self.lost or lost
            return lost or super().kept(one)

        lost = False

    assert idle in found(Losing([ARRIVING, PASSING, ORIGIN, idle]))[1]
