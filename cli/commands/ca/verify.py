"""`zhengyun ca verify`: whether a certificate can be relied on, step by step, now or as of a date that has passed."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.authorities import certificates_in, list_in
from cli.files import read
from cli.instants import Instant
from cli.output import emit
from cli.session import Session, command
from cli.text import _, worded
from cli.wide import hanging
from cli.wiring import House
from zhengyun.errors import Exit
from zhengyun.estate.trust import USES
from zhengyun.instant import parse, text

if TYPE_CHECKING:
    from pki.answers import Answers
    from pki.status import Lists
    from pki.verdict import Verdict


def _given(ctx: click.Context, param: click.Parameter, value: str | None) -> str:
    """What was asked for; an empty word, such as a script's variable that is not set, would be no question at all."""
    if value is not None and not value.strip():
        raise click.BadParameter(_("expected something to hold it against"), ctx, param)
    return value or ""


@command(
    "verify",
    help=_(
        "Whether a certificate can be relied on, step by step: its form, the path to a trusted root, its period, use, name and "
        "policy, and whether it was revoked. Roots are those of --root, or the authorities of the register, which then also says "
        "what was revoked. Ends with 5 where it cannot be relied on, and with 6 where that is not known."
    ),
)
@click.argument("certificate", type=click.Path())
@click.option(
    "--root", "roots", type=click.Path(), multiple=True, metavar="FILE", help=_("Certificates that are trusted.")
)
@click.option(
    "--by-way-of", "between", type=click.Path(), multiple=True, metavar="FILE", help=_("Authorities between.")
)
@click.option("--crl", "lists", type=click.Path(), multiple=True, metavar="FILE", help=_("A list of what is revoked."))
@click.option(
    "--answer",
    "answers",
    type=click.Path(),
    multiple=True,
    metavar="FILE",
    help=_("An answer of OCSP about one of the certificates."),
)
@click.option(
    "--question",
    "questions",
    type=click.Path(),
    multiple=True,
    metavar="FILE",
    help=_("The question that an answer has to belong to, by its nonce."),
)
@click.option("--at", type=Instant(exact=True), metavar="INSTANT", help=_("As of this instant; without it now."))
@click.option("--use", type=click.Choice(USES), help=_("What it shall be good for."))
@click.option("--host", callback=_given, metavar="NAME", help=_("The machine that it shall be for."))
@click.option("--email", callback=_given, metavar="ADDRESS", help=_("The mailbox that it shall be for."))
@click.option("--policy", callback=_given, metavar="OID", help=_("The policy that it shall be under."))
@click.option("--explicit-policy", is_flag=True, help=_("It shall be under a policy, whichever."))
@click.option("--inhibit-map", is_flag=True, help=_("No authority may say that one policy stands for another."))
@click.option("--inhibit-any", is_flag=True, help=_("No authority may say that it certifies under every policy."))
@click.option("--no-status", is_flag=True, help=_("Do not ask whether it was revoked."))
def entry(
    session: Session,
    certificate: str,
    roots: tuple[str, ...],
    between: tuple[str, ...],
    lists: tuple[str, ...],
    answers: tuple[str, ...],
    questions: tuple[str, ...],
    at: str | None,
    use: str | None,
    host: str,
    email: str,
    policy: str,
    explicit_policy: bool,
    inhibit_map: bool,
    inhibit_any: bool,
    no_status: bool,
) -> Exit:
    """Take the steps, and show them."""
    from pki.answering import archived
    from pki.certificate import is_root
    from pki.status import Lists
    from pki.verifying import Verifier, Wanted

    house = House(session)
    now = house.clock.now()
    found, *chain = certificates_in(Path(certificate))
    trusted = [one for file in roots for one in certificates_in(Path(file))]
    ways = [*chain, *(one for file in between for one in certificates_in(Path(file)))]
    archive = None
    if not trusted:
        own = [one.certificate for one in house.trusts.authorities()]
        trusted, ways = [one for one in own if is_root(one)], [*ways, *own]
        archive = archived(house.certificates, house.certificates, now)
    known = Lists([list_in(Path(file)) for file in lists], house.verifier)
    told = _answers(house, known, answers, questions)
    wanted = Wanted(
        parse(at) if at else now,
        use or "",
        host,
        email,
        policy,
        status=not no_status,
        explicit=explicit_policy,
        mapping=not inhibit_map,
        any_policy=not inhibit_any,
    )
    verdict = Verifier(trusted, ways, known, archive, told).verify(found, wanted)
    document = {"at": text(wanted.at), **verdict.document()}
    emit(session, "verdict/1", document, lambda: hanging(_lines(verdict, certificate, text(wanted.at))))
    return verdict.exit


def _answers(house: House, lists: "Lists", answers: tuple[str, ...], questions: tuple[str, ...]) -> "Answers | None":
    """The answers that were handed in. Raises: ZhengyunError (ZY-CLI-006, 031, ZY-PKI-002)."""
    from pki import ocsp_request, ocsp_response
    from pki.answers import Answers

    if questions and not answers:
        raise click.UsageError(_("--question goes with --answer."))
    asked = (ocsp_request.read(read(Path(file), ocsp_request.LONGEST), file) for file in questions)
    nonces = frozenset(one.nonce for one in asked if one.nonce)
    data = [ocsp_response.read(read(Path(file), ocsp_response.LONGEST), file) for file in answers]
    return Answers(data, house.verifier, house.digest, lists, nonces) if data else None


SIGNS = {"passed": ("✓", "green"), "failed": ("✗", "red"), "unknown": ("?", "yellow"), "skipped": ("-", "white")}


def _lines(verdict: "Verdict", file: str, at: str) -> Iterator[str]:
    from pki.verdict import TITLES

    for step in verdict.steps:
        sign, colour = SIGNS[step.result]
        asked = "" if step.result != "skipped" else " · " + _("not looked at")
        yield f"{step.number} {click.style(sign, fg=colour)} {_(TITLES[step.check])}{asked}"
        if step.why.text:
            yield f"    {worded(step.why)}"
    words = {
        "passed": _("{file} can be relied on, as of {at}"),
        "failed": _("{file} CANNOT be relied on, as of {at}"),
        "unknown": _("whether {file} can be relied on is not known, as of {at}"),
    }
    yield click.style(words[verdict.result].format(file=file, at=at), bold=True)
