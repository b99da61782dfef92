"""The town's faults, as the kernel's port has them: everything is done in the switches, nothing to a host's own interfaces."""

import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Final, NamedTuple

from lab.files import private_directory, read_json, write_private
from lab.openstack.turn import Turn, hold
from lab.place import Place
from lab.progress import Tell, silent
from lab.town import breaking_codes as codes
from lab.town import control, faults, switching
from lab.town.faults import Condition, Fault, Port, condition
from lab.town.standing import Town
from lab.town.wiring import Wires
from zhengyun.errors import ZhengyunError

FILE: Final = "faults.json"


class Standing(NamedTuple):
    """A fault that is in force; `wire` is False where the process that a slow or lossy link is made of has ended."""

    link: str
    fault: Fault
    wire: bool


class Breaking:
    """`zhengyun.breaker.Breaker` for a town. `folder` is private to it, and `kill` ends a host.

    A wire whose settings change loses what is on its way at that moment, as does one that is taken out.
    """

    def __init__(self, ports: Sequence[Port], folder: Path, kill: Callable[[str], None], tell: Tell = silent) -> None:
        self._ports, self._folder, self._kill, self._tell = tuple(ports), folder, kill, tell
        self._wires = Wires(folder)

    def cut(self, link: str, *, silent: bool = False) -> None:
        """As the port says. Raises: ZhengyunError ZY-LAB-011, -080, -082, -083, as each of these."""
        self._change(link, lambda fault: replace(fault, cut="silent" if silent else "carrier"))

    def heal(self, link: str) -> None:
        """As the port says; of a segment, its hosts' ends are healed, too."""
        self._change(link, lambda _fault: faults.WHOLE, ends=True)

    def delay(self, link: str, milliseconds: float) -> None:
        """As the port says. Raises: ZhengyunError ZY-LAB-081 besides."""
        _within("delay", milliseconds)
        self._change(link, lambda fault: replace(fault, delay=float(milliseconds)))

    def loss(self, link: str, per_cent: float) -> None:
        """As the port says. Raises: ZhengyunError ZY-LAB-081 besides."""
        _within("loss", per_cent)
        self._change(link, lambda fault: replace(fault, loss=float(per_cent)))

    def rate(self, link: str, megabits: float) -> None:
        """As the port says. Raises: ZhengyunError ZY-LAB-081 besides."""
        _within("rate", megabits)
        self._change(link, lambda fault: replace(fault, rate=float(megabits)))

    def kill(self, host: str) -> None:
        """As the port says."""
        self._kill(host)

    def heal_all(self) -> None:
        """Take every fault back, and whatever a wire that has ended left behind."""
        with self._held():
            self._settle({port.segment for port in self._ports}, {})
            self._write({})

    def standing(self) -> tuple[Standing, ...]:
        """The faults in force."""
        return tuple(
            Standing(link, fault, not any(fault.quality) or self._wires.alive(link.partition(":")[0]))
            for link, fault in self._found().items()
        )

    def _change(self, link: str, new: Callable[[Fault], Fault], ends: bool = False) -> None:
        if link not in faults.links(self._ports):
            known = ", ".join(sorted({port.segment for port in self._ports}))
            raise ZhengyunError(codes.NO_SUCH_LINK, link=link, segments=known)
        segment = link.partition(":")[0]
        with self._held():
            every = self._found()
            wanted = {**every, link: new(every.get(link, faults.WHOLE))}
            if ends:
                wanted = {one: fault for one, fault in wanted.items() if not one.startswith(f"{link}:")}
            self._settle({segment}, wanted)
            self._write(wanted)

    def _settle(self, segments: set[str], wanted: Mapping[str, Fault]) -> None:
        for segment in sorted(segments):
            every = [(port, condition(port, wanted)) for port in self._ports if port.segment == segment]
            self._segment(segment, every)

    def _segment(self, segment: str, every: list[tuple[Port, Condition]]) -> None:
        present = switching.there(every[0][0])
        # Who was killed has no port any more.
        every = [(port, one) for port, one in every if port.name in present]
        wired = [(port, one) for port, one in every if one.wired]
        switching.prepare([port for port, _ in wired], present)
        opened = self._wires.opened(segment, wired) if wired else None
        try:
            switching.settle(every, present)
        except ZhengyunError:
            if opened:
                opened.give_up()
            raise
        if opened:
            self._wires.let_go(segment, opened)
        elif not wired:
            self._wires.end(segment)

    def _held(self) -> AbstractContextManager[Turn]:
        private_directory(self._folder)
        return hold(self._folder / "faults.lock", self._tell)

    def _found(self) -> dict[str, Fault]:
        with suppress(ValueError, TypeError):
            return faults.read(read_json(self._folder / FILE))
        return {}

    def _write(self, wanted: Mapping[str, Fault]) -> None:
        write_private(self._folder / FILE, json.dumps(faults.written(wanted)) + "\n")


def of(place: Place, town: Town, tell: Tell = silent) -> Breaking:
    """What breaks a town that is up."""
    return Breaking(town.links, town.place.run, partial(control.kill, place), tell)


def _within(field: str, value: float) -> None:
    least, most = faults.LEAST[field], faults.MOST[field]
    if not least <= value <= most:
        raise ZhengyunError(codes.OUT_OF_BOUNDS, field=field, least=least, most=most, value=value)
