"""`zhengyun ca crl`: how the lists of what is revoked stand, and signing and publishing the next ones."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cli.authorities import authority_of, office_of, security_officer, trust_of
from cli.output import emit, fitted
from cli.session import Session, command
from cli.text import _
from cli.wide import hanging
from cli.wiring import House
from zhengyun.errors import Exit

if TYPE_CHECKING:
    from zhengyun.certified import RevocationList
    from zhengyun.estate.trust import Authority


@command(
    "crl",
    help=_(
        "How the lists of what is revoked stand to their schedules; ends with 4 where one is due. With --sign the next list of an "
        "authority is signed and recorded, with --publish the newest ones are written to a folder, each whole or not at all; with "
        "--if-due nothing is signed before its time, for cron."
    ),
)
@click.argument("authority", default="")
@click.option("--sign", "signs", is_flag=True, help=_("Sign the next list."))
@click.option("--delta", is_flag=True, help=_("A delta list, which goes with the newest full one."))
@click.option("--if-due", is_flag=True, help=_("Sign nothing before its time."))
@click.option(
    "--shares",
    metavar="FOLDER",
    default="",
    help=_("Open the key by shares of its passphrase: files in a folder, - for the terminal."),
)
@click.option(
    "--publish", "folder", type=click.Path(file_okay=False), metavar="FOLDER", default="", help=_("Write them there.")
)
def entry(session: Session, authority: str, signs: bool, delta: bool, if_due: bool, shares: str, folder: str) -> Exit:
    """Sign if that is wanted, publish if that is wanted, show."""
    from pki.publishing import Freshness

    house = House(session)
    if (signs or delta) and not authority:
        raise click.UsageError(_("Name the authority whose list is to be signed."))
    if signs and not (if_due and _fresh(house, authority, delta)):
        _sign(house, authority, delta, shares)
    shown = [authority_of(trust_of(house), authority)] if authority else list(trust_of(house).authorities.values())
    found = [row for one in shown for row in _rows(house, one)]
    files = [str(file) for one in shown for file in _published(house, one, Path(folder))] if folder else []
    emit(session, "revocation-lists/1", {"lists": found, "files": files}, lambda: _lines(found, files))
    return Exit.OK if all(row["freshness"] == Freshness.FRESH for row in found) else Exit.DRIFT


def _fresh(house: House, name: str, delta: bool) -> bool:
    from pki.listing import standing
    from pki.publishing import Freshness

    authority = authority_of(trust_of(house), name)
    return standing(authority, house.trusts, house.clock.now(), delta=delta) is Freshness.FRESH


def _sign(house: House, name: str, delta: bool, shares: str) -> None:
    from cli.ceremonies import Room
    from pki.listing import sign_list

    office, person = office_of(house, name), security_officer(house)
    signer = Room(house, shares=shares).unlock(office.authority) if shares else house.signer(office.own.key)
    made = sign_list(office, house.certificates, house.trusts, signer, person, house.clock.now(), delta=delta)
    text = _("list {number} of {authority} is signed, and holds until {until}")
    house.session.say(text.format(number=made.number, authority=name, until=made.next_update))


def _rows(house: House, authority: "Authority") -> Iterator[dict[str, Any]]:
    from pki.listing import standing

    for delta in (False, True) if authority.schedule.delta else (False,):
        newest = house.trusts.newest_list(authority.name, delta=delta)
        yield {
            "authority": authority.name,
            "kind": "delta" if delta else "full",
            "number": newest.number if newest else 0,
            "this_update": newest.this_update if newest else "",
            "next_update": newest.next_update if newest else "",
            "bytes": len(newest.document) if newest else 0,
            "freshness": standing(authority, house.trusts, house.clock.now(), delta=delta),
        }


def _published(house: House, authority: "Authority", folder: Path) -> Iterator[Path]:
    """The newest lists and the authority's certificate, where its addresses say that they are."""
    from pki.publishing import alone, publish, publish_list

    with alone(folder):
        own = house.trusts.authority(authority.name)
        if own:
            yield publish(folder, f"{authority.name}.cer", own.certificate)
        for name, found in _newest(house, authority):
            yield publish_list(folder, name, found.document)


def _newest(house: House, authority: "Authority") -> "Iterator[tuple[str, RevocationList]]":
    full, delta = (house.trusts.newest_list(authority.name, delta=delta) for delta in (False, True))
    if full:
        yield f"{authority.name}.crl", full
    if delta and full and delta.base <= full.number < delta.number:
        yield f"{authority.name}-delta.crl", delta


def _lines(found: Sequence[dict[str, Any]], files: Sequence[str]) -> Iterator[str]:
    from pki.publishing import TITLES

    head = (_("AUTHORITY"), _("LIST"), _("NUMBER"), _("UNTIL"), _("STANDS"))
    kinds = {"full": _("full"), "delta": _("delta")}
    rows = []
    for row in found:
        stands = TITLES[row["freshness"]]
        rows.append((row["authority"], kinds[row["kind"]], row["number"], row["next_update"] or "-", _(stands)))
    yield from fitted(head, rows, {4}) if rows else [_("There are no authorities.")]
    yield from hanging(_("published: {file}").format(file=file) for file in files)
