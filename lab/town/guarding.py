"""The town's guards, as the kernel's port has them: taken away for a moment, to see whether they are missed, and put back.

What is away is written down before it is taken, so that it is put back whatever becomes of who took it: by himself, by the process beside him
(`returning`), by the next start of the town, or by `lab heal`.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, suppress
from pathlib import Path
from typing import Final, TypeVar

from lab.files import private_directory, read_json, write_private
from lab.openstack.turn import Turn, hold
from lab.progress import Tell, silent
from lab.town import breaking_codes as codes
from lab.town.guards import ports, routes, rules, settings
from lab.town.node import Node
from lab.town.standing import Town
from zhengyun.errors import ZhengyunError
from zhengyun.guarding import Guard

T = TypeVar("T")

FILE: Final = "guards.json"
WORKERS: Final = 6
RULED: Final = frozenset({"rule", "policy"})
LIST: Final = ("nft", "-a", "list", "ruleset")
# Who forwards says so to his neighbours (the R flag of RFC 4861 section 4.4), who would take him for a router long after he is none.
FORGET: Final = ("ip", "-6", "neigh", "flush", "nud", "reachable", "nud", "stale", "nud", "delay", "nud", "probe")
RUNNING: Final = ("vtysh", "-c", "show running-config")
Away = Mapping[Guard, str]
"""What is away, each with what has to be known to put it back."""


class Guarding:
    """`zhengyun.guarding.GuardBreaker` for a town that is up. `folder` is private to it."""

    def __init__(self, town: Town, folder: Path, tell: Tell = silent) -> None:
        self._town, self._folder, self._tell = town, folder, tell
        self._ports = tuple(one for one in town.links if one.isolated)
        self._routers = frozenset(name for name, node in town.nodes.items() if town.up(name) and _runs_frr(node))

    def guards(self) -> tuple[Guard, ...]:
        """As the port says: what stands, host by host. Raises: ZhengyunError ZY-LAB-083, -085."""
        isolated = list(ports.guards(self._ports))
        return tuple(
            guard
            for name, found in zip(self._up(), self._each(self._up(), self._of), strict=True)
            for guard in (*found, *(one for one in isolated if one.host == name))
        )

    def lift(self, guards: Sequence[Guard]) -> None:
        """As the port says. Raises: ZhengyunError ZY-LAB-011, -083, -084, -085."""
        self.turn((), guards)

    def lower(self, guards: Sequence[Guard]) -> None:
        """As the port says; a host that was killed meanwhile has none any more. Raises: ZhengyunError ZY-LAB-011, -083, -085."""
        self.turn(guards, ())

    def turn(self, lower: Sequence[Guard], lift: Sequence[Guard]) -> None:
        """As the port says. Raises: ZhengyunError ZY-LAB-011, -083, -084, -085."""
        with self._held():
            away = dict(self._away())
            back = {one: away[one] for one in lower if one in away}
            fresh = [one for one in dict.fromkeys(lift) if one not in away]
            wanted = {**dict.fromkeys(fresh, ""), **self._settings([one for one in fresh if one.kind == settings.KIND])}
            self._isolated([one for one in fresh if one.kind == ports.KIND])
            left = {one: stood for one, stood in away.items() if one not in back}
            self._write({**away, **wanted})
            try:
                self._change(back, wanted)
            except BaseException:
                # Also where somebody has had enough of waiting: nothing of it stays half taken away.
                self._change({**back, **wanted}, {})
                self._write(left)
                raise
            self._write({**left, **wanted})
            if _settings(back) and not _settings({**left, **wanted}):
                self._each(self._up(), lambda name: _said(self._town.node(name), *FORGET))

    def lower_all(self) -> tuple[Guard, ...]:
        """Put back whatever is away, and return it. Raises: as `lower`."""
        away = self.away()
        self.lower(away)
        return away

    def away(self) -> tuple[Guard, ...]:
        """What somebody has taken away and not put back yet."""
        return tuple(self._away())

    def _settings(self, guards: Sequence[Guard]) -> Away:
        """What has to be known to put settings back. Raises: ZhengyunError ZY-LAB-084, -085."""
        said = {name: _said(self._town.node(name), "sh", "-c", settings.SHOW) for name in {one.host for one in guards}}
        for name, told in said.items():
            _known([one for one in guards if one.host == name], settings.guards(name, told))
        return {one: settings.believing(said[one.host]) for one in guards}

    def _isolated(self, guards: Sequence[Guard]) -> None:
        if guards:
            _known(guards, ports.guards(self._ports))

    def _of(self, name: str) -> list[Guard]:
        """What a host itself has."""
        node = self._town.node(name)
        found = [*rules.guards(name, _said(node, *LIST))]
        if name in self._routers:
            return [*found, *routes.guards(name, _said(node, *RUNNING))]
        return [*found, *settings.guards(name, _said(node, "sh", "-c", settings.SHOW))]

    def _change(self, lower: Away, lift: Away) -> None:
        down, up = (self._there(one) for one in (lower, lift))
        for guards, word in ((down, "on"), (up, "off")):
            isolated = {(one.host, one.name) for one in guards if one.kind == ports.KIND}
            if isolated:
                ports.turn(self._ports, isolated, word)
        names = sorted({one.host for one in (*down, *up) if one.kind != ports.KIND})
        self._each(names, lambda name: self._host(name, _at(name, down), _at(name, up)))

    def _there(self, guards: Away) -> Away:
        return {one: stood for one, stood in guards.items() if self._town.up(one.host)}

    def _host(self, name: str, lower: Away, lift: Away) -> None:
        node = self._town.node(name)
        down, up = ({(one.kind, one.name) for one in every if one.kind in RULED} for every in (lower, lift))
        if down or up:
            said = _said(node, *LIST)
            _known([one for one in lift if one.kind in RULED], rules.guards(name, said))
            lines = [*rules.lowering(said, down)] if down else []
            lines += rules.lifting(said, up) if up else []
            if lines:
                _said(node, "nft", "-f", "-", stdin="".join(f"{one}\n" for one in lines))
        back, away = ([one.name for one in every if one.kind == "route"] for every in (lower, lift))
        if back or away:
            said = _said(node, *RUNNING)
            _known([one for one in lift if one.kind == "route"], routes.guards(name, said))
            _configure(node, (*routes.lowering(said, back), *routes.lifting(said, away)))
        for every, value in ((lower, "0"), (lift, "1")):
            set_ = {one.name: stood for one, stood in every.items() if one.kind == settings.KIND}
            if set_:
                _said(node, "sh", "-c", settings.changing([*set_], value, next(iter(set_.values()))))

    def _each(self, names: Sequence[str], work: Callable[[str], T]) -> list[T]:
        """Do it at all of them, also where one refuses. Raises: what the first of them did."""
        with ThreadPoolExecutor(WORKERS) as pool:
            every = [pool.submit(work, name) for name in names]
        return [one.result() for one in every]

    def _up(self) -> list[str]:
        return [name for name in self._town.nodes if self._town.up(name)]

    def _held(self) -> AbstractContextManager[Turn]:
        private_directory(self._folder)
        return hold(self._folder / "guards.lock", self._tell)

    def _away(self) -> Away:
        with suppress(ValueError, TypeError, KeyError):
            found = (read_json(self._folder / FILE) or {}).get("away")
            return {Guard(*one[:3]): str(one[3]) for one in found} if isinstance(found, list) else {}
        return {}

    def _write(self, away: Away) -> None:
        rows = [[*guard, stood] for guard, stood in away.items()]
        write_private(self._folder / FILE, json.dumps({"away": rows}) + "\n")


def of(town: Town, tell: Tell = silent) -> Guarding:
    """What takes away and puts back the guards of a town that is up."""
    return Guarding(town, town.place.run, tell)


def _settings(guards: Iterable[Guard]) -> list[Guard]:
    return [one for one in guards if one.kind == settings.KIND]


def _at(name: str, guards: Away) -> Away:
    return {one: stood for one, stood in guards.items() if one.host == name}


def _known(guards: Iterable[Guard], standing: Iterable[Guard]) -> None:
    """Go on where all of these stand. Raises: ZhengyunError ZY-LAB-084."""
    there = set(standing)
    for one in guards:
        if one not in there:
            raise ZhengyunError(codes.NO_SUCH_GUARD, host=one.host, kind=one.kind, guard=one.name)


def _runs_frr(node: Node) -> bool:
    return node.path("/run/frr/zebra.vty").exists()


def _configure(node: Node, lines: Sequence[str]) -> None:
    if lines:
        words = [word for line in ("configure terminal", *lines) for word in ("-c", line)]
        said = _said(node, "vtysh", *words)
        if "%" in said:
            raise ZhengyunError(codes.NOT_MOVED, host=node.name, problem=said.strip())


def _said(node: Node, *words: str, stdin: str = "") -> str:
    done = node.run(*words, stdin=stdin)
    if done.returncode:
        raise ZhengyunError(codes.NOT_MOVED, host=node.name, problem=(done.stderr or done.stdout).strip())
    return done.stdout
