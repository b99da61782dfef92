"""The plan as a file: canonical JSON with its digest in front, so that any altered byte shows."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from zhengyun import codes
from zhengyun.action import Action, Effects, Rest
from zhengyun.canonical import NotCanonicalError, canonical, digest
from zhengyun.diff import Change, Verb
from zhengyun.errors import Place, ZhengyunError
from zhengyun.plan import FORMAT, Plan, Scope
from zhengyun.resource import Address


def dump(plan: Plan) -> bytes:
    """Return the bytes of a plan file."""
    return canonical({"digest": plan.digest, "plan": plan.document()}) + b"\n"


def load(data: bytes, file: str) -> Plan:
    """Read a plan file; `file` is its name for messages.

    Raises: ZhengyunError (ZY-PLAN-001: it is not byte for byte what was written).
    """
    try:
        envelope = json.loads(data)
        whole = canonical(envelope) + b"\n" == data
        document = envelope["plan"]
        whole = whole and digest(document) == envelope["digest"] and document["format"] == FORMAT
        plan = from_document(document) if whole else None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, NotCanonicalError) as error:
        raise ZhengyunError(codes.PLAN_ALTERED, place=Place(file), file=file) from error
    if plan is None or plan.digest != envelope["digest"]:
        raise ZhengyunError(codes.PLAN_ALTERED, place=Place(file), file=file)
    return plan


def from_document(document: Mapping[str, Any]) -> Plan:
    """The plan that a document describes.

    Raises: KeyError, TypeError, ValueError where it describes none.
    """
    scope, effects = document["scope"], document["effects"]
    return Plan(
        estate=_text(document["estate"]),
        commit=_text(document["commit"]),
        scope=Scope(_texts(scope["sites"]), _texts(scope["only"]), bool(scope["allow_destroy"])),
        actions=tuple(map(_read_action, document["actions"])),
        effects=Effects(
            tenants=_texts(effects["tenants"]),
            zones=_texts(effects["zones"]),
            level=int(effects["level"]),
            loses=_texts(effects["loses"]),
            opens=_texts(effects["opens"]),
        ),
    )


def _read_action(document: Mapping[str, Any]) -> Action:
    return Action(
        id=_text(document["id"]),
        room=_text(document["room"]),
        verb=Verb(document["verb"]),
        address=Address.parse(document["address"]),
        target=_text(document["target"]),
        attributes=dict(document["attributes"]),
        changes=tuple(Change(*change) for change in document["changes"]),
        needs=_texts(document["needs"]),
        rests=tuple(Rest(Address.parse(address), name, value) for address, name, value in document["rests"]),
        because=_text(document["because"]),
        loses=_text(document["loses"]),
        opens=_text(document["opens"]),
        tenths=int(document["tenths"]),
    )


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("a text is needed")
    return value


def _texts(values: Sequence[object]) -> tuple[str, ...]:
    return tuple(map(_text, values))
