"""`zhengyun cloud what-if`: whether it fits, before anybody declares it."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from cli.asking import Question, asked
from cli.capacities import WORDS
from cli.output import emit
from cli.refusal import next_of
from cli.scope import site_option
from cli.session import Session, command
from cli.text import _, reason
from cli.wiring import House
from zhengyun.errors import N_, Exit

if TYPE_CHECKING:
    from cloud.what_if import Told

VERDICTS: Final = {
    "fits": (N_("fits, whatever Nova chooses"), "green"),
    "depends": (N_("may fit and may not"), "yellow"),
    "does-not-fit": (N_("does not fit"), "red"),
}


@command(
    "what-if",
    help=_(
        "Say whether it fits: an estate (a folder, or a commit), more tenants (their files, with --site), or a wave of "
        "systems, on top of what is there and of what is declared and not yet applied. Ends with 3 where that is not "
        "certain."
    ),
)
@click.argument("files", nargs=-1, required=True, type=click.Path(), metavar="FILE...")
@site_option
def entry(session: Session, files: tuple[str, ...], sites: tuple[str, ...]) -> int:
    """Ask every site that it is about."""
    from cloud.planning import each
    from cloud.what_if import what_if

    house = House(session)
    question = asked(house, [Path(file) for file in files], sites)
    clouds = house.asked(question.then, question.sites)

    def one(name: str) -> "Told":
        now = question.now.site(name) if question.now else None
        return what_if(now, question.then.site(name), clouds[name], question.wave)

    told = each(question.sites, one)
    emit(session, "what-if/1", {"sites": list(map(_document, told))}, lambda: _lines(question, told))
    return Exit.OK if all(one.answer.verdict == "fits" for one in told) else Exit.REFUSED


def _document(told: "Told") -> Mapping[str, object]:
    answer = told.answer
    return {
        "site": told.site,
        **answer._asdict(),
        "breaks": answer.breaks._asdict() if answer.breaks else None,
        "admitted": told.admitted,
        "reasons": [{"code": error.code.id, "reason": reason(error), "next": next_of(error)} for error in told.reasons],
    }


def _lines(question: Question, told: "list[Told]") -> Iterator[str]:
    for one in told:
        words, colour = VERDICTS[one.answer.verdict]
        text = _("{site}: {verdict}").format(site=one.site, verdict=click.style(_(words), fg=colour, bold=True))
        yield text
        yield from ("  " + f"{error.code.id} {reason(error)}" for error in one.reasons)
        yield from ("  " + _("next: {next}").format(next=then) for then in dict.fromkeys(map(next_of, one.reasons)))
        yield from _wave(one)
        yield from _after(one)
        if not one.admitted:
            yield "  " + _("a plan of it would be refused")


def _wave(told: "Told") -> Iterator[str]:
    answer = told.answer
    if answer.units:
        text = _("systems: {units}, certain to fit: {certain}, possible at best: {possible}")
        counted = {"units": answer.units, "certain": answer.certain, "possible": answer.possible}
        yield "  " + text.format(**counted)
    if answer.verdict == "fits" and answer.units:
        yield "  " + _("as many again would fit certainly: {more} times").format(more=answer.more)
    if answer.breaks:
        text = _("first to give way: {aggregate}, before system {number}, for want of {resource}")
        broken = answer.breaks
        yield "  " + text.format(
            aggregate=broken.aggregate, number=broken.number, resource=_(WORDS[broken.resource])
        )  # fmt: skip


def _after(told: "Told") -> Iterator[str]:
    left = ", ".join(f"{_(WORDS[name])} {amount}" for name, amount in told.answer.left.items())
    yield "  " + _("free afterwards: {left}").format(left=left)
