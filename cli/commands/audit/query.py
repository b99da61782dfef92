"""`zhengyun audit query`: the entries of the log that one is looking for."""

import click

from cli import logged, tail
from cli.audited import reads
from cli.kinds import KINDS, unknown
from cli.numbers import Within
from cli.output import emit
from cli.session import Session, command
from cli.text import _
from cli.wiring import House


@command("query", help=_("The entries that one is looking for, the newest first. All that is said must be so."))
@click.option(
    "--kind", "kinds", multiple=True, metavar="KIND", help=_("Of this kind, such as apply.intent; several for any.")
)
@click.option("--actor", default="", metavar="PERSON", help=_("Written by this person."))
@click.option("--request", default="", metavar="REQUEST", help=_("Of this request."))
@click.option(
    "--since", default="", metavar="INSTANT", help=_("Not before this instant, such as 2026-01-31T08:00:00Z.")
)
@click.option("--until", default="", metavar="INSTANT", help=_("Before this instant."))
@click.option("--text", "words", default="", metavar="WORDS", help=_("With these words in it, exactly so."))
@click.option("-n", "--last", type=Within(1), default=100, show_default=True, help=_("At most so many."))
@click.option(
    "--before",
    type=Within(1),
    default=None,
    metavar="NUMBER",
    help=_("Only entries before this number: the next page."),
)
def entry(
    session: Session,
    kinds: tuple[str, ...],
    actor: str,
    request: str,
    since: str,
    until: str,
    words: str,
    last: int,
    before: int | None,
) -> None:
    """Look."""
    house = House(session)
    asked = {
        "kinds": list(kinds),
        "actor": actor,
        "request": request,
        "since": _instant(since, "--since"),
        "until": _instant(until, "--until"),
    }
    said = {name: value for name, value in {**asked, "words": words}.items() if value}
    reads(house, "query", **said)
    found = house.query(said, before or 0, last)
    _refuse_slips(house, kinds, "" if found else request)
    unseen = tail.of(house)
    document = {
        "asked": said,
        "unseen": tail.document(unseen),
        "entries": [logged.document(one) for one in found],
    }
    emit(session, "log-query/1", document, lambda: logged.lines(found, _("nothing found"), unseen))


def _refuse_slips(house: House, kinds: tuple[str, ...], request: str) -> None:
    """Refuse a kind and a request that there are not: nothing found would be taken for nothing done.

    What the log tells of a request can be asked for also where the records have lost that request.

    Raises: ZhengyunError (ZY-CLI-063, ZY-REC-007).
    """
    for kind in kinds:
        # A log may know kinds of another release.
        if kind not in KINDS and not house.query({"kinds": [kind]}, 0, 1):
            raise unknown(kind)
    if request and not house.query({"request": request}, 0, 1):
        house.ledger.request(request)


def _instant(written: str, option: str) -> str:
    """An instant as the log writes it."""
    from zhengyun.instant import parse

    try:
        if written:
            parse(written)
    except ValueError as error:
        raise click.BadParameter(
            _("{given}: expected an instant such as 2026-01-31T08:00:00Z").format(given=written),
            param_hint=option,
        ) from error
    return written
