"""Moves from one network to another: the usual order keeps them apart at every step, and any order that would join them is refused."""

from itertools import permutations
from pathlib import Path

import pytest

from inventory.moves import load
from network.model import Model
from network.paths import path
from network.rehoming.planning import planned, states, text
from network.rehoming.state import Ground
from tests.unit.network.isles import DAY, inner, outer
from zhengyun.errors import Problems, ZhengyunError
from zhengyun.estate.moving import Move, Step

pytestmark = pytest.mark.slow

FILE = """\
rehome: lodgers
reason: the old network becomes the inner one
zone: office
hosts:
  stall-e: {interfaces: {keep-e: 192.0.2.20, lamps: [198.51.100.19, "2001:db8:10:2::19"]}, gateway: 198.51.100.17}
"""
WHOLE = """\
rehome: wharf
reason: all of it
zone: office
segments:
  stalls-w: {addresses: 198.51.100.80/28, router: {host: r4, address: 198.51.100.81}}
hosts:
  stall-w: {interfaces: {keep-w: 192.0.2.50, stalls-w: 198.51.100.82}, gateway: 198.51.100.81}
"""


def move(file: str = FILE, *steps: str) -> Move:
    """The move, with steps as words."""
    more = "".join(
        f"  - {{do: {words[0]}{f', host: {words[1]}' if words[1:] else ''}{f', segment: {words[2]}' if words[2:] else ''}}}\n"
        for words in (one.split() for one in steps)
    )
    return load(Path("move.yaml"), f"{file}{'steps:' if steps else ''}\n{more}".encode())


def plan(one: Move) -> list[str]:
    return [text(step) for step in planned(outer(), inner(), one, DAY)]


USUAL = [
    "prove", "detach stall-e stalls-e", "detach stall-e watch", "readdress stall-e", "prove", "attach stall-e keep-e",
    "attach stall-e lamps", "prove",
]  # fmt: skip


def test_the_usual_order_is_off_the_old_new_addresses_proof_on_the_new_proof() -> None:
    assert plan(move()) == USUAL


def test_a_segment_that_moves_leaves_its_router_and_is_taken_by_the_new_one() -> None:
    assert plan(move(WHOLE)) == [
        "prove", "detach gate-w stalls-w", "detach stall-w stalls-w", "detach stall-w watch", "readdress stall-w", "prove",
        "attach stall-w keep-w", "attach r4 stalls-w", "attach stall-w stalls-w", "prove",
    ]  # fmt: skip


def test_at_the_end_it_stands_where_it_should_and_is_reached_as_its_zone_is() -> None:
    one = move()
    ground = Ground(outer(), inner(), one)
    *_, last = states(ground, planned(outer(), inner(), one, DAY))
    model = Model(ground.estates(last), DAY)
    assert path(model, "desk", "stall-e", "tcp", 22).verdict == "open"
    assert path(model, "keeper", "stall-e", "tcp", 22).verdict == "open"
    assert path(model, "stall-w", "198.51.100.19", "tcp", 22).verdict != "open"


JOINING = [
    # what is done otherwise, the step that would join, what is said of it
    (
        ("attach stall-e lamps", "detach stall-e stalls-e"),
        2,
        "on segment lamps stall-e has an address of the old network",
    ),
    (("readdress stall-e", "detach stall-e stalls-e"), 2, "on segment stalls-e"),
    (("attach stall-e keep-e", "detach stall-e watch"), 2, "on segment keep-e"),
]


@pytest.mark.parametrize(("first", "number", "said"), JOINING)
def test_an_order_that_would_join_is_refused_with_its_step(first: tuple[str, str], number: int, said: str) -> None:
    early, late = first
    steps = ["prove", early, "prove", late]
    with pytest.raises(ZhengyunError) as caught:
        plan(move(FILE, *steps))
    assert (caught.value.code.id, caught.value.values["number"]) == ("ZY-NET-032", number)
    assert said in str(caught.value)


def refused(one: Move) -> str:
    """By which code, empty where it is not."""
    try:
        plan(one)
    except ZhengyunError as error:
        return error.code.id
    return ""


