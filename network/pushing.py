"""The one way in which a device is told something: checked, told so that it goes back by itself, read back, proven, confirmed, saved, kept.

Whatever fails on the way sends it back, and where it cannot be told so it goes back by itself.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from network.codes import devices as codes
from network.port import Candidate, DeviceDriver, Identity, Opens, Tell
from zhengyun.errors import N_, Words, ZhengyunError
from zhengyun.estate.devices import Device

Normal = Callable[[str], str]
"""From what a device prints to what is compared: two texts that mean the same become the same."""


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be done to one device. `before` is what it has to run, `after` what it shall, both as `normal` makes them; `lines` lead from one to
    the other. `prove` raises ZhengyunError where something does not hold any more; it is asked while the device would still go back. `keep` is
    given what the device prints when all is done."""

    device: Device
    candidate: Candidate
    before: str
    after: str
    normal: Normal
    seconds: int
    prove: Callable[[str], None] | None = None
    keep: Callable[[str, str], None] | None = None


def carry_on(order: Order, identity: Identity, opens: Opens, tell: Tell) -> None:
    """The same after a run that was torn off somewhere: from wherever the device is.

    Raises: as `push`, and ZY-NET-092.
    """
    with opens(order.device, identity) as driver:
        if order.normal(driver.running()) == order.after:
            if order.normal(driver.saved()) != order.after:
                _finished(order, driver, identity, opens, tell)
            return
        if driver.take_over():
            driver.revert()
    push(order, identity, opens, tell)


def _finished(order: Order, driver: DeviceDriver, identity: Identity, opens: Opens, tell: Tell) -> None:
    """What was told stands, and nobody has saved it: it is proven again first."""
    waits = driver.take_over()
    _proven(order, identity, opens)
    tell(f"{order.device.name}: proven")
    if waits:
        driver.confirm()
    driver.save()
    _saved(order, driver)


def push(order: Order, identity: Identity, opens: Opens, tell: Tell) -> None:
    """Carry it out. Raises: ZhengyunError (ZY-NET-080 to -091, ZY-SSH-001 to -011), and as `prove` and `keep`."""
    name = order.device.name
    with opens(order.device, identity) as driver:
        if order.normal(driver.running()) != order.before:
            raise ZhengyunError(codes.MOVED, device=name, what=Words(N_("it runs other lines")))
        driver.check(order.candidate)
        tell(f"{name}: candidate")
        try:
            driver.push(order.candidate, order.seconds)
            tell(f"{name}: pushed")
            _proven(order, identity, opens)
            tell(f"{name}: proven")
        except BaseException as error:
            # Also where somebody interrupts: nothing stays that nobody has proven.
            take_back(driver, error)
            raise
        driver.confirm()
        tell(f"{name}: confirmed")
        driver.save()
        _saved(order, driver)


def take_back(driver: DeviceDriver, error: BaseException) -> None:
    """Send a device back after an error, as well as it goes. What would go back without us having told it anything is another's."""
    if not (isinstance(error, ZhengyunError) and error.code == codes.NO_WAY_BACK):
        with suppress(ZhengyunError):
            driver.revert()


def _proven(order: Order, identity: Identity, opens: Opens) -> None:
    """What was told stands, whoever is let in anew finds it, and what has to hold does."""
    with opens(order.device, identity) as again:
        found = order.normal(again.running())
    if found != order.after:
        raise ZhengyunError(codes.OTHERWISE, device=order.device.name, what=_first(found, order.after))
    if order.prove:
        order.prove(order.device.name)


def _saved(order: Order, driver: DeviceDriver) -> None:
    """What it starts with is what was wanted, whatever it has said while it saved."""
    found = order.normal(driver.saved())
    if found != order.after:
        raise ZhengyunError(codes.NOT_SAVED, device=order.device.name, said=_first(found, order.after))
    if order.keep:
        order.keep(order.device.name, driver.running())


def _first(found: str, wanted: str) -> Words:
    """The first line in which they differ."""
    ours, theirs = wanted.splitlines(), found.splitlines()
    for one, other in zip(ours, theirs, strict=False):
        if one != other:
            return Words(N_("`{found}` instead of `{wanted}`"), {"found": other.strip(), "wanted": one.strip()})
    if len(ours) > len(theirs):
        return Words(N_("`{wanted}` is missing"), {"wanted": ours[len(theirs)].strip()})
    return Words(N_("`{found}` is there besides"), {"found": theirs[len(ours)].strip()})
