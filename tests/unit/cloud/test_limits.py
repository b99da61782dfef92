"""How many calls a service is sent at once: against a simulated service, on a clock that only goes when something happens."""

import heapq
import threading
from dataclasses import dataclass, field

import pytest

from cloud.limits import Bounds, Limit, Limited, shape
from cloud.transport import NoAnswerError, Request, Response
from tests.transports import Scripted

BOUNDS = Bounds(least=2, most=16, first=8)
GET = Request("GET", "network", "/ports")


@dataclass
class Service:
    """A service that works on `capacity` calls at a time, a tenth of a second each, and refuses more than `most`."""

    capacity: int
    most: int = 10_000
    others: int = 0
    """So many calls of somebody else's are always under way."""
    refused: int = 0
    under_way: int = 0
    now: float = 0.0
    ends: list[tuple[float, int, float, bool]] = field(default_factory=list)
    latencies: list[float] = field(default_factory=list)

    def serve(self, limit: Limit, calls: int) -> float:
        """Send so many calls as fast as the limit lets us; returns the seconds that they took. What is refused comes again."""
        began, done, number = self.now, 0, 0
        while done < calls:
            while limit.room(self.now) == 0 and number - self.refused < calls + self.under_way:
                number += 1
                self._send(limit, number)
            if not self.ends:
                self.now = limit.held
                continue
            end, _, sent, busy = heapq.heappop(self.ends)
            self.now = max(self.now, end)
            self.under_way -= 1
            done += not busy
            limit.ended("call", sent, self.now, busy=busy, fine=not busy, asked=1.0 if busy else 0.0)
        return self.now - began

    def _send(self, limit: Limit, number: int) -> None:
        limit.begun()
        self.under_way += 1
        load = self.under_way + self.others
        busy = load > self.most
        self.refused += busy
        took = 0.01 if busy else 0.1 * max(1.0, load / self.capacity)
        self.latencies.append(took)
        heapq.heappush(self.ends, (self.now + took, number, self.now, busy))


class TestLearning:
    def test_a_service_that_bears_more_is_sent_more_up_to_the_ceiling(self) -> None:
        limit = Limit(BOUNDS)
        Service(capacity=100).serve(limit, 500)
        assert limit.at_once == BOUNDS.most

    @pytest.mark.parametrize("capacity", [1, 4, 8])
    def test_no_more_stand_in_the_queue_than_keep_a_service_busy(self, capacity: int) -> None:
        limit = Limit(BOUNDS)
        Service(capacity, others=0).serve(limit, 1_000)
        assert capacity < limit.at_once <= capacity + 5

    def test_a_service_with_a_small_queue_is_as_fast_as_with_a_long_one(self) -> None:
        learnt = Service(capacity=4).serve(Limit(BOUNDS), 1_000)
        heedless = Service(capacity=4).serve(Limit(Bounds(16, 16, 16)), 1_000)
        assert learnt <= heedless * 1.05

    def test_where_others_come_we_become_fewer_and_more_again_when_they_have_gone(self) -> None:
        limit, service = Limit(BOUNDS), Service(capacity=12)
        service.serve(limit, 500)
        alone = limit.at_once
        service.others = 40
        service.serve(limit, 500)
        beside = limit.at_once
        service.others = 0
        service.serve(limit, 800)
        assert beside < alone / 2
        assert limit.at_once >= alone - 2

    def test_one_slow_answer_changes_nothing(self) -> None:
        limit = Limit(Bounds(2, 8, 8))
        for number in range(60):
            for _ in range(8):
                limit.begun()
            for one in range(8):
                slow = 5.0 if one == number % 8 else 0.1
                limit.ended("call", number, number + slow, busy=False, fine=True)
        assert limit.at_once == 8

    def test_kinds_of_calls_are_held_against_their_own_best(self) -> None:
        limit = Limit(Bounds(2, 8, 8))
        for number in range(100):
            for _ in range(8):
                limit.begun()
            for one in range(8):
                limit.ended(
                    "slow" if one % 2 else "quick", number, number + (1.0 if one % 2 else 0.01), busy=False, fine=True
                )
        assert limit.at_once == 8

    def test_the_best_of_long_ago_is_forgotten(self) -> None:
        limit = Limit(Bounds(2, 8, 8))
        for number in range(1_000):
            took = 0.01 if number < 10 else 0.1
            for _ in range(8):
                limit.begun()
            for _ in range(8):
                limit.ended("call", number, number + took, busy=False, fine=True)
        assert limit.at_once == 8, "it is a slower service now, and nobody waits in it"