@pytest.mark.slow
def test_of_all_orders_those_are_accepted_that_detach_readdress_and_then_attach() -> None:
    done = [
        "detach stall-e stalls-e",
        "detach stall-e watch",
        "readdress stall-e",
        "attach stall-e keep-e",
        "attach stall-e lamps",
    ]
    accepted = set()
    for order in permutations(done):
        steps = [*(each for one in order for each in ("prove", one)), "prove"]
        if refused(move(FILE, *steps)) != "ZY-NET-032":
            accepted.add(order)
    assert accepted == {
        (*off, done[2], *on) for off in permutations(done[:2]) for on in permutations(done[3:])
    }  # fmt: skip


@pytest.mark.parametrize(
    ("steps", "code", "said"),
    [
        ([*(one for one in USUAL if one != "prove"), "prove"], "ZY-NET-034", "step 4"),
        (USUAL[:-1], "ZY-NET-035", "not proven"),
        ([*USUAL[:-2], "prove"], "ZY-NET-035", "not attached: stall-e lamps"),
        (["prove", "detach stall-e stalls-e", "detach stall-e stalls-e"], "ZY-NET-033", "step 3"),
        (["prove", "detach gate-e stalls-e"], "ZY-NET-033", "does not move"),
        (["prove", *USUAL[1:4], "prove", "attach stall-e desks"], "ZY-NET-033", "no such place"),
        (["readdress gate-e"], "ZY-NET-033", "does not move"),
    ],
)
def test_an_order_that_cannot_be_or_leaves_something_out_is_refused(steps: list[str], code: str, said: str) -> None:
    with pytest.raises(ZhengyunError) as caught:
        plan(move(FILE, *steps))
    assert caught.value.code.id == code
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("right", "wrong", "code", "said"),
    [
        ("zone: office", "zone: offices", "ZY-NET-030", "internal/offices"),
        ("  stall-e:", "  stall-x:", "ZY-NET-030", "stall-x"),
        ("  stall-e:", "  gate-e:", "ZY-NET-030", "gate-e"),
        ("lamps: [", "lambs: [", "ZY-NET-030", "lambs"),
        ("198.51.100.19", "198.51.100.40", "ZY-NET-031", "outside the segment"),
        ("198.51.100.19", "198.51.100.18", "ZY-NET-031", "somebody's already"),
        ("gateway: 198.51.100.17", "gateway: 192.0.2.200", "ZY-NET-031", "192.0.2.200 of stall-e on keep-e, lamps"),
        ("lamps: [198.51.100.19", "arc-12: [198.51.100.131", "ZY-NET-031", "not of the zone"),
    ],
)
def test_a_move_is_of_what_there_is(right: str, wrong: str, code: str, said: str) -> None:
    with pytest.raises(Problems) as caught:
        plan(move(FILE.replace(right, wrong)))
    assert code in {one.code.id for one in caught.value.errors}
    assert any(said in str(one) for one in caught.value.errors)


def test_a_name_that_is_nearly_right_is_told_with_the_right_one() -> None:
    with pytest.raises(Problems) as caught:
        plan(move(FILE.replace("lamps: [", "lambs: [")))
    assert [one.values["nearest"] for one in caught.value.errors] == ["lamps"]


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("zone: office\n", ""),
        ("hosts:\n", "other: {}\nhosts:\n"),
        ("gateway: 198.51.100.17", "gateway: nowhere"),
    ],
)
def test_a_file_of_another_form_is_refused_with_its_places(right: str, wrong: str) -> None:
    with pytest.raises(Problems) as caught:
        move(FILE.replace(right, wrong))
    assert all(one.place for one in caught.value.errors)


def test_a_step_needs_its_words() -> None:
    for words in ("detach stall-e", "prove stall-e", "attach", "shove stall-e"):
        with pytest.raises(Problems):
            move(FILE, words)


def test_steps_know_where_they_are_written() -> None:
    (step,) = move(FILE, "readdress stall-e").steps
    assert step == Step("readdress", "stall-e", place="move.yaml:7:5")
