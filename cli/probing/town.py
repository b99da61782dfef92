"""The lab's town, where one command stands in for every instance: each makes its half in its own management host, and the parts are carried."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from itertools import repeat
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from cli.probing import half, parts
from cli.session import Session
from cli.wiring import House
from network.codes import proving as codes
from zhengyun.errors import N_, Words, ZhengyunError
from zhengyun.settings import VARIABLE

if TYPE_CHECKING:
    from lab.town.standing import Town
    from network.probing.certificate import Outcome
    from network.probing.plan import Plan
    from network.probing.signed import Part

FOLDER: Final = "proof"
AHEAD: Final = (6_000, 20_000, 50_000)
"""Milliseconds between making a plan and its window: programs start, hosts are reached. On a machine under load that takes longer, and another
plan is made where it took longer still."""
SECONDS: Final = 120
"""After the window, for an instance to hear its hosts to their end, and to sign."""


class Instances:
    """The instances of a town's networks, by the settings of their management hosts. Whoever has made one closes it."""

    def __init__(self, session: Session, town: "Town") -> None:
        self.town = town
        names = sorted({one.network for one in town.nodes.values()})
        settings = {name: Session(quiet=True, settings_name=str(town.settings(name))) for name in names}
        self.houses = {name: House(replace(one, person_name=session.person_name)) for name, one in settings.items()}

    def close(self) -> None:
        """Let go of their records."""
        for house in self.houses.values():
            house.database.close()

    def rosters(self) -> list[Any]:
        """Of each network what stands there, of a small town less than is declared."""
        return [parts.own_roster(one, tuple(self.town.nodes)) for one in self.houses.values()]

    def maker(self) -> str:
        """The network whose instance makes the plan, joins and keeps the proof."""
        return "internal" if "internal" in self.houses else next(iter(self.houses))

    def sealed(self, plan: "Plan") -> dict[str, Any]:
        """A plan, signed by whoever acts."""
        from network.probing.signed import seal

        house = self.houses[self.maker()]
        return seal("plan", self.maker(), house.session.person, plan.document, parts.speaker(house))

    def trust(self) -> parts.Trust:
        """Everybody's keys at the instance that joins: they were handed over within this machine."""
        given = [(name, self._key(name, self.maker())) for name in self.houses if name != self.maker()]
        return parts.Trust(self.houses[self.maker()], self.maker(), given)

    def _key(self, network: str, at: str) -> Path:
        """The public key of a network's instance, laid where another one reads it."""
        house = self.houses[network]
        file = self.folder(at) / f"{network}.json"
        parts.keep(file, house.public_key(house.session.person)._asdict())
        return file

    def folder(self, network: str) -> Path:
        """Where the files of a proof lie that a management host shares; the path is the same inside and outside."""
        made = self.town.place.network(network) / FOLDER
        made.mkdir(mode=0o700, exist_ok=True)
        return made

    def halves(self, plan: Mapping[str, Any], ends: int) -> list[object]:
        """Carry the plan to every instance, and their halves back; all at once, since all have one window, which `ends` so many milliseconds after 1970.

        Raises: ZhengyunError (ZY-NET-156).
        """
        ready = [self._carried(name, plan) for name in self.houses]
        seconds = SECONDS + max(0, round(ends / 1000 - time.time()))
        with ThreadPoolExecutor(len(ready)) as pool:
            return list(pool.map(self._half, self.houses, ready, repeat(seconds)))

    def _carried(self, network: str, plan: Mapping[str, Any]) -> list[str]:
        file = self.folder(network) / "plan.json"
        parts.keep(file, plan)
        words = ["net", "prove", "half", str(file), "-f", str(file.with_name("half.json")), "-q", "-o", "json"]
        if network != self.maker():
            words += ["--trust", f"{self.maker()}={self._key(self.maker(), network)}"]
        return words

    def _half(self, network: str, words: Sequence[str], seconds: int) -> object:
        file = self.folder(network) / "half.json"
        file.unlink(missing_ok=True)
        program = str(Path(sys.executable).with_name("zhengyun"))
        person = ["--as", self.houses[network].session.person]
        try:
            done = subprocess.run(
                self.town.management(network).words(program, *words, *person),
                env=os.environ | {VARIABLE: str(self.town.settings(network))},
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                check=False,
                timeout=seconds,
            )
        except subprocess.TimeoutExpired as error:
            said = Words(N_("it was not done after {seconds} s"), {"seconds": seconds})
            raise ZhengyunError(codes.HALF_FAILED, network=network, said=said) from error
        if done.returncode and not file.exists():
            raise _failed(network, done.stderr.strip())
        return parts.document_of(file)


class TooLateError(Exception):
    """The window had begun before an instance was ready, or before one of its hosts was; or hosts have missed some of what was sent."""


def _failed(network: str, said: str) -> Exception:
    """What an instance ended with."""
    with suppress(ValueError, KeyError, TypeError, IndexError):
        told = json.loads(said)["errors"][0]
        if told["code"] == codes.WINDOW_OVER.id:
            return TooLateError()
        said = f"{told['code']} {told['reason']}"
    return ZhengyunError(codes.HALF_FAILED, network=network, said=said[-600:])


def proven(instances: Instances, **options: Any) -> "tuple[Outcome, Part, list[Part]]":
    """A plan, all its halves, and what follows. Raises: ZhengyunError (ZY-NET-*)."""
    from network.probing.plan import MOST

    load = os.getloadavg()[0] / (os.cpu_count() or 1)
    for ahead in AHEAD:
        if ahead * load < AHEAD[-1] or ahead == AHEAD[-1]:
            with suppress(TooLateError):
                return _proven(instances, min(int(ahead * max(1.0, load)), AHEAD[-1]), late=False, **options)
        # Whoever was late, or has missed something, has longer the next time.
        options["milliseconds"] = min(2 * options["milliseconds"], MOST)
    return _proven(instances, AHEAD[-1], late=True, **options)


def _proven(instances: Instances, ahead: int, *, late: bool, **options: Any) -> "tuple[Outcome, Part, list[Part]]":
    """One attempt. Raises: TooLateError, unless whoever is `late` counts as not heard; ZhengyunError."""
    from network.probing import plan as plans
    from network.probing.certificate import outcome
    from network.probing.joining import join

    house = instances.houses[instances.maker()]
    rosters = instances.rosters()
    trust = instances.trust()
    begins = int(time.time() * 1000) + ahead
    sealed = instances.sealed(parts.planned(rosters, half.now(), begins, **options))
    believed = trust.part(sealed, "plan")
    made = [trust.part(one, "half") for one in instances.halves(sealed, begins + options["milliseconds"])]
    plan = plans.read(dict(believed.body))
    heard = join(plan, made, house.clock.now())
    found = outcome(plan, heard)
    if not late and (any(one.late for one in heard.values()) or found.doubtful(heard)):
        raise TooLateError
    return found, believed, made


def found(session: Session, *, mutates: bool = False) -> Instances:
    """The instances of the town that is up. Raises: ZhengyunError (ZY-NET-154 where guards are to be taken away, ZY-NET-155)."""
    from cli.lab import place
    from lab.town import control

    town = control.found(place())
    if town is None:
        raise ZhengyunError(codes.LAB_ALONE if mutates else codes.NO_TOWN)
    return Instances(session, town)
