"""The lab as people see it: progress while it works, a table of what runs, and the training set beside the cloud."""

import shutil
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Final

import click

from cli import codes
from cli.output import table
from cli.session import Session
from cli.text import _
from cli.wide import cut
from lab.place import CHECKOUT, Place
from lab.progress import Progress
from zhengyun.errors import Exit, ZhengyunError, fill

if TYPE_CHECKING:
    from lab.openstack.status import SiteStatus

WIDEST: Final = 100
LOCK: Final = CHECKOUT / "requirements" / "openstack.txt"


class Told:
    """Tells the lab's progress: on a terminal one line that is written over, elsewhere a line a step."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._began = time.monotonic()
        self._over = sys.stderr.isatty() and not session.quiet
        self._counts: dict[str, tuple[int, int]] = {}

    def __call__(self, progress: Progress) -> None:
        """Tell one step."""
        if self._session.quiet:
            return
        self._counts[progress.site] = (progress.done, progress.total)
        text = fill(_(progress.text), dict(progress.values))
        where = f"{progress.site}: " if progress.site else ""
        seconds = round(time.monotonic() - self._began)
        line = f"{seconds:4d} s  {self._bar()}{where}{text}"
        if not self._over:
            self._session.say(line)
            return
        widest = min(WIDEST, shutil.get_terminal_size().columns - 1)
        with suppress(OSError):
            click.echo(f"\r\x1b[2K{cut(line, widest)}", err=True, nl=False)

    def end(self) -> None:
        """Leave the line."""
        if self._over:
            with suppress(OSError):
                click.echo("\r\x1b[2K", err=True, nl=False)

    def _bar(self) -> str:
        done, total = (sum(column) for column in zip(*self._counts.values(), strict=True))
        if not total or not self._over:
            return ""
        filled = round(20 * done / total)
        return f"[{'█' * filled}{'·' * (20 - filled)}] "


def place() -> Place:
    """Where the lab lives.

    Raises: ZhengyunError (ZY-CLI-009: this is no checkout).
    """
    if not LOCK.is_file():
        raise ZhengyunError(codes.NO_CHECKOUT, folder=CHECKOUT)
    return Place.of()


def document(found: "Sequence[SiteStatus]") -> Mapping[str, object]:
    """What runs, as JSON data."""
    from cli import lab_database, lab_town, lab_vault
    from lab.town import control

    return {
        "town": lab_town.document(control.found(place())),
        "vault": lab_vault.document(),
        "databases": lab_database.document(),
        "sites": [
            {
                "site": site.site,
                "up": site.up,
                "auth_url": site.auth_url,
                "tls": site.tls._asdict() if site.tls else None,
                "services": [
                    {name: getattr(one, name) for name in ("name", "port", "pid", "alive", "answering", "version")}
                    for one in site.services
                ],
            }
            for site in found
        ],
    }


def lines(found: "Sequence[SiteStatus]") -> Iterator[str]:
    """What runs, as a table."""
    from cli import lab_database, lab_vault

    rows = [
        (
            site.site,
            one.name,
            one.port or "-",
            one.pid or "-",
            one.version or "-",
            _("answers") if one.answering else _("runs") if one.alive else _("does not run"),
        )
        for site in found
        for one in site.services
    ]
    yield from table((_("Site"), _("Service"), _("Port"), _("Process"), _("Version"), _("State")), rows)
    for site in found:
        if site.tls and site.tls.until:
            yield _("{site}: TLS, with a certificate until {until}").format(site=site.site, until=site.tls.until)
        elif site.tls and site.tls.problem:
            yield _("{site}: clients do not believe its certificate: {problem}").format(
                site=site.site, problem=site.tls.problem
            )
    yield from lab_vault.lines()
    yield from lab_database.lines()


def exit_code(found: "Sequence[SiteStatus]") -> Exit:
    """0 where everything answers."""
    return Exit.OK if all(site.up for site in found) else Exit.UNREACHABLE
