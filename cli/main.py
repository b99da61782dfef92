"""The entry: settles the language, runs a command, and turns every error into words, a code and an exit code once."""

import io
import os
import sys
from collections.abc import Callable, Sequence
from typing import NoReturn

import click

from cli import text
from cli.commands import ROOT
from cli.lazy import Lazy, language_option
from zhengyun.errors import Exit, ZhengyunError


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and exit."""
    for stream in (sys.stdout, sys.stderr):
        # What the terminal's encoding has no character for is written by its number; it stops no command.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    code = run(list(sys.argv[1:] if arguments is None else arguments))
    try:
        sys.stdout.flush()
    except OSError:
        # What could not be written has been told; the interpreter would try once more, and end with a code of its own.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = code or Exit.FAILED
    sys.exit(code)


def run(arguments: list[str], refused: Callable[[ZhengyunError], None] | None = None) -> int:
    """Run one command and return its exit code; `refused` is told of the error that it ended with."""
    text.settle(arguments)
    root = Lazy("zhengyun", help=_about(), params=_options(), table=ROOT, no_args_is_help=True)
    try:
        return int(root.main(arguments, prog_name="zhengyun", standalone_mode=False, color=_colour()) or 0)
    except (click.ClickException, click.exceptions.Exit, click.Abort, KeyboardInterrupt) as stopped:
        return _stopped(stopped)
    except ZhengyunError as error:
        return _refused(error, arguments, refused)
    except Exception as error:  # noqa: BLE001 - nobody shall have to read a traceback at night
        from cli.unexpected import told

        return _refused(told(error), arguments, refused)


def _refused(error: ZhengyunError, arguments: list[str], refused: Callable[[ZhengyunError], None] | None) -> int:
    from cli.refusal import asked_for, show

    if refused:
        refused(error)
    show(error, form=asked_for(arguments), colour=_colour())
    return error.exit


def _colour() -> bool | None:
    """No colour where NO_COLOR is set (no-color.org); else as the stream has it."""
    return False if os.environ.get("NO_COLOR") else None


def _stopped(stopped: BaseException) -> int:
    """What click has to say, or a Ctrl-C."""
    if isinstance(stopped, click.exceptions.Exit):
        return stopped.exit_code
    if isinstance(stopped, click.exceptions.NoArgsIsHelpError):
        click.echo(stopped.message, err=True)
        return Exit.BAD_INPUT
    if isinstance(stopped, click.ClickException):
        stopped.show(sys.stderr)
        return Exit.BAD_INPUT
    click.echo(text._("Interrupted."), err=True)
    return Exit.FAILED


def _about() -> str:
    return text._("Run a city's private e-government cloud: declare, plan, approve, apply, prove.")


def _options() -> list[click.Parameter]:
    def version(ctx: click.Context, _parameter: click.Parameter, wanted: bool) -> None:
        if wanted:
            from zhengyun import __version__

            click.echo(f"zhengyun {__version__}")
            ctx.exit()

    show = click.Option(["--version"], is_flag=True, is_eager=True, expose_value=False, callback=version)
    show.help = text._("Show the version and exit.")
    return [show, language_option()]
