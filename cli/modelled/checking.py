"""What is wrong with a policy, as people see it."""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cli.text import _, reason
from zhengyun.errors import Exit, ZhengyunError

if TYPE_CHECKING:
    from network.judging.finding import Finding
    from network.model import Model

COLOURS = {Exit.REFUSED: "red", Exit.DRIFT: "yellow"}


def counters_in(file: str) -> Mapping[str, Mapping[str, int]]:
    """What guards have counted, from a file: by guard and rule the packets.

    Raises: ZhengyunError (ZY-NET-006).
    """
    from network import codes

    try:
        told = json.loads(Path(file).read_text("utf-8"))
        return {guard: {rule: _whole(count) for rule, count in rules.items()} for guard, rules in told.items()}
    except (OSError, ValueError, AttributeError) as error:
        raise ZhengyunError(codes.NO_COUNTERS, file=file, problem=str(error)) from None


def _whole(count: object) -> int:
    if isinstance(count, bool) or not isinstance(count, int) or count < 0:
        raise ValueError(count)
    return count


def worst(findings: Sequence["Finding"]) -> Exit:
    """What a command ends with: what joins networks before what is merely not needed."""
    exits = {one.exit for one in findings}
    return next((one for one in (Exit.REFUSED, Exit.DRIFT) if one in exits), Exit.OK)


def document(model: "Model", findings: Sequence["Finding"]) -> dict[str, Any]:
    """The findings as data."""
    return {
        "day": model.day.isoformat(),
        "estates": [one.name for one in model.estates],
        "hosts": len(model.nodes),
        "zones": len(model.zones),
        "conduits": sum(len(one.policy.on(model.day)) for one in model.estates if one.policy),
        "findings": [
            {
                "code": one.code.id,
                "exit": int(one.exit),
                "text": reason(one.error),
                "place": one.place or None,
                "facts": {name: str(value) for name, value in one.facts.items()},
            }
            for one in findings
        ],
    }


def lines(model: "Model", findings: Sequence["Finding"]) -> Iterator[str]:
    """One a line, the grave ones first, then all in numbers."""
    for one in sorted(findings, key=lambda one: -{Exit.REFUSED: 2, Exit.DRIFT: 1}.get(one.exit, 0)):
        code = click.style(one.code.id, fg=COLOURS.get(one.exit))
        yield f"{code}  {reason(one.error)}" + (f"  ({one.place})" if one.place else "")
    told = document(model, findings)
    text = _("{day} · hosts: {hosts} · zones: {zones} · conduits: {conduits} · findings: {findings}")
    yield text.format(**{**told, "findings": len(findings)})
