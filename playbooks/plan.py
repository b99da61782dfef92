"""What roles tell, as things wanted and found: what a plan of hosts is made of. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from playbooks.events import File, Results, Step, Told, Trouble
from playbooks.grammars import BLIND, FILE, STEP, Where, address
from zhengyun.estate.hosts import SITE
from zhengyun.resource import HOW, Address, Attributes, Existing, Resource, Value, World


class Diff(NamedTuple):
    """How a file would change, as a unified diff for people's eyes; secrets stand in it as keyed digests."""

    host: str
    role: str
    path: str
    text: str


class Untold(NamedTuple):
    """A role of a host of which nothing could be told, and why."""

    where: Where
    trouble: Trouble


@dataclass(frozen=True)
class Seen:
    """What a look has told: things as roles want them and as they found them, and what could not be looked at."""

    wanted: Mapping[Address, Resource]
    world: World
    untold: tuple[Untold, ...] = ()
    diffs: tuple[Diff, ...] = ()


def seen(results: Results, scope: Iterable[Where], how: Mapping[str, Value], diffs: Iterable[Diff] = ()) -> Seen:
    """What the results of a look come to, for each role on each host of the scope."""
    wanted: dict[Address, Resource] = {}
    existing: dict[Address, Existing] = {}
    untold = []
    for where in sorted(scope):
        told = results.told.get(where)
        trouble = results.untold(where) if where not in results.ended or (told and told.trouble) else None
        if trouble or where not in results.ended:
            untold.append(Untold(where, trouble or Trouble(where.role, "", "nothing was told")))
        elif told:
            _tell(where, told, how, wanted, existing)
    return Seen(wanted, World(SITE, existing), tuple(untold), tuple(sorted(diffs)))


def blind(where: Where, how: Mapping[str, Value]) -> Resource:
    """A role as a whole on a host that cannot be looked at."""
    return _resource(address(BLIND, where), {"role": where.role}, how)


def _tell(
    where: Where,
    told: Told,
    how: Mapping[str, Value],
    wanted: dict[Address, Resource],
    existing: dict[Address, Existing],
) -> None:
    for file in told.files:
        _of_file(where, file, how, wanted, existing)
    for step in told.steps:
        _of_step(where, step, how, wanted, existing)
    for step in told.blind:
        one = address(BLIND, where, step.task)
        wanted[one] = _resource(one, {"module": step.module}, how)


def _of_file(
    where: Where,
    file: File,
    how: Mapping[str, Value],
    wanted: dict[Address, Resource],
    existing: dict[Address, Existing],
) -> None:
    """A file that several tasks of a role speak of is wanted as the last leaves it, and found as the first found it."""
    one = address(FILE, where, file.path)
    if file.before is not None and one not in wanted and one not in existing:
        existing[one] = Existing(one, _id(where, file.path), dict(file.before) | _secrets(file))
    if file.after is not None:
        wanted[one] = _resource(one, dict(file.after) | _secrets(file), how)
    else:
        wanted.pop(one, None)


def _of_step(
    where: Where,
    step: Step,
    how: Mapping[str, Value],
    wanted: dict[Address, Resource],
    existing: dict[Address, Existing],
) -> None:
    """A step that says what was before is found so; one that says nothing is not there until it is done."""
    one = address(STEP, where, step.task)
    facts: dict[str, Value] = {"module": step.module}
    if step.before or step.after:
        existing[one] = Existing(one, _id(where, step.task), {**facts, "state": step.before})
        facts["state"] = step.after
    wanted[one] = _resource(one, facts, how)


def _secrets(file: File) -> dict[str, Value]:
    return {"secrets": list(file.secrets)} if file.secrets else {}


def _id(where: Where, rest: str) -> str:
    return f"{where.host}:{where.role}:{rest}"


def _resource(one: Address, attributes: Attributes, how: Mapping[str, Value]) -> Resource:
    return Resource(one, {**attributes, HOW: dict(how)})