class TestRefusals:
    def test_a_service_that_has_too_much_to_do_is_sent_half(self) -> None:
        limit = Limit(BOUNDS)
        limit.begun()
        limit.ended("call", 1.0, 2.0, busy=True, fine=False, asked=3.0)
        assert limit.at_once == 4
        assert limit.room(2.0) == 3.0
        assert limit.room(5.0) == 0.0

    def test_what_was_refused_of_one_burst_counts_once(self) -> None:
        limit = Limit(BOUNDS)
        for _ in range(8):
            limit.begun()
        for one in range(8):
            limit.ended("call", 1.0, 2.0 + one / 10, busy=True, fine=False)
        assert limit.at_once == 4

    def test_never_fewer_than_the_floor_and_nobody_waits_for_ever(self) -> None:
        limit = Limit(BOUNDS)
        for number in range(20):
            limit.begun()
            limit.ended("call", number, number + 0.5, busy=True, fine=False, asked=10_000.0)
        assert limit.at_once == BOUNDS.least
        assert limit.room(19.5) <= 30

    def test_against_a_service_that_bears_five_few_are_refused_and_all_comes_through(self) -> None:
        limit, service = Limit(BOUNDS), Service(capacity=100, most=5)
        service.serve(limit, 1_000)
        assert service.refused < 150, service.refused
        service.most = 10_000
        service.serve(limit, 500)
        assert limit.at_once == BOUNDS.most, "it recovers"

    def test_what_went_wrong_otherwise_tells_nothing(self) -> None:
        limit = Limit(BOUNDS)
        for number in range(100):
            limit.begun()
            limit.ended("call", number, number + 60.0, busy=False, fine=False)
        assert (limit.at_once, limit.under_way) == (8, 0)


class TestCarrying:
    def test_no_more_are_sent_at_once_than_the_limit_has_and_all_are_sent(self) -> None:
        most, now, lock = 0, 0, threading.Lock()

        class Slow(Scripted):
            def send(self, request: Request) -> Response:
                nonlocal most, now
                with lock:
                    now += 1
                    most = max(most, now)
                threading.Event().wait(0.002)
                with lock:
                    now -= 1
                return super().send(request)

        slow = Slow()
        limited = Limited(slow, Bounds(3, 3, 3))
        threads = [threading.Thread(target=limited.send, args=(GET,)) for _ in range(40)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
        assert len(slow.requests) == 40
        assert most <= 3

    def test_a_service_does_not_wait_for_another(self) -> None:
        limited = Limited(Scripted([Response(429, {}, {"Retry-After": "30"}), Response(200, {})]), BOUNDS)
        limited.send(GET)
        assert limited.send(Request("GET", "compute", "/servers")).status == 200
        assert limited.limits["network"].at_once == 4
        assert limited.limits["compute"].at_once == 8
        assert limited.width == 12

    def test_what_had_no_answer_gives_its_place_back(self) -> None:
        limited = Limited(Scripted([NoAnswerError("reset", sent=True)]), Bounds(1, 1, 1))
        for _ in range(3):
            with pytest.raises(NoAnswerError):
                limited.send(GET)
        assert limited.limits["network"].under_way == 0


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/networks/0f0c5a2e-1111-4222-8333-aaaabbbbcccc/tags", "GET /networks/*/tags"),
        ("/projects/0123456789abcdef0123456789abcdef", "GET /projects/*"),
        ("/servers", "GET /servers"),
    ],
)
def test_calls_that_differ_in_identifiers_only_are_of_one_shape(path: str, expected: str) -> None:
    assert shape(Request("GET", "network", path)) == expected
