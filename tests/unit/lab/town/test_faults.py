"""What faults come to at each port, and one direction of a wire without any clock."""

import random

from hypothesis import given
from hypothesis import strategies as st

from lab.town import faults
from lab.town.faults import Condition, Fault, Port, condition
from lab.town.wire import WAITING_BYTES, Pipe, Quality

PORT = Port("quay", "pier", 1, "quay", "v0")
FRAME = b"x" * 1000


def test_a_whole_segment_is_met_once_on_the_way_to_each_host() -> None:
    assert condition(PORT, {}) == Condition()
    assert condition(PORT, {"quay": Fault(delay=5)}) == Condition(back=Quality(delay=5))
    assert condition(PORT, {"quay:pier": Fault(loss=5)}) == Condition(there=Quality(loss=5), back=Quality(loss=5))
    assert condition(PORT, {"quay:crane": Fault("carrier"), "mole:pier": Fault("carrier")}) == Condition()


def test_a_cut_wins_over_a_wire() -> None:
    slow = {"quay": Fault(delay=5), "quay:pier": Fault("silent")}
    assert condition(PORT, slow).alone
    assert not condition(PORT, slow).wired
    assert condition(PORT, {"quay": Fault("carrier", delay=5)}).down


def test_two_faults_one_after_the_other() -> None:
    both = faults.both(Quality(2, 50, 10), Quality(3, 50, 4))
    assert both == Quality(5, 75, 4)
    assert faults.both(Quality(), Quality(rate=3)) == Quality(rate=3)


@given(
    st.dictionaries(
        st.sampled_from(["quay", "quay:pier", "mole"]),
        st.builds(
            Fault,
            st.sampled_from(["", "carrier", "silent"]),
            st.floats(0, 100),
            st.floats(0, 100),
            st.floats(0, 100),
        ),
    )
)
def test_faults_come_back_as_they_were_written(every: dict[str, Fault]) -> None:
    assert faults.read(faults.written(every)) == {link: fault for link, fault in every.items() if fault}


def test_frames_go_out_in_order_and_no_sooner_than_asked() -> None:
    pipe = Pipe(Quality(delay=10), random.Random(7))
    pipe.take(b"one", 1.0)
    pipe.take(b"two", 1.001)
    assert pipe.due() == 1.01
    assert pipe.give(1.009) is None
    assert [pipe.give(1.02), pipe.give(1.02), pipe.give(1.02)] == [b"one", b"two", None]
    assert pipe.due() is None


def test_a_rate_spaces_frames_and_what_would_wait_too_long_is_lost() -> None:
    pipe = Pipe(Quality(rate=0.8), random.Random(7))
    for _ in range(1000):
        pipe.take(FRAME, 5.0)
    # A frame takes 10 ms: those that would begin later than a tenth of a second are not kept.
    came = []
    while (due := pipe.due()) is not None:
        came.append(round(due, 6))
        assert pipe.give(due)
    assert came == [round(5.0 + 0.01 * (number + 1), 6) for number in range(11)]
    pipe.take(FRAME, 500.0)
    assert pipe.due() == 500.01


def test_what_waits_is_bounded() -> None:
    pipe = Pipe(Quality(delay=10_000), random.Random(7))
    for _ in range(WAITING_BYTES // 1000 + 500):
        pipe.take(FRAME, 0.0)
    came = 0
    while pipe.give(99.0):
        came += 1
    assert came * 1000 <= WAITING_BYTES + 2000


@given(st.floats(0, 100), st.integers())
def test_as_much_is_lost_as_was_asked(loss: float, seed: int) -> None:
    pipe = Pipe(Quality(loss=loss), random.Random(seed))
    for _ in range(1000):
        pipe.take(b"x", 0.0)
    came = 0
    while pipe.give(0.0):
        came += 1
    # Six standard deviations of 1000 tries are less than a hundred of them.
    assert abs(came - 1000 * (1 - loss / 100)) < 100
    assert loss != 100 or not came
    assert loss or came == 1000
