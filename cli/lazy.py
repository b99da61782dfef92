"""Groups whose commands are loaded when they are called, so that `--help` costs nothing but click."""

from collections.abc import Mapping
from importlib import import_module
from typing import Any, Final

import click

from cli.help import Context
from cli.text import _, known
from zhengyun.errors import N_

EXIT_CODES: Final = N_(
    "Exit codes: 0 ok · 1 failed · 2 bad input · 3 refused by rule · 4 drift or stale · 5 integrity broken · "
    "6 unreachable or unknown · 7 objective missed · 8 waiting for approval"
)


def language_option() -> click.Option:
    """--lang, which every group and command takes; it was read before any of them was loaded."""
    option = click.Option(["--lang"], metavar="LANG", expose_value=False, callback=spoken)
    option.help = _("The language of texts: en or zh_CN.")
    return option


def spoken(ctx: click.Context, option: click.Parameter, name: str | None) -> None:
    """Refuse a language that there is no catalogue of."""
    if name is not None and not known(name):
        raise click.BadParameter(
            _("{given}: expected one of: {choices}").format(given=name, choices="en, zh_CN"), ctx, option
        )


class Lazy(click.Group):
    """A group that knows its commands by name: where each is, and what it does in a line."""

    context_class = Context

    def __init__(self, *arguments: Any, table: Mapping[str, tuple[str, str]], **options: Any) -> None:
        super().__init__(*arguments, **{"params": [language_option()], **options})
        self._table = table

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in the table's order."""
        del ctx
        return list(self._table)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load one command."""
        del ctx
        if cmd_name not in self._table:
            return None
        command: click.Command = import_module(self._table[cmd_name][0]).entry
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands from the table, without loading any."""
        del ctx
        with formatter.section(_("Commands")):
            formatter.write_dl([(name, _(line)) for name, (_module, line) in self._table.items()])

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The exit codes."""
        del ctx
        formatter.write_paragraph()
        formatter.write_text(_(EXIT_CODES))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command, or name the nearest."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            import difflib

            near = difflib.get_close_matches(args[0], list(self._table), n=1)
            if not near:
                raise
            meant = _("{problem} Did you mean {name}?").format(problem=error.message, name=near[0])
            raise click.UsageError(meant, ctx) from error
