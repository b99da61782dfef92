"""Where packets go: shortest ways by OSPF, what BGP tells and its lists keep away, and what is left where a link is cut."""

from ipaddress import ip_network

from network.model import Model
from network.routing.bgp import permits
from network.routing.table import Route, Table
from network.travel import ways
from tests.unit.network.isles import DAY, both, inner, outer
from zhengyun.estate.devices import Listed


def hosts(source: str, target: str, model: Model | None = None) -> list[tuple[str, ...]]:
    return [tuple(step.host for step in way.steps) for way in ways(model or both(), source, target)]


DESK, LAMP, STOOL = "198.51.100.2", "198.51.100.18", "198.51.100.66"


def test_the_shortest_way_is_taken_and_all_that_are_as_short_are_known() -> None:
    assert hosts(DESK, LAMP) == [("desk", "r2", "r3", "lamp")]
    assert hosts(DESK, STOOL) == [("desk", "r2", "r1", "r4", "stool"), ("desk", "r2", "r3", "r4", "stool")]
    assert hosts("2001:db8:10:1::2", "2001:db8:20:1::2") == hosts(DESK, STOOL)


def test_where_a_link_is_cut_the_others_carry_and_where_all_are_nothing_does() -> None:
    assert hosts(DESK, LAMP, both().without("arc-23")) == [("desk", "r2", "r1", "r3", "lamp")]
    assert hosts(DESK, STOOL, both().without("bridge-1")) == [("desk", "r2", "r3", "r4", "stool")]
    (way,) = ways(both().without("bridge-1", "bridge-3"), DESK, STOOL)
    assert (way.end, way.steps[-1].host) == ("no route", "r2")
    assert ways(both().without("desks"), DESK, STOOL) == ()


def test_of_routes_told_from_outside_the_lesser_metric_is_taken_and_the_other_where_it_is_gone() -> None:
    stall = "203.0.113.2"
    assert hosts(STOOL, stall) == [("stool", "r4", "wall-w", "gate-w", "gate-e", "stall-e")]
    assert hosts(DESK, stall)[0] == ("desk", "r2", "r1", "wall-e", "gate-e", "stall-e")
    without = both().without("moat-e")
    assert hosts(DESK, stall, without)[0][:4] == ("desk", "r2", "r1", "r4")


def test_a_port_may_be_told_its_cost() -> None:
    dear = inner(
        east_devices=("ports: {arc-12: {}, arc-23: {}, desks", "ports: {arc-12: {}, arc-23: {cost: 100}, desks")
    )
    assert hosts(DESK, LAMP, Model([dear], DAY)) == [("desk", "r2", "r1", "r3", "lamp")]


def test_who_does_not_speak_ospf_on_a_segment_is_no_neighbour_there() -> None:
    mute = inner(east_devices=("{arc-23: {}, arc-31", "{arc-23: {passive: true}, arc-31"))
    assert hosts(DESK, LAMP, Model([mute], DAY)) == [("desk", "r2", "r1", "r3", "lamp")]


def test_bgp_tells_of_what_is_behind_a_neighbour_unless_a_list_keeps_it_away() -> None:
    stall_w = "203.0.113.18"
    assert hosts(stall_w, "203.0.113.2") == [("stall-w", "gate-w", "gate-e", "stall-e")]
    assert hosts(stall_w, "198.51.100.194") == [("stall-w", "gate-w", "gate-e", "wall-e", "store-e")]
    # `told` keeps the way to the offices away, which gate-e has.
    (way,) = ways(both(), stall_w, DESK)
    assert (way.end, way.steps[-1].host) == ("no route", "gate-w")
    open_ = outer(shore_devices=(", gives: told", ""))
    assert hosts(stall_w, DESK, Model([inner(), open_], DAY)) == [
        ("stall-w", "gate-w", "gate-e", "wall-e", "r1", "r2", "desk")
    ]


def test_sessions_of_bgp_need_both_ends_and_their_right_numbers() -> None:
    wrong = outer(shore_devices=("{203.0.113.65: {number: 65001}}", "{203.0.113.65: {number: 65009}}"))
    (way,) = ways(Model([inner(), wrong], DAY), "203.0.113.18", "203.0.113.2")
    assert (way.end, way.steps[-1].host) == ("no route", "gate-w")


def test_a_network_that_a_router_has_no_route_to_is_not_told() -> None:
    lost = outer(shore_devices=("    statics: [{to: 198.51.100.200/29, via: 192.0.2.133}]\n", ""))
    (way,) = ways(Model([inner(), lost], DAY), "203.0.113.2", "198.51.100.202")
    assert (way.end, way.steps[-1].host) == ("no route", "gate-e")


