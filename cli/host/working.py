"""Laying, taking away and holding against what shall be: first everything is looked at, then it is done step by step."""

import re
from collections.abc import Callable, Iterator, Sequence
from enum import Enum
from typing import NamedTuple

from cli import codes
from cli.host import register
from cli.host.register import Key, Laid
from cli.host.root import Root
from cli.host.things import KINDS, Directory, Thing
from zhengyun.errors import N_, ZhengyunError


class Does(Enum):
    """What is done about one thing; the values are the words of documents, `TEXTS` those for people."""

    LAY = "lay"
    REPLACE = "replace"
    KEEP = "keep"
    WAS_THERE = "was there"
    REMOVE = "remove"
    GONE = "gone"
    CHANGED = "changed"
    IN_USE = "in use"
    DIFFERS = "differs"
    MISSING = "missing"
    UNKNOWN = "unknown"


TEXTS = {
    Does.LAY: N_("lay"),
    Does.REPLACE: N_("replace"),
    Does.KEEP: N_("as laid"),
    Does.WAS_THERE: N_("was there"),
    Does.REMOVE: N_("remove"),
    Does.GONE: N_("gone already"),
    Does.CHANGED: N_("left: changed since"),
    Does.IN_USE: N_("left: in use"),
    Does.DIFFERS: N_("differs"),
    Does.MISSING: N_("missing"),
    Does.UNKNOWN: N_("may not be read"),
}
LEFT = frozenset({Does.CHANGED, Does.IN_USE})
ASTRAY = frozenset({Does.DIFFERS, Does.MISSING})


class Step(NamedTuple):
    """What is done about one thing; `detail` is how it shall stand, or what it is that bars it."""

    does: Does
    thing: Thing
    detail: str


def installing(root: Root, things: Sequence[Thing]) -> Sequence[Step]:
    """What has to be done so that everything stands.

    Raises: ZhengyunError (ZY-CLI-201: something else stands in the place of one; ZY-CLI-204).
    """
    laid = register.read(root)
    steps = [_to_lay(root, thing, laid) for thing in things]
    wrong = [f"{one.thing.kind} {one.thing.name}: {one.detail}" for one in steps if one.does is Does.DIFFERS]
    if wrong:
        raise ZhengyunError(codes.HOST_TAKEN, things="; ".join(wrong), number=len(wrong))
    return steps


def install(root: Root, steps: Sequence[Step]) -> None:
    """Do it. What is begun is on record first, so that a run that was torn off can be finished or taken back.

    Raises: ZhengyunError (ZY-CLI-203: a step failed; those before it are done, and on record).
    """
    laid = register.read(root)
    for step in steps:
        if step.does in {Does.LAY, Does.REPLACE}:
            laid[_key(step.thing)] = step.detail
            first = step.thing.kind == Directory.kind and not root.path(register.NAME).parent.is_dir()
            if not first:
                register.write(root, laid)
            _told(step.thing.lay, root, step.thing)
            if first:
                register.write(root, laid)


def removing(root: Root) -> Sequence[Step]:
    """What would be taken away, the last laid first, and what stays and why.

    Raises: ZhengyunError (ZY-CLI-204).
    """
    laid = register.read(root)
    steps: list[Step] = []
    for key, stood in reversed(laid.items()):
        steps.append(_to_take(root, key, stood, steps))
    return steps


def remove(root: Root, steps: Sequence[Step]) -> None:
    """Take away what is to be; what stays stays on record.

    Raises: ZhengyunError (ZY-CLI-203, 204).
    """
    laid = register.read(root)
    for step in steps:
        if step.does is Does.REMOVE:
            if len(laid) == 1:
                # Our own directory is the last, and the record lies in it.
                register.write(root, {})
            _told(step.thing.take, root, step.thing)
        if step.does not in LEFT:
            laid.pop(_key(step.thing), None)
            if laid:
                register.write(root, laid)
    if not laid:
        register.write(root, {})


def checking(root: Root, things: Sequence[Thing]) -> Iterator[Step]:
    """How each thing stands against what it shall be."""
    for thing in things:
        wanted, stands = thing.wanted(root), thing.stands(root)
        if stands == wanted or (thing.kind == "group" and stands):
            yield Step(Does.KEEP, thing, stands)
        elif stands.endswith("?"):
            yield Step(Does.UNKNOWN, thing, stands)
        elif stands:
            yield Step(Does.DIFFERS, thing, stands)
        else:
            yield Step(Does.MISSING, thing, wanted)


def _to_lay(root: Root, thing: Thing, laid: Laid) -> Step:
    wanted, stands, stood = thing.wanted(root), thing.stands(root), laid.get(_key(thing))
    if not stands:
        return Step(Does.LAY, thing, wanted)
    if stands == wanted or thing.kind == "group":
        return Step(Does.KEEP if stood else Does.WAS_THERE, thing, stands)
    replaced = stood == stands and thing.kind != "account"
    return Step(Does.REPLACE, thing, wanted) if replaced else Step(Does.DIFFERS, thing, stands)


def _to_take(root: Root, key: Key, stood: str, before: Sequence[Step]) -> Step:
    thing: Thing = KINDS[key.kind](key.name)
    stands = thing.stands(root)
    if not stands:
        return Step(Does.GONE, thing, "-")
    if stands != stood:
        return Step(Does.CHANGED, thing, stands)
    inside = _inside(root, thing, before) or _owns(root, thing, before)
    return Step(Does.IN_USE, thing, inside) if inside else Step(Does.REMOVE, thing, stood)


def _inside(root: Root, thing: Thing, before: Sequence[Step]) -> str:
    """What a directory would still hold."""
    if thing.kind != Directory.kind:
        return ""
    going = {one.thing.name for one in before if one.does is Does.REMOVE} | {register.NAME}
    left = any(one.does in LEFT for one in before)
    try:
        here = [f"{thing.name}/{one.name}" for one in sorted(root.path(thing.name).iterdir())]
    except PermissionError:
        return "?"
    held = [one for one in here if one not in going or (one == register.NAME and left)]
    return ", ".join(held[:3]) + (f" … {len(held)}" if len(held) > 3 else "")


def _owns(root: Root, thing: Thing, before: Sequence[Step]) -> str:
    """Whose files stay keeps his number: whoever got it after him would have them."""
    if thing.kind not in {"account", "group"}:
        return ""
    left = [one.thing for one in before if one.does in LEFT]
    return ", ".join(one.name for one in left if thing.name in re.findall(r"[\w-]+", one.stands(root)))


def _key(thing: Thing) -> Key:
    return Key(thing.kind, thing.name)


def _told(act: Callable[[Root], None], root: Root, thing: Thing) -> None:
    """Do one thing, with the operating system's words where it does not let us."""
    try:
        act(root)
    except OSError as error:
        problem = error.strerror or str(error)
        raise ZhengyunError(codes.HOST_FAILED, command=f"{thing.kind} {thing.name}", problem=problem) from error
