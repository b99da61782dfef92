"""The town's guards, as the kernel's port has them: taken away for a moment, to see whether they are missed, and put back.

What is away is written down before it is taken, so that it is put back whatever becomes of who took it: by himself, by the next start of the
town, or by `lab heal`.
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
LIST: Final = ("nft", "-a", "list", "ruleset")
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
        with self._held():
            away = dict(self._away())
            fresh = [one for one in dict.fromkeys(guards) if one not in away]
            self._known(fresh)
            believed = self._believed({one.host for one in fresh if one.kind == "setting"})
            wanted = {one: believed.get(one.host, "") if one.kind == "setting" else "" for one in fresh}
            self._write({**away, **wanted})
            try:
                self._change(wanted, lift=True)
            except BaseException:
                # Also where somebody has had enough of waiting: nothing of it stays half taken away.
                self._change(wanted, lift=False)
                self._write(away)
                raise

    def lower(self, guards: Sequence[Guard]) -> None:
        """As the port says; a host that was killed meanwhile has none any more. Raises: ZhengyunError ZY-LAB-011, -083, -085."""
        with self._held():
            away = self._away()
            self._change({one: away[one] for one in guards if one in away}, lift=False)
            self._write({one: stood for one, stood in away.items() if one not in guards})

    def lower_all(self) -> tuple[Guard, ...]:
        """Put back whatever is away, and return it. Raises: as `lower`."""
        away = self.away()
        self.lower(away)
        return away

    def away(self) -> tuple[Guard, ...]:
        """What somebody has taken away and not put back yet."""
        return tuple(self._away())

    def _known(self, guards: Sequence[Guard]) -> None:
        standing = {guard for found in self._each(sorted({one.host for one in guards}), self._of) for guard in found}
        standing |= set(ports.guards(self._ports)) if any(one.kind == ports.KIND for one in guards) else set()
        for one in guards:
            if one not in standing:
                raise ZhengyunError(codes.NO_SUCH_GUARD, host=one.host, kind=one.kind, guard=one.name)

    def _of(self, name: str) -> list[Guard]:
        """What a host itself has."""
        node = self._town.node(name)
        found = [*rules.guards(name, _said(node, *LIST))]
        if name in self._routers:
            return [*found, *routes.guards(name, _said(node, *RUNNING))]
        return [*found, *settings.guards(name, _said(node, "sh", "-c", settings.SHOW))]

    def _believed(self, names: Iterable[str]) -> dict[str, str]:
        return {name: settings.believing(_said(self._town.node(name), "sh", "-c", settings.SHOW)) for name in names}

    def _change(self, wanted: Away, *, lift: bool) -> None:
        there = {guard: stood for guard, stood in wanted.items() if self._town.up(guard.host)}
        isolated = {(one.host, one.name) for one in there if one.kind == ports.KIND}
        if isolated:
            ports.turn(self._ports, isolated, "off" if lift else "on")
        names = sorted({one.host for one in there if one.kind != ports.KIND})
        self._each(names, lambda name: self._host(name, {g: s for g, s in there.items() if g.host == name}, lift=lift))

    def _host(self, name: str, wanted: Away, *, lift: bool) -> None:
        node = self._town.node(name)
        ruled = {(one.kind, one.name) for one in wanted if one.kind in {"rule", "policy"}}
        if ruled:
            lines = (rules.lifting if lift else rules.lowering)(_said(node, *LIST), ruled)
            _said(node, "nft", "-f", "-", stdin="".join(f"{one}\n" for one in lines))
        ways = [one.name for one in wanted if one.kind == "route"]
        if ways:
            _configure(node, (routes.lifting if lift else routes.lowering)(_said(node, *RUNNING), ways))
        set_ = {one.name: stood for one, stood in wanted.items() if one.kind == "setting"}
        if set_:
            _said(node, "sh", "-c", settings.changing([*set_], "1" if lift else "0", next(iter(set_.values()))))

    def _each(self, names: Sequence[str], work: Callable[[str], T]) -> list[T]:
        with ThreadPoolExecutor(WORKERS) as pool:
            return list(pool.map(work, names))

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
