"""Whole numbers as people type them: click's own types go by English names in every language."""

import click

from cli.text import _


class Whole(click.types.IntParamType):
    """A whole number, called so in the reader's language."""

    def __init__(self) -> None:
        self.name = _("integer")


class Within(click.IntRange):
    """A whole number within bounds, called so in the reader's language."""

    def __init__(self, least: int, most: int | None = None) -> None:
        super().__init__(least, most)
        self.name = _("integer")
