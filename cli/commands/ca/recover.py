"""`zhengyun ca recover`: bring a kept encryption key back, for its user or for a court."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cli.desks import Serial, desk_of
from cli.files import read, write
from cli.keepers import LONGEST, share_in
from cli.output import emit
from cli.session import Session, command
from cli.text import _
from cli.wide import hanging
from cli.wiring import House
from zhengyun.errors import N_

if TYPE_CHECKING:
    from pki.recovery.session import Session as Recovery

KINDS = {"recovery": N_("for its user"), "judicial": N_("for a court")}


@command(
    "recover",
    help=_(
        "Bring the key of an encryption certificate back. Its user asks, and a reviewer agrees with `ca approve`; for a court "
        "somebody asks under the number of its case. Then one of those who recover keys opens it, so many give their shares, and "
        "who has opened it ends it: the key is enveloped for its receiver, who opens it with `ca unwrap`."
    ),
)
@click.argument("name", metavar="SERIAL|ID")
@click.option("-m", "--message", "reason", default="", help=_("Why, in your own words."))
@click.option("--judicial", "case", metavar="CASE", default="", help=_("For a court, under this number of its case."))
@click.option(
    "--to",
    metavar="FILE|KEY",
    default="",
    help=_("Who receives it: a certificate, or a key of the keyring; without it the holder's signing key."),
)
@click.option("--open", "opens", is_flag=True, help=_("Open the recovery: make the one-time key for the shares."))
@click.option("--share", metavar="FILE", default="", help=_("Give your share, from a file or with - from stdin."))
@click.option("--finish", is_flag=True, help=_("Bring it to its end; see --out."))
@click.option("--out", type=click.Path(), metavar="FILE", default="", help=_("Where the enveloped key goes."))
@click.option(
    "--authority", metavar="NAME", default="", help=_("The authority, where several have issued that number.")
)
def entry(session: Session, name: str, **told: Any) -> None:
    """Ask, or go on."""
    house = House(session)
    if house.applications.taken(name) or name.startswith("CA-"):
        _goes_on(house, name, told)
    else:
        serial = Serial().convert(name, None, None)
        assert serial is not None  # noqa: S101 - it is one, or the word was refused
        _asks(house, serial, told)


def _asks(house: House, serial: int, told: dict[str, Any]) -> None:
    from cli.recoveries import receiver
    from pki.recovery.asking import ask
    from pki.recovery.session import session

    if told["opens"] or told["share"] or told["finish"]:
        raise click.UsageError(
            _("Name the application, not the certificate: it is opened, given shares for and ended.")
        )
    if told["case"] and not told["to"]:
        raise click.UsageError(_("Say with --to who receives the key for the court."))
    desk = desk_of(house)
    one = desk.certificate(serial, told["authority"])
    if not one.escrow and one.pair and (other := desk.register.certificate(one.authority, one.pair)):
        one = other
    pair = desk.register.certificate(one.authority, one.pair) if one.pair else None
    to = receiver(house, told["to"], pair.certificate if pair else one.certificate)
    words = {"asker": house.session.person, "signer": house.signer(), "reason": told["reason"]}
    made = ask(desk, one, receiver=to, case=told["case"], **words)
    _show(house, session(house.book, made))


def _goes_on(house: House, name: str, told: dict[str, Any]) -> None:
    from cli.recoveries import Crypto, forgotten, made, opened
    from pki.recovery.recovering import Keeper, carries, conclude, enveloped_of, give, open_
    from pki.recovery.session import session

    desk, book = desk_of(house), house.book
    if told["opens"] or told["share"] or told["finish"]:
        keeper = Keeper(house.session.person, house.signer())
        found = carries(desk, book, name, keeper)
        if told["opens"]:
            found = open_(desk, book, found, keeper, lambda: made(house, name))
        if told["share"]:
            found = give(desk, book, found, keeper, share_in(_text(told["share"])), Crypto())
        if told["finish"]:
            conclude(desk, found, keeper, lambda sealed: opened(house, name, sealed), Crypto())
            forgotten(house, name)
    found = session(book, desk.applications.application(name))
    if told["out"]:
        write(Path(told["out"]), enveloped_of(found))
    _show(house, found)


def _text(file: str) -> str:
    return sys.stdin.read(LONGEST) if file == "-" else read(Path(file), LONGEST).decode("utf-8", errors="replace")


def _show(house: House, found: "Recovery") -> None:
    from pki.recovery.asking import kind, receiver_of
    from pki.recovery.recovering import needed

    application = found.application
    document = {
        "application": application.id,
        "kind": kind(application),
        "serial": application.serials[0],
        "state": application.now(house.clock.now()),
        "asker": application.asker,
        "case": application.more.get("case", ""),
        "reason": application.reason,
        "receiver": receiver_of(application)._asdict(),
        "leader": found.leader,
        "given": list(found.given),
        "needed": needed(desk_of(house), application),
    }
    emit(house.session, "recovery/1", document, lambda: hanging(_lines(document)))


def _lines(told: dict[str, Any]) -> Iterator[str]:
    from cli.applied import STAGES

    word, colour = STAGES[told["state"]]
    kind = _(KINDS[told["kind"]])
    yield f"{click.style(told['application'], bold=True)} · {click.style(_(word), fg=colour)} · {kind}"
    yield "  " + told["reason"]
    if told["case"]:
        yield "  " + _("case {case}").format(case=told["case"])
    text = _("the key of {serial}, asked for by {asker}, for the key {receiver}")
    yield "  " + text.format(serial=told["serial"], asker=told["asker"], receiver=told["receiver"]["id"])
    if told["leader"]:
        yield "  " + _("led by {leader}").format(leader=told["leader"])
    given = ", ".join(told["given"]) or "-"
    yield "  " + _("shares: {have} of {need} ({given})").format(
        have=len(told["given"]), need=told["needed"], given=given
    )
