"""`zhengyun cloud copies`: plan the snapshots and backups that are due, or show how they stand."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

import click

from cli.output import emit, table
from cli.planfile import plan_errand, plan_options
from cli.scope import scope_of, site_option
from cli.session import Session, command
from cli.text import _
from cli.wiring import House
from zhengyun.errors import N_, Exit, ZhengyunError
from zhengyun.instant import text

if TYPE_CHECKING:
    from cloud.errands.copies import Kept

STATES: Final = {
    "kept": N_("as it shall be"),
    "none": N_("there is none"),
    "overdue": N_("overdue"),
    "failed": N_("the newest has failed"),
    "being made": N_("being made"),
}
KINDS: Final = {"snapshot": N_("snapshots"), "backup": N_("backups")}


@command(
    "copies",
    help=_(
        "Plan the snapshots and backups of volumes that are due by what the files say of `snapshots` and `backups`, and the "
        "end of those beyond the number that is kept; one goes only after what takes its place has been made. With --list, "
        "show how they stand, and end with 4 where one is overdue."
    ),
)
@click.option(
    "--at", metavar="MOMENT", default="", help=_("As of this moment, such as 2026-11-21T03:00Z; now, if none.")
)
@click.option("--list", "listing", is_flag=True, help=_("Show how they stand, and plan nothing."))
@site_option
@plan_options
def entry(session: Session, at: str, listing: bool, sites: tuple[str, ...], revision: str, file: str) -> int:
    """Plan, or look."""
    house = House(session)
    moment = _moment(at, house.clock.now())
    if listing:
        return _show(house, sites, revision, moment)
    from cloud.errands.retention import SPOKEN

    return plan_errand(
        house, ["copies", moment.strftime(SPOKEN)], sites, file, revision=revision, allow_destroy=True
    )  # fmt: skip


def _moment(given: str, now: datetime) -> datetime:
    """The moment that is meant.

    Raises: ZhengyunError (ZY-CLOUD-170, ZY-CLOUD-171).
    """
    from cloud import codes
    from cloud.errands.copies import moment_of

    moment = moment_of(given) if given else now.replace(second=0, microsecond=0)
    if moment > now:
        raise ZhengyunError(codes.NOT_YET, given=given)
    return moment


def _show(house: House, sites: Sequence[str], revision: str, moment: datetime) -> Exit:
    from cloud.errands.copies import all_kept
    from cloud.planning import each

    estate = house.estate(revision)
    names = scope_of(estate, sites, ()).sites
    clouds = house.reading(estate, names)
    found = each(names, lambda name: [*all_kept(estate.site(name), clouds[name].observe())])
    rows = [_row(kept, moment) for of_site in found for kept in of_site]
    emit(house.session, "copies/1", {"at": text(moment), "copies": rows}, lambda: _lines(rows))
    return Exit.DRIFT if any(row["overdue"] for row in rows) else Exit.OK


def _row(kept: "Kept", moment: datetime) -> Mapping[str, Any]:
    from cloud.errands.retention import is_due

    newest = max((copy.moment for copy in kept.copies.values() if copy.whole and not copy.broken), default=None)
    overdue = newest is None or is_due(newest, kept.retention, moment)
    return {
        "volume": str(kept.volume.address),
        "kind": kept.kind,
        "every_seconds": kept.retention.every_seconds,
        "keep": kept.retention.keep,
        "newest": text(newest) if newest else None,
        "age_seconds": round((moment - newest).total_seconds()) if newest else None,
        "count": sum(copy.whole and not copy.broken for copy in kept.copies.values()),
        "overdue": overdue,
        "state": _state(kept, newest, overdue=overdue),
    }


def _state(kept: "Kept", newest: datetime | None, *, overdue: bool) -> str:
    """How it stands, in a word: what is newer than the newest whole copy says why there is no newer one."""
    later = [copy for copy in kept.copies.values() if newest is None or copy.moment > newest]
    if any(copy.broken for copy in later):
        return "failed"
    if later:
        return "being made"
    return "none" if newest is None else "overdue" if overdue else "kept"


def _lines(rows: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    head = [_("Volume"), _("Kind"), _("Every"), _("Newest"), _("Age"), _("There"), _("Kept"), _("State")]
    yield from table(head, [_cells(row) for row in rows])
    if not rows:
        yield _("No file says that copies of a volume are kept.")


def _cells(row: Mapping[str, Any]) -> list[object]:
    volume = row["volume"].replace("/volume/", "/", 1)
    age = span(row["age_seconds"]) if row["newest"] else "-"
    told = [volume, _(KINDS[row["kind"]]), span(row["every_seconds"]), row["newest"] or "-", age]
    return [*told, row["count"], row["keep"], _(STATES[row["state"]])]


def span(seconds: int) -> str:
    """A span of time for people: `1 d 3 h`, `25 min`."""
    whole = timedelta(seconds=max(0, seconds))
    hours, minutes = whole.seconds // 3600, whole.seconds // 60 % 60
    parts = [(whole.days, "d"), (hours, "h"), (minutes if not whole.days else 0, "min")]
    return " ".join(f"{number} {unit}" for number, unit in parts if number) or "0 min"
