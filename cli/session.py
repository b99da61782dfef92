"""One run of a command: how it shall speak, and the settings that it works under."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property, wraps
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import click

from cli.help import Command
from cli.lazy import EXIT_CODES, spoken
from cli.text import _
from cli.wide import fit
from zhengyun import settings as settings_file
from zhengyun.errors import ZhengyunError
from zhengyun.settings import Settings

P = ParamSpec("P")
R = TypeVar("R")

FORMATS = ("table", "json", "yaml")


@dataclass
class Session:
    """What every command can be told."""

    output: str = "table"
    quiet: bool = False
    settings_name: str = ""
    estate_name: str = ""
    person_name: str = ""
    secret_file: str = ""
    os_clouds: tuple[str, ...] = ()
    """Entries of clouds.yaml by site, as --os-cloud gives them."""

    @cached_property
    def settings(self) -> Settings:
        """The settings in force.

        Raises: ZhengyunError (ZY-SET-*).
        """
        return settings_file.load(self._settings_file())

    def _settings_file(self) -> Path:
        try:
            return settings_file.find(self.settings_name)
        except ZhengyunError as error:
            raise _of_the_town(error) from error

    @property
    def estate(self) -> Path:
        """The estate's folder: the one named, or the settings'."""
        return Path(self.estate_name).absolute() if self.estate_name else self.settings.estate

    @property
    def person(self) -> str:
        """Who acts: the one named, or the settings' person, or the machine's user."""
        import getpass

        return self.person_name or self.settings.person or getpass.getuser()

    def say(self, text: str) -> None:
        """Tell something on stderr, unless quiet is wanted.

        A terminal that is gone or a pipe that nobody reads must not end what is being told of, a change least of all.
        """
        if not self.quiet:
            with suppress(OSError):
                click.echo(fit(text), err=True)


def _of_the_town(error: ZhengyunError) -> ZhengyunError:
    """That there are no settings; where the lab's town is up, that they are on its management hosts."""
    from cli import codes
    from cli.lab_town import found

    with suppress(ZhengyunError, OSError):
        town = found()
        nodes = ", ".join(map(town.manager, town.networks))
        return ZhengyunError(codes.TOWNS_SETTINGS, looked=error.values["looked"], nodes=nodes)
    return error


def command(name: str, *, help: str) -> Callable[[Callable[..., int | None]], click.Command]:  # noqa: A002 - as click does
    """Declare a command: it takes a Session, and the options that all commands take."""

    def declare(function: Callable[..., int | None]) -> click.Command:
        @wraps(function)
        def called(
            *arguments: Any,
            output: str,
            quiet: bool,
            settings_name: str,
            estate_name: str,
            person_name: str,
            secret_file: str,
            os_clouds: tuple[str, ...],
            **options: Any,
        ) -> int | None:
            session = Session(output, quiet, settings_name, estate_name, person_name, secret_file, os_clouds)
            return function(session, *arguments, **options)

        wrapped: Callable[..., Any] = called
        for option in reversed(_common()):
            wrapped = option(wrapped)
        return click.command(name, cls=Command, help=help, epilog=_(EXIT_CODES))(wrapped)

    return declare


def _common() -> list[Callable[[Callable[..., Any]], Callable[..., Any]]]:
    return [
        click.option(
            "-o",
            "--output",
            type=click.Choice(FORMATS),
            default="table",
            show_default=True,
            help=_("How the result is written to stdout."),
        ),
        click.option("-q", "--quiet", is_flag=True, help=_("Say nothing but the result.")),
        click.option(
            "--as", "person_name", metavar="PERSON", default="", help=_("Act as this person of the role file.")
        ),
        click.option(
            "--secret-file",
            type=click.Path(),
            metavar="FILE",
            default="",
            help=_("Read the passphrase from a file, or - for stdin."),
        ),
        click.option(
            "--estate",
            "estate_name",
            type=click.Path(file_okay=False),
            metavar="FOLDER",
            default="",
            help=_("The estate's folder."),
        ),
        click.option(
            "--settings", "settings_name", type=click.Path(), metavar="FILE", default="", help=_("The settings file.")
        ),
        click.option(
            "--os-cloud",
            "os_clouds",
            multiple=True,
            metavar="SITE=ENTRY",
            help=_("The entry of clouds.yaml to be used for a site; several times for several."),
        ),
        click.option(
            "--lang",
            metavar="LANG",
            expose_value=False,
            callback=spoken,
            help=_("The language of texts: en or zh_CN."),
        ),
    ]
