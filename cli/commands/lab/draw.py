"""`zhengyun lab draw`: the town as a picture, or on the terminal."""

from pathlib import Path

import click

from cli import lab_drawing
from cli.output import emit
from cli.session import Session, command
from cli.text import _


@command(
    "draw",
    help=_(
        "Draw the town from its estates, with the faults that are in force: on the terminal, or as a picture into a file."
    ),
)
@click.option(
    "--svg", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help=_("Write a picture (SVG) there.")
)
def entry(session: Session, svg: Path | None) -> None:
    """Draw it."""
    drawing = lab_drawing.drawing()
    if svg:
        lab_drawing.write(svg, drawing)
    said = _("The picture is in {file}.").format(file=svg)
    emit(session, "lab-draw/1", lab_drawing.document(drawing), lambda: [said] if svg else lab_drawing.lines(drawing))
