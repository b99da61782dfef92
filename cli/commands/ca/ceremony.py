"""`zhengyun ca ceremony`: an authority's key and certificate, made before so many people by a script."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cli.files import write
from cli.output import emit
from cli.session import Session, command
from cli.text import _
from cli.wide import hung
from cli.wiring import House
from zhengyun.errors import ZhengyunError

if TYPE_CHECKING:
    from pki.ceremony.course import Course
    from pki.ceremony.script import Script
    from zhengyun.estate.trust import Authority


@command(
    "ceremony",
    help=_(
        "Make the key and the certificate of an authority, before as many of the people as pki.yaml names, step by step: what is "
        "read out, who is there, the key, what is signed and what everybody has heard. Each step is an entry of the log; what is "
        "torn off goes on with the same command, with the same key and the same people."
    ),
)
@click.argument("authority", default="")
@click.option(
    "--present", "people", multiple=True, metavar="PERSON", help=_("Who is present; several times for several.")
)
@click.option("--escrow", is_flag=True, help=_("Make and split the key under which encryption keys are kept."))
@click.option(
    "--shares",
    metavar="FOLDER",
    default="",
    help=_(
        "Split the passphrase among those present, or open a key by their shares: files in a folder, - for the terminal."
    ),
)
@click.option(
    "--request",
    type=click.Path(),
    metavar="FILE",
    default="",
    help=_("Write a request for an issuer that is elsewhere."),
)
@click.option(
    "--certificate", type=click.Path(), metavar="FILE", default="", help=_("Take the certificate that came from there.")
)
@click.option(
    "--sign", type=click.Path(), metavar="FILE", default="", help=_("Certify a request that came; see --out.")
)
@click.option("--again", is_flag=True, help=_("Certify it anew, with the key that it has."))
@click.option("--transcript", is_flag=True, help=_("Print the newest ceremony as Markdown, from the log."))
@click.option("--out", type=click.Path(), metavar="FILE", default="", help=_("Where transcript or certificate go."))
@click.option("--abandon", is_flag=True, help=_("End the open ceremony without its purpose; see --reason."))
@click.option("--reason", metavar="TEXT", default="", help=_("Why it is abandoned."))
@click.option("--secrets", metavar="FOLDER", default="", help=_("Passphrases, a file for each person and key."))
@click.option("--yes", is_flag=True, help=_("Nobody is asked whether he has heard it."))
def entry(session: Session, authority: str, escrow: bool, transcript: bool, abandon: bool, **told: Any) -> None:
    """Hold it, or tell of it."""
    house = House(session)
    if bool(authority) == escrow:
        raise click.UsageError(_("Name an authority, or give --escrow."))
    course = _abandoned(house, authority, told["reason"]) if abandon else None
    course = course or (_newest(house, authority) if transcript else _held(house, authority, told))
    _show(house, course, told["out"] if transcript else "", page=transcript)


def _abandoned(house: House, authority: str, reason: str) -> "Course":
    from cli.authorities import trust_of
    from pki.ceremony.conducting import abandon

    trust = trust_of(house)
    declared = trust.authorities.get(authority)
    people = declared.ceremony.people if declared else () if authority else trust.recovery.people
    return abandon(house.book, authority, house.proven(), reason, people)


def _newest(house: House, authority: str) -> "Course":
    from pki import codes
    from pki.ceremony.course import courses

    found = courses(house.book, authority)
    if not found:
        raise ZhengyunError(codes.NO_CEREMONY, authority=authority or "--escrow")
    return found[-1]


def _held(house: House, name: str, told: dict[str, Any]) -> "Course":
    from cli.authorities import authority_of, trust_of
    from cli.ceremonies import Room
    from cli.desks import desk_of
    from pki import codes
    from pki.ceremony.conducting import begin
    from pki.ceremony.course import opened
    from pki.ceremony.deeds import conduct
    from pki.ceremony.escrowing import keepers

    trust = trust_of(house)
    authority = authority_of(trust, name) if name else keepers(trust)
    if not authority.issuer and (told["sign"] or told["request"]):
        raise click.UsageError(_("A root certifies itself: --request and --sign are for an authority with an issuer."))
    if told["again"] and (told["sign"] or told["request"] or told["certificate"] or not name):
        raise click.UsageError(_("--again is about an authority and its own key, both of which are here."))
    if not name and not told["shares"]:
        raise ZhengyunError(codes.SHARES_WANTED)
    training = house.session.settings.passphrases is not None
    heard = sys.stdin is not None and sys.stdin.isatty()
    if not heard and not (told["yes"] and (told["secrets"] or training)):
        raise ZhengyunError(codes.NOBODY_HEARS, authority=name or "--escrow")
    came = told["certificate"] or told["sign"]
    room = Room(house, told["yes"], told["secrets"], told["shares"], came, told["request"] or told["out"])
    script = _script(house, authority, name, told)
    known = opened(house.book, name)
    # What is not there is told before a ceremony is begun for it.
    room.incoming()
    run = begin(desk_of(house), house.book, authority, script, told["people"], house.proven(), room)
    if known:
        house.session.say(_("{ceremony} is open, and goes on").format(ceremony=known.id))
    return conduct(run).course


def _script(house: House, authority: "Authority", name: str, told: dict[str, Any]) -> "Script":
    """Which ceremony it is: the one that is open goes on where nothing else is said."""
    from pki.ceremony import script
    from pki.ceremony.course import opened

    known = opened(house.book, name)
    asked = {"again": script.AGAIN, "sign": script.CERTIFY, "request": script.REQUEST}
    if not name:
        return script.ESCROW
    if wanted := next((one for word, one in asked.items() if told[word]), None):
        return wanted
    if known and known.script is script.REQUEST:
        # Its second half, too: the certificate that has come back.
        return script.REQUEST
    if told["certificate"]:
        return script.TAKE
    if known and known.script in {script.CERTIFY, script.TAKE, script.AGAIN}:
        return known.script
    return script.ISSUING if authority.issuer else script.ROOT


def _show(house: House, course: "Course", out: str, *, page: bool) -> None:
    from cli.authorities import trust_of
    from cli.transcripts import document, lines

    declared = trust_of(house).authorities.get(str(course.first["authority"]))
    issuer = declared.issuer or declared.name if declared else "-"
    if out:
        write(Path(out), ("\n".join(lines(course, issuer)) + "\n").encode())
    told = document(course)
    emit(house.session, "ceremony/1", told, lambda: lines(course, issuer) if page and not out else _told(course))


def _told(course: "Course") -> list[str]:
    from cli.transcripts import STATES

    last = course.entries[-1]
    name = course.first["authority"] or "escrow"
    text = _("{ceremony} of {authority}: {state}; entry {number}, transcript {digest}")
    state = _(STATES[course.ended])
    told = text.format(ceremony=course.id, authority=name, state=state, number=last.number, digest=course.digest)
    return [click.style(line, bold=True) for line in hung(told)]
