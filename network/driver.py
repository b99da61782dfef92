"""The kernel's driver of devices: reads what runs, and carries out a plan's actions device by device, side by side."""

import threading
from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from time import monotonic

from network.collecting import Read, collect
from network.grammars import TEXT, address, device_of
from network.planning import Seen
from network.port import Candidate, Limits, Logins, Opens, Tell
from network.pushing import Order, carry_on, push
from network.rendering import platforms
from zhengyun.action import Action
from zhengyun.errors import Problems, ZhengyunError
from zhengyun.estate.devices import SITE, Device
from zhengyun.plan import Plan
from zhengyun.ports import Ids
from zhengyun.resource import Existing, World
from zhengyun.results import Outcome, Pending, Status
from zhengyun.run import failure

PHASE = "device"


class DevicesDriver:
    """Devices of an estate. `looks` lends what they are read with, `runs` what they are told things with; `plan` is what is carried out.

    `prove` is asked of each device after it was told, while it would still go back; `keep` is given what it runs once that is saved.
    """

    def __init__(
        self,
        devices: Mapping[str, Device],
        looks: Logins,
        runs: Logins,
        tell: Tell,
        plan: Plan | None = None,
        *,
        opens: Opens,
        limits: Limits | None = None,
        stop: threading.Event | None = None,
        prove: Callable[[str], None] | None = None,
        keep: Callable[[str, str], None] | None = None,
    ) -> None:
        self._devices, self._looks, self._runs, self._tell, self._plan = devices, looks, runs, tell, plan
        self._opens, self._limits = opens, limits or Limits()
        self._stop, self._prove, self._keep = stop or threading.Event(), prove, keep
        self._said: dict[str, str] = {}
        self._running: dict[str, tuple[float, Future[None]]] = {}
        self._pool: ThreadPoolExecutor | None = None

    @property
    def width(self) -> int:
        """How many devices are told things at once."""
        return self._limits.width

    def see(self, names: Collection[str]) -> Seen:
        """What these devices run of what is ours; one that is away is told."""
        reads = self._read(self._looks, names)
        existing = {address(one.device): self._existing(one) for one in reads if not one.trouble}
        untold = tuple((one.device, one.trouble) for one in reads if one.trouble)
        return Seen(World(SITE, existing), untold)

    def observe(self, touched: Sequence[str] = ()) -> World:
        """What the devices of the plan run. Raises: Problems where one cannot be read."""
        del touched
        actions = self._plan.actions if self._plan else ()
        reads = self._read(self._runs if self._running else self._looks, {device_of(one.address) for one in actions})
        troubles = tuple(one.trouble for one in reads if one.trouble)
        if troubles:
            raise Problems(troubles)
        return World(SITE, {address(one.device): self._existing(one) for one in reads})

    def admit(self, actions: Sequence[Action]) -> None:
        """Devices bear what they are told, or go back."""

    def begin(self, action: Action, ids: Ids) -> Outcome | Pending:
        """Have a device told, beside the others."""
        del ids
        if self._stop.is_set():
            return Outcome(action.id, Status.WAITING)
        if self._pool is None:
            self._pool = ThreadPoolExecutor(self._limits.width)
        self._running[action.id] = (monotonic(), self._pool.submit(self._told, action))
        return Pending(action, made=device_of(action.address), phase=PHASE)

    def settle(self, pending: Sequence[Pending]) -> Sequence[Outcome | Pending]:
        """Say of each device whether it has been told, and how that ended."""
        done = [self._settled(one) for one in pending]
        if self._pool and all(isinstance(one, Outcome) for one in done):
            self._pool.shutdown()
            self._pool = None
        return done

    def _settled(self, pending: Pending) -> Outcome | Pending:
        action = pending.action
        began, future = self._running.get(action.id, (0.0, None))
        if future is None:
            return Outcome(action.id, Status.WAITING)
        if not future.done():
            return pending
        took = int((monotonic() - began) * 1000)
        error = future.exception()
        if error is None:
            error = self._unkept(pending.made)
        if error is None:
            return Outcome(action.id, Status.DONE, made=pending.made, milliseconds=took)
        if not isinstance(error, ZhengyunError):
            raise error
        return replace(failure(action, error), milliseconds=took)

    def _unkept(self, device: str) -> ZhengyunError | None:
        """Give what a device runs now to whoever keeps it, on the thread of who asks; why it was not kept, where it was not."""
        text = self._said.pop(device, "")
        try:
            if self._keep and text:
                self._keep(device, text)
        except ZhengyunError as error:
            return error
        return None

    def _told(self, action: Action) -> None:
        """One device, from what the plan rests on to what people have agreed to, and nothing else."""
        device = self._devices[device_of(action.address)]
        # Of the plan itself: while a run is carried on, an action says only what is left to do.
        planned = next((one for one in self._plan.actions if one.id == action.id), action) if self._plan else action
        before = next((str(one.before or "") for one in planned.changes if one.attribute == TEXT), "")
        after = str(planned.attributes[TEXT])
        lines = platforms.commands(device.platform, before, after)
        candidate = Candidate(device.platform, lines, frozenset(before.splitlines()))
        seconds, normal = self._limits.revert, self._normal(device)
        order = Order(device, candidate, before, after, normal, seconds, self._prove, self._said.__setitem__)
        work = carry_on if action.again else push
        work(order, self._runs.login(device), self._opens, self._tell)

    def _normal(self, device: Device) -> Callable[[str], str]:
        return lambda text: platforms.normal(device.platform, text, spared=device.address)

    def _read(self, logins: Logins, names: Collection[str]) -> tuple[Read, ...]:
        return collect([self._devices[one] for one in sorted(names)], logins, self._opens, self._limits)

    def _existing(self, read: Read) -> Existing:
        device = self._devices[read.device]
        attributes = {"platform": device.platform, "text": self._normal(device)(read.text)}
        return Existing(address(device.name), device.name, attributes)
