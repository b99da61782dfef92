"""What is certain always comes about and what is impossible never does, held against every choice a scheduler can make."""

import random
from collections import Counter
from collections.abc import Sequence
from typing import Final

import pytest

from cloud.capacity.fitting import Piece, Spot, Verdict, is_impossible, is_sure, likely, verdict, weighed

SMALL: Final = Piece((1, 2, 1))
LARGE: Final = Piece((4, 8, 1))


def _spots(*frees: tuple[int, int, int]) -> list[Spot]:
    return [Spot(f"host-{number}", free) for number, free in enumerate(frees)]


def _outcomes(pieces: Sequence[Piece], spots: tuple[Spot, ...]) -> set[bool]:
    """Whether all find room, by every order and every choice among the spots that have some."""
    if not pieces:
        return {True}
    found: set[bool] = set()
    for number, piece in enumerate(pieces):
        if piece in pieces[:number]:
            continue
        fits = [position for position, spot in enumerate(spots) if spot.takes(piece)]
        rest = (*pieces[:number], *pieces[number + 1 :])
        if not fits:
            found.add(False)
        for position in fits:
            found |= _outcomes(rest, (*spots[:position], spots[position].less(piece), *spots[position + 1 :]))
            if len(found) > 1:
                return found
    return found


def _drawn(dice: random.Random) -> tuple[list[Piece], list[Spot]]:
    """A small site, nearly full, and what shall be laid out there."""
    zones = ["", "", "east", "west"]
    spots = [
        Spot(
            f"host-{number}",
            (dice.randint(0, 6), dice.randint(0, 6), dice.randint(0, 6)),
            frozenset(dice.sample(["east", "west"], dice.randint(0, 2))),
            frozenset(dice.sample(["g"], dice.randint(0, 1))) if dice.random() < 0.2 else frozenset(),
        )
        for number in range(dice.randint(1, 3))
    ]
    kinds = [
        Piece(
            (dice.randint(0, 3), dice.randint(0, 4), dice.randint(0, 2)),
            dice.choice(zones),
            "g" if dice.random() < 0.25 else "",
        )
        for _ in range(dice.randint(1, 3))
    ]
    return [dice.choice(kinds) for _ in range(dice.randint(1, 4))], spots


@pytest.mark.slow
def test_a_verdict_holds_whatever_the_scheduler_chooses() -> None:
    dice, told = random.Random(1), Counter[Verdict]()
    for _ in range(1500):
        pieces, spots = _drawn(dice)
        said, outcomes = verdict(pieces, spots), _outcomes(tuple(pieces), tuple(spots))
        told[said] += 1
        assert said is not Verdict.FITS or outcomes == {True}, (pieces, spots)
        assert said is not Verdict.DOES_NOT or outcomes == {False}, (pieces, spots)
        # On so small a site nothing stays undecided, unless several of one group may meet for a moment.
        raced = any(count > 1 for group, count in Counter(piece.group for piece in pieces).items() if group)
        if not raced:
            assert (said is Verdict.DEPENDS) == (len(outcomes) > 1), (pieces, spots)
    assert min(told[one] for one in Verdict) >= 15, told


class TestKnown:
    """Cases that can be told without a computer."""

    @pytest.mark.parametrize(("count", "said"), [(8, Verdict.FITS), (9, Verdict.DOES_NOT)])
    def test_pieces_of_one_size_fit_to_the_last_place(self, count: int, said: Verdict) -> None:
        """Each host holds four, wherever one begins."""
        assert verdict([LARGE] * count, _spots((16, 32, 50), (16, 32, 50))) is said

    def test_small_ones_can_take_the_place_of_a_large_one(self) -> None:
        """Three small ones beside each other leave room for the large one, one on each host does not."""
        assert verdict([SMALL, SMALL, LARGE], _spots((4, 8, 9), (4, 8, 9))) is Verdict.DEPENDS
        assert verdict([SMALL, SMALL, LARGE], _spots((4, 8, 9), (4, 8, 9), (4, 8, 9))) is Verdict.FITS

    def test_enough_in_sum_and_on_no_host(self) -> None:
        assert verdict([LARGE], _spots((3, 32, 50), (3, 32, 50))) is Verdict.DOES_NOT

    def test_what_it_takes_nothing_of_may_be_exhausted(self) -> None:
        assert verdict([Piece((1, 1, 0))], _spots((1, 1, -5))) is Verdict.FITS

    def test_zones(self) -> None:
        spots = [Spot("a", (8, 8, 8), frozenset({"east"})), Spot("b", (8, 8, 8), frozenset({"west"}))]
        assert verdict([Piece((8, 8, 8), "east")], spots) is Verdict.FITS
        assert verdict([Piece((8, 8, 8), "east"), Piece((1, 1, 1), "east")], spots) is Verdict.DOES_NOT
        assert verdict([Piece((8, 8, 8), "east"), Piece((1, 1, 1))], spots) is Verdict.DEPENDS
        assert verdict([Piece((1, 1, 1), "north")], spots) is Verdict.DOES_NOT

    def test_what_is_kept_apart(self) -> None:
        spots = _spots((9, 9, 9), (9, 9, 9), (9, 9, 9))
        assert verdict([Piece((1, 1, 1), group="db")] * 3, spots) is Verdict.FITS
        assert verdict([Piece((1, 1, 1), group="db")] * 4, spots) is Verdict.DOES_NOT
        assert (
            verdict([Piece((1, 1, 1), group="db")], [spots[0]._replace(groups=frozenset({"db"}))]) is Verdict.DOES_NOT
        )

    def test_more_are_kept_apart_than_nova_tries_hosts(self) -> None:
        """Asked for at once, some may be sent to hosts that others of them have reached before, more often than it tries."""
        assert verdict([Piece((1, 1, 1), group="db")] * 6, _spots(*[(9, 9, 9)] * 6)) is Verdict.DEPENDS

    def test_a_city_is_decided_at_once(self) -> None:
        spots = _spots(*[(256, 262_144, 4000)] * 100)
        assert is_sure(Counter({Piece((2, 4096, 20)): 2000, Piece((8, 16_384, 80)): 300}), spots)
        assert is_impossible(Counter({Piece((2, 4096, 20)): 2000, Piece((8, 16_384, 80)): 3000}), spots)


class TestLikely:
    """What Nova's weighers come to."""

    def test_the_roomiest_host_is_taken_first(self) -> None:
        laid = likely([SMALL, SMALL, SMALL], _spots((8, 16, 8), (9, 18, 9)))
        assert laid.places == ("host-1", "host-0", "host-1")
        assert laid.spots == tuple(_spots((7, 14, 7), (7, 14, 7)))

    def test_who_finds_no_room_is_told(self) -> None:
        assert likely([LARGE, LARGE, SMALL], _spots((5, 10, 9))).left_out == (1,)

    def test_weights_are_normalized_among_the_hosts_that_have_room(self) -> None:
        assert weighed([(10, 5, 1), (20, 5, 3), (15, 5, 2)]) == [0, 2, 1]
