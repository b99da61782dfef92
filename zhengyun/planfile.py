"""The plan as a file: canonical JSON with its digest in front, so that any altered byte shows."""

import json
from collections.abc import Mapping
from typing import Any

from zhengyun import codes
from zhengyun.action import Action, Effects, Rest
from zhengyun.canonical import canonical
from zhengyun.diff import Change, Verb
from zhengyun.errors import Place, ZhengyunError
from zhengyun.plan import FORMAT, Plan, Scope
from zhengyun.reading import items, mapping, text, texts, truth, whole
from zhengyun.resource import Address


def dump(plan: Plan) -> bytes:
    """Return the bytes of a plan file."""
    return canonical({"digest": plan.digest, "plan": plan.document()}) + b"\n"


def load(data: bytes, file: str) -> Plan:
    """Read a plan file; `file` is its name for messages.

    Raises: ZhengyunError (ZY-PLAN-001: it is not byte for byte what was written).
    """
    try:
        envelope = mapping(json.loads(data))
        plan = from_document(mapping(envelope["plan"]))
        same = dump(plan) == data
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise ZhengyunError(codes.PLAN_ALTERED, place=Place(file), file=file) from error
    if not same:
        raise ZhengyunError(codes.PLAN_ALTERED, place=Place(file), file=file)
    return plan


def from_document(document: Mapping[str, Any]) -> Plan:
    """The plan that a document describes; what the document says besides, the plan does not.

    Raises: KeyError, TypeError, ValueError where it describes none.
    """
    if document["format"] != FORMAT:
        raise ValueError(f"not of format {FORMAT}")
    scope, effects = mapping(document["scope"]), mapping(document["effects"])
    return Plan(
        estate=text(document["estate"]),
        commit=text(document["commit"]),
        scope=Scope(
            texts(scope["sites"]), texts(scope["only"]), truth(scope["allow_destroy"]), texts(scope.get("errand", ()))
        ),
        actions=_in_order(tuple(map(_read_action, items(document["actions"])))),
        effects=Effects(
            tenants=texts(effects["tenants"]),
            zones=texts(effects["zones"]),
            level=whole(effects["level"]),
            loses=texts(effects["loses"]),
            opens=texts(effects["opens"]),
        ),
    )


def _in_order(actions: tuple[Action, ...]) -> tuple[Action, ...]:
    """Each action once, and after all that it needs: whoever carries out a plan relies on it."""
    known: set[str] = set()
    for action in actions:
        if action.id in known or not known.issuperset(action.needs):
            raise ValueError(f"{action.id} is out of order")
        known.add(action.id)
    return actions


def _read_action(document: Mapping[str, Any]) -> Action:
    return Action(
        id=text(document["id"]),
        room=text(document["room"]),
        verb=Verb(text(document["verb"])),
        address=Address.parse(text(document["address"])),
        target=text(document["target"]),
        attributes=dict(mapping(document["attributes"])),
        changes=tuple(map(_read_change, items(document["changes"]))),
        needs=texts(document["needs"]),
        rests=tuple(map(_read_rest, items(document["rests"]))),
        because=text(document["because"]),
        loses=text(document["loses"]),
        opens=text(document["opens"]),
        tenths=whole(document["tenths"]),
    )


def _read_change(values: object) -> Change:
    attribute, before, after = items(values)
    return Change(text(attribute), before, after)


def _read_rest(values: object) -> Rest:
    address, attribute, value = items(values)
    return Rest(Address.parse(text(address)), text(attribute), value)