def test_alone_an_estate_knows_that_a_way_leaves_over_its_border() -> None:
    (way,) = ways(Model([inner()], DAY), DESK, "203.0.113.2")
    assert (way.end, way.steps[-1].host) == ("beyond", "wall-e")


def test_the_other_ends_of_a_way() -> None:
    ends = {
        "198.51.100.3": ("nobody", "desk"),
        "192.0.2.200": ("no route", "r2"),
        "203.0.113.200": ("no route", "gate-e"),
    }
    for target, (end, host) in ends.items():
        (way,) = ways(both(), DESK, target)
        assert (way.end, way.steps[-1].host) == (end, host), target
    hole = inner(east_devices=("{to: 203.0.113.0/24, via: 198.51.100.150}", "{to: 203.0.113.0/24}"))
    (way,) = ways(Model([hole], DAY), DESK, "203.0.113.2")
    assert (way.end, way.steps[-1].host) == ("nowhere", "r1")
    circle = inner(
        east_devices=("{to: 203.0.113.0/24, via: 198.51.100.150}", "{to: 203.0.113.0/24, via: 198.51.100.130}")
    )
    (way,) = ways(Model([circle], DAY), DESK, "203.0.113.2")
    assert way.end == "in a circle"
    stray = inner(
        east=(
            "gateway: 198.51.100.17, gateway6",
            "gateway: 198.51.100.17, routes: {203.0.113.0/24: 198.51.100.17}, gateway6",
        )
    )
    assert ways(Model([stray], DAY), LAMP, "203.0.113.2")[0].end == "beyond"


def test_a_host_does_not_pass_on_what_is_not_its_own() -> None:
    detour = inner(east=("desks: [198.51.100.2, ", "lamps: 198.51.100.19, desks: [198.51.100.2, "))
    detour_lamp = Model([detour], DAY)
    assert ways(detour_lamp, LAMP, "198.51.100.19")[0].end == "arrives"
    sent = inner(
        east=(
            'desks: [198.51.100.2, "2001:db8:10:1::2"]}, gateway: 198.51.100.1,',
            'desks: [198.51.100.2, "2001:db8:10:1::2"]}, gateway: 198.51.100.1, routes: {203.0.113.0/24: 198.51.100.1},',
        ),
        east_devices=(
            "{arc-12: {}, arc-23: {}, desks: {passive: true}}}",
            "{arc-12: {}, arc-23: {}, desks: {passive: true}}}\n    statics: [{to: 203.0.113.0/24, via: 198.51.100.2}]",
        ),
    )
    way = ways(Model([sent], DAY), "198.51.100.133", "203.0.113.2")[0]
    assert (way.end, way.steps[-1].host) == ("does not forward", "desk")


def test_the_longest_prefix_wins_then_the_origin_then_the_metric() -> None:
    def route(to: str, via: str, origin: str, metric: int = 0) -> Route:
        return Route(ip_network(to), via, "up", origin, metric)  # type: ignore[arg-type]

    table = Table([
        route("192.0.2.0/24", "a", "ospf", 10), route("192.0.2.0/24", "b", "bgp", 9), route("192.0.2.0/24", "c", "static"),
        route("192.0.2.128/25", "d", "ospf", 20), route("192.0.2.128/25", "e", "ospf", 10), route("192.0.2.128/25", "f", "ospf", 10),
        route("::/0", "g", "gateway"),
    ])  # fmt: skip
    assert [one.via for one in table.towards("192.0.2.1")] == ["c"]
    assert [one.via for one in table.towards("192.0.2.200")] == ["e", "f"]
    assert [one.via for one in table.towards("2001:db8::1")] == ["g"]
    assert table.towards("198.51.100.1") == ()


def test_a_prefix_list_decides_by_its_first_entry_that_means_a_range() -> None:
    entries = (
        Listed(False, "198.51.100.64/26"),
        Listed(True, "198.51.100.0/24", most=26),
        Listed(True, "203.0.113.0/24", least=28),
        Listed(True, "2001:db8::/32"),
    )
    for prefix, permitted in (
        ("198.51.100.64/26", False), ("198.51.100.0/26", True), ("198.51.100.0/24", True), ("198.51.100.0/27", False),
        ("203.0.113.0/28", True), ("203.0.113.8/32", True), ("203.0.113.0/27", False), ("2001:db8::/32", True), ("2001:db8::/48", False),
        ("192.0.2.0/24", False),
    ):  # fmt: skip
        assert permits(entries, ip_network(prefix)) is permitted, prefix
    assert permits(None, ip_network("192.0.2.0/24"))
    assert not permits((), ip_network("192.0.2.0/24"))
