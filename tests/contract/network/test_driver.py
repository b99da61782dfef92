"""The kernel's driver of devices, through the door that every change goes through: three simulated devices of three platforms at once."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import pytest

from lab.devices.device import Kind
from lab.devices.server import standing
from network.codes import devices as codes
from network.devices import opened
from network.driver import DevicesDriver
from network.planning import plan, scope_of
from network.port import Limits
from network.rendering import platforms
from remote.port import Identity
from tests.devices import ADDED, LIMITS, SimulatedHand, hand_of, login, simulated
from tests.unit.zhengyun.stage import MemoryJournal, apply
from zhengyun.errors import Exit, Problems, ZhengyunError
from zhengyun.estate import Estate
from zhengyun.estate.devices import SITE, Device
from zhengyun.plan import Plan
from zhengyun.results import Receipt, Status

pytestmark = pytest.mark.slow

KINDS: tuple[Kind, ...] = ("huawei_vrp", "hp_comware", "cisco_ios")


@dataclass
class Fleet:
    """Devices, and what they are entered with."""

    hands: tuple[SimulatedHand, ...]
    limits: Limits = LIMITS

    def login(self, device: Device) -> Identity:
        """The same for all."""
        del device
        return self.hands[0].me

    @property
    def devices(self) -> dict[str, Device]:
        """By name."""
        return {one.device.name: one.device for one in self.hands}

    def driver(
        self,
        made: Plan | None = None,
        prove: Callable[[str], None] | None = None,
        keep: Callable[[str, str], None] | None = None,
        stop: threading.Event | None = None,
    ) -> DevicesDriver:
        """The hands of the kernel."""
        return DevicesDriver(
            self.devices, self, self, lambda _: None, made, opens=opened(self.limits), limits=self.limits, prove=prove, keep=keep, stop=stop
        )  # fmt: skip

    def planned(self) -> Plan:
        """One line more on each."""
        seen = self.driver().see(self.devices)
        found = {one.path.partition("/")[2]: str(has.attributes["text"]) for one, has in seen.world.existing.items()}
        wanted = {
            name: platforms.normal(device.platform, found.get(name, "") + ADDED[device.platform], spared=device.address)
            for name, device in self.devices.items()
        }
        return plan(Estate("city", "City", "internal", (), devices=self.devices), seen, wanted, scope_of(self.devices, (SITE,)))  # fmt: skip

    def there(self) -> list[bool]:
        """Which of them run the line."""
        return [ADDED[one.platform].strip() in one.running() for one in self.hands]


@pytest.fixture
def fleet() -> Iterator[Fleet]:
    """One device of each platform."""
    made = [simulated(kind) for kind in KINDS]
    with standing([device for device, _ in made], login()) as answering:
        yield Fleet(tuple(hand_of(one, now) for one, (_, now) in zip(answering, made, strict=True)))


def gone(fleet: Fleet, made: Plan, **how: object) -> Receipt:
    return apply(made, {SITE: fleet.driver(made, **how)}, MemoryJournal())  # type: ignore[arg-type]


def test_what_was_agreed_to_is_told_proven_kept_and_read_again(fleet: Fleet) -> None:
    made, proven, kept = fleet.planned(), list[str](), dict[str, str]()
    assert len(made.actions) == len(KINDS)
    assert gone(fleet, made, prove=proven.append, keep=kept.__setitem__).complete
    assert all(fleet.there())
    assert sorted(proven) == sorted(kept) == sorted(fleet.devices)
    assert not fleet.planned().actions


def test_one_that_is_not_proven_goes_back_and_the_others_stay(fleet: Fleet) -> None:
    made, bad = fleet.planned(), fleet.hands[2]

    def prove(name: str) -> None:
        if name == bad.device.name:
            raise ZhengyunError(codes.OTHERWISE, device=name, what="a probe came through")

    receipt = gone(fleet, made, prove=prove)
    assert [one.status for one in receipt.outcomes].count(Status.FAILED) == 1
    assert {one.code for one in receipt.outcomes} == {"", codes.OTHERWISE.id}
    assert fleet.there() == [True, True, False]


def test_one_that_goes_silent_waits_and_is_carried_on(fleet: Fleet) -> None:
    made, silent = fleet.planned(), fleet.hands[2]
    silent.faults.cuts = "write memory"
    journal = MemoryJournal()
    receipt = apply(made, {SITE: fleet.driver(made)}, journal)
    assert sorted(one.status for one in receipt.outcomes) == [Status.DONE, Status.DONE, Status.WAITING]
    silent.faults.cuts = ""
    again = apply(made, {SITE: fleet.driver(made)}, MemoryJournal(), journal.outcomes)
    assert again.complete
    assert all(fleet.there())


def test_a_device_that_is_away_is_told_and_hides_no_other(fleet: Fleet) -> None:
    away = replace(fleet.hands[0], device=replace(fleet.hands[0].device, port=9))
    partly = Fleet((away, *fleet.hands[1:]))
    seen = partly.driver().see(partly.devices)
    assert [name for name, _ in seen.untold] == [away.device.name]
    assert len(seen.world.existing) == 2
    made = fleet.planned()
    with pytest.raises(Problems) as caught:
        partly.driver(made).observe()
    assert caught.value.exit == Exit.UNREACHABLE


def test_who_wants_no_more_begun_has_no_more_begun(fleet: Fleet) -> None:
    made, stop = fleet.planned(), threading.Event()
    stop.set()
    assert {one.status for one in gone(fleet, made, stop=stop).outcomes} == {Status.WAITING}
    assert not any(fleet.there())
