"""What Ansible's events tell of each role on each host: files, steps, what nobody can predict, how it ended. Pure."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from playbooks.cast import PREFIX
from playbooks.grammars import Where
from zhengyun.canonical import digest_of

Event = Mapping[str, Any]
Result = Mapping[str, Any]

LONGEST: Final = 500
"""So much of what a host says goes into an outcome, in characters."""
NON_ZERO: Final = "non-zero return code"
"""Ansible's own words where a command fails: they tell nothing of why."""
HEADERS: Final = frozenset({"before_header", "after_header"})


class File(NamedTuple):
    """A file as a role found it and as it leaves it, or would; None where there is none. `secrets` are names of what stands in it."""

    path: str
    before: Mapping[str, str] | None
    after: Mapping[str, str] | None
    secrets: tuple[str, ...] = ()


class Step(NamedTuple):
    """What a task did besides, or would: digests of what it says was before and is after, empty where it says neither."""

    task: str
    module: str
    before: str = ""
    after: str = ""


class Trouble(NamedTuple):
    """Why a role came to no end: in which role and task, and what was said there; `away` where the host could not be reached,
    `back` where what had been laid was taken back, `before` where no role had begun on that host."""

    role: str
    task: str
    said: str
    away: bool = False
    back: bool = False
    before: bool = False


@dataclass
class Told:
    """All that was told of one role on one host."""

    files: list[File] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    blind: list[Step] = field(default_factory=list)
    trouble: Trouble | None = None


class Over(NamedTuple):
    """A role that has ended on a host."""

    where: Where
    trouble: Trouble | None


class Results:
    """Takes events in their order, and keeps what they tell. `scope` is what is run: each role on each of its hosts."""

    def __init__(self, scope: frozenset[Where]) -> None:
        self._scope = scope
        self._playing = ""
        self._out: dict[str, Trouble] = {}
        self.told: dict[Where, Told] = {}
        self.ended: set[Where] = set()
        self.complete = False
        """Whether Ansible came to the end of the playbook."""

    def take(self, event: Event) -> Iterator[Over]:
        """Take one event, and yield what ended by it."""
        name, data = str(event.get("event", "")), event.get("event_data") or {}
        if name in ("playbook_on_play_start", "playbook_on_stats"):
            yield from self._turn(str(data.get("pattern", "")).removeprefix(PREFIX))
            self.complete = self.complete or name == "playbook_on_stats"
        elif name == "runner_on_unreachable":
            self._fail(data, away=True)
        elif name == "runner_on_failed" and not data.get("ignore_errors"):
            self._fail(data)
        elif name == "runner_on_ok":
            self._keep(data)

    def role(self) -> str:
        """The role whose play is on; empty between roles."""
        return self._playing if any(one.role == self._playing for one in self._scope) else ""

    def _turn(self, playing: str) -> Iterator[Over]:
        """One play is over, the next begins: whatever did not fail has come to its end."""
        for where in sorted(self._scope - self.ended):
            trouble = self._at(where).trouble if where.role == self._playing else self._before(where)
            if trouble or (where.role == self._playing and where.host not in self._out):
                self._at(where).trouble = trouble
                self.ended.add(where)
                yield Over(where, trouble)
        self._playing = playing

    def _before(self, where: Where) -> Trouble | None:
        """What put the host out before any role had begun on it."""
        first = self._out.get(where.host)
        return first if first and first.before else None

    def _at(self, where: Where) -> Told:
        return self.told.setdefault(where, Told())

    def _fail(self, data: Result, *, away: bool = False) -> None:
        """A role that fails goes no further on that host, and neither do the roles after it; the first words count."""
        host, result = str(data.get("host", "")), data.get("res") or {}
        before = not self.role()
        first = self._out.get(host) or Trouble(
            self._playing, str(data.get("task", "")), said(result), away, before=before
        )
        # The last word of a role whose way back has come to its end is that of `fail`, which says why.
        back = host in self._out and not away and str(data.get("task_action", "")).endswith("fail")
        self._out[host] = trouble = first._replace(away=first.away or away, back=back)
        where = Where(host, self._playing)
        if where in self._scope:
            self._at(where).trouble = trouble

    def skipped(self, where: Where, step: Step) -> None:
        """Check mode, and no condition, has left a task out."""
        if where in self._scope:
            self._at(where).blind.append(step)

    def _keep(self, data: Result) -> None:
        where = Where(str(data.get("host", "")), self._playing)
        if where not in self._scope:
            return
        task, module = str(data.get("task", "")), str(data.get("task_action", ""))
        for one in _each(data.get("res") or {}):
            self._note(self._at(where), one, task, module)

    def _note(self, told: Told, result: Result, task: str, module: str) -> None:
        files = result.get("zhengyun")
        if isinstance(files, list):
            for one in files:
                if one.get("blind"):
                    told.blind.append(Step(str(one["path"]), module))
                else:
                    told.files.append(_file(one))
        elif result.get("changed"):
            blind = result.get("censored") or result.get("_ansible_no_log")
            (told.blind if blind else told.steps).append(_step(result, task, module))

    def untold(self, where: Where) -> Trouble | None:
        """Why nothing was told of a role on a host: what put the host out before."""
        return self._out.get(where.host)


def said(result: Result) -> str:
    """What a host says of a failure, on one line; of a command that has failed also what the command itself said."""
    words = [" ".join(str(result.get(name) or "").split()) for name in ("msg", "module_stderr", "stderr")]
    first = next((word for word in words if word), "no words")
    own = f": {words[-1]}" if first == NON_ZERO and words[-1] else ""
    return f"{first}{own}"[:LONGEST]


def _each(result: Result) -> Iterator[Result]:
    """The results of a loop, one by one; otherwise the result itself."""
    items = result.get("results")
    if isinstance(items, list) and items and all(isinstance(one, dict) and "ansible_loop_var" in one for one in items):
        yield from items
    else:
        yield result


def _file(one: Result) -> File:
    return File(
        str(one["path"]),
        _standing(one.get("before")),
        _standing(one.get("after")),
        tuple(sorted(one.get("secrets") or ())),
    )


def _standing(one: Mapping[str, Any] | None) -> Mapping[str, str] | None:
    return (
        None if one is None else {name: str(one[name]) for name in ("sha256", "mode", "owner", "group") if name in one}
    )


def step_of(diff: Mapping[str, Any]) -> str:
    """What a step comes to that tells of itself by this diff."""
    return _step({"diff": diff}, "", "").after


def _step(result: Result, task: str, module: str) -> Step:
    diffs = result.get("diff")
    told = [one for one in (diffs if isinstance(diffs, list) else [diffs]) if isinstance(one, dict)]
    parts = [{name: one[name] for name in one if name not in HEADERS} for one in told]
    if not any(parts):
        return Step(task, module)
    return Step(task, module, _digest([one.get("before") for one in parts]), _digest([_after(one) for one in parts]))


def _after(one: Mapping[str, Any]) -> object:
    """What a diff says is after: `prepared` is text of the whole difference, where a module knows nothing better."""
    return {name: one[name] for name in one if name != "before"}


def _digest(value: object) -> str:
    # Modules may tell of fractions, which canonical JSON has not.
    return digest_of(json.dumps(value, sort_keys=True, ensure_ascii=False, default=str).encode())
