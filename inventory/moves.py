"""Reading a move."""

from pathlib import Path

from inventory.reader import read
from inventory.schema.move import MoveFile
from inventory.schema.problems import accept
from zhengyun.errors import Problems
from zhengyun.estate.hosts import Segment
from zhengyun.estate.moving import Move, Moved, Step


def load(file: Path, content: bytes) -> Move:
    """Read a move.

    Raises: Problems with everything that is wrong with its form; ZhengyunError where it is no YAML.
    """
    document = read(str(file), content)
    found = accept(document, MoveFile)
    errors = (*document.errors, *found.errors)
    if errors:
        raise Problems(errors)
    model = found.model
    return Move(
        model.rehome,
        model.reason,
        model.zone,
        {
            name: Moved(
                {segment: tuple(legs) for segment, legs in one.interfaces.items()},
                one.gateway or "",
                one.gateway6 or "",
            )
            for name, one in model.hosts.items()
        },
        {name: Segment(name, one.addresses, addresses6=one.addresses6 or "") for name, one in model.segments.items()},
        {name: (one.router.host, tuple(one.router.address)) for name, one in model.segments.items()},
        tuple(
            Step(one.do, one.host or "", one.segment or "", str(document.place(("steps", position))))
            for position, one in enumerate(model.steps)
        ),
    )
