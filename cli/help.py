"""Help pages as click makes them, with lines and columns measured by what they take on a terminal."""

from collections.abc import Iterable
from typing import Final

import click

from cli.text import _
from cli.wide import MOST, columns, width, wrapped

LEAST: Final = 50


class Formatter(click.HelpFormatter):
    """Click counts characters, and breaks lines at spaces alone; Chinese asks for more."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """The usage; a full-width colon brings its own space."""
        head = _("Usage:")
        head = (prefix or (head if width(head) > len(head) else f"{head} ")) + prog + " "
        gap = width(head) if width(head) + 20 <= self.width else 4
        lines = wrapped(args, self.width - gap)
        self.write(head + ("" if gap == width(head) else f"\n{'':{gap}}") + f"\n{'':{gap}}".join(lines) + "\n")

    def write_heading(self, heading: str) -> None:
        """A section's heading."""
        self.write(" " * self.current_indent + _("{heading}:").format(heading=heading) + "\n")

    def write_text(self, text: str) -> None:
        """A paragraph."""
        indent = " " * self.current_indent
        for line in wrapped(text, self.width - self.current_indent):
            self.write(f"{indent}{line}\n")

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        """Names and what they mean, in two columns."""
        rows = list(rows)
        indent = " " * self.current_indent
        first = min(max(width(name) for name, _meaning in rows), col_max) + col_spacing
        for whole, meaning in rows:
            *above, name = _named(whole, self.width - self.current_indent)
            self.write("".join(f"{indent}{line}\n" for line in above))
            lines = wrapped(meaning, max(self.width - first - self.current_indent, 10))
            fits = width(name) <= first - col_spacing
            self.write(f"{indent}{name}" + (" " * (first - width(name)) if fits else f"\n{indent}{'':{first}}"))
            self.write(f"\n{indent}{'':{first}}".join(lines) + "\n")


def _named(name: str, size: int) -> list[str]:
    """An option with what can be chosen, as lines of at most that size that end after a bar."""
    head, bracket, choices = name.partition("[")
    if width(name) <= size or not bracket:
        return [name]
    lines = [head + bracket]
    for choice in choices.replace("|", "| ").split():
        if width(lines[-1] + choice) > size:
            lines.append(" " * width(head + bracket))
        lines[-1] += choice
    return lines


class Context(click.Context):
    """A context whose help pages are these."""

    formatter_class = Formatter

    def make_formatter(self) -> click.HelpFormatter:
        """One as wide as the terminal, within bounds. Click would load `shutil`, and all compression with it, to ask."""
        width = self.terminal_width or max(min(columns(), self.max_content_width or MOST) - 2, LEAST)
        return self.formatter_class(width=width)


class Command(click.Command):
    """A command whose help page is such a one."""

    context_class = Context
