"""What is wrong with a policy, as people see it."""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cli.text import _, reason
from cli.wiring import House
from zhengyun.errors import Exit, ZhengyunError

if TYPE_CHECKING:
    from network.counted import Counted
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


def asked(house: House, model: "Model") -> "Counted":
    """What the firewalls of this instance's network have counted, as they tell it over SSH.

    Raises: ZhengyunError (ZY-NET-153, ZY-HOST-040, ZY-HOST-041, ZY-SSH-011).
    """
    from cli.probing.half import PROGRAM
    from network.counted import counted

    house.session.say(_("asking the firewalls what they have counted"))
    return counted(house.estate(), model.day, house.prober(), PROGRAM)


def _whole(count: object) -> int:
    if isinstance(count, bool) or not isinstance(count, int) or count < 0:
        raise ValueError(count)
    return count


def worst(findings: Sequence["Finding"]) -> Exit:
    """What a command ends with: what joins networks before what is merely not needed."""
    exits = {one.exit for one in findings}
    return next((one for one in (Exit.REFUSED, Exit.DRIFT) if one in exits), Exit.OK)


def document(model: "Model", findings: Sequence["Finding"], untold: Mapping[str, ZhengyunError]) -> dict[str, Any]:
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
        "untold": [{"host": host, "code": one.code.id, "text": reason(one)} for host, one in sorted(untold.items())],
    }


def lines(model: "Model", findings: Sequence["Finding"], untold: Mapping[str, ZhengyunError]) -> Iterator[str]:
    """One a line, the grave ones first, then all in numbers."""
    for one in sorted(findings, key=lambda one: -{Exit.REFUSED: 2, Exit.DRIFT: 1}.get(one.exit, 0)):
        code = click.style(one.code.id, fg=COLOURS.get(one.exit))
        yield f"{code}  {reason(one.error)}" + (f"  ({one.place})" if one.place else "")
    yield from (
        f"{click.style(host, fg='yellow')}: {one.code.id} {reason(one)}" for host, one in sorted(untold.items())
    )
    told = document(model, findings, untold)
    text = _("{day} · hosts: {hosts} · zones: {zones} · conduits: {conduits} · findings: {findings}")
    yield text.format(**{**told, "findings": len(findings)})
