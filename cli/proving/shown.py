"""What `role prove` has found, as people read it."""

from collections.abc import Iterator, Sequence

import click

from cli.output import table
from cli.text import _
from cli.wide import columns, cut, hung, width
from governance.proving import Outcome, Proof, Result, Untried
from governance.residual import Residual

SIGNS = {Outcome.REFUSED: ("✓", "green"), Outcome.WORKED: ("✗", "red"), Outcome.UNKNOWN: ("?", "yellow")}
# So much of its own words is shown in any case.
LEAST = 24


def lines(proof: Proof, residual: Sequence[Residual], seconds: float) -> Iterator[str]:
    """The table, what it comes to, and what stays whatever is tried."""
    yield from _table(proof.results)
    for result in (*proof.of(Outcome.WORKED), *proof.of(Outcome.UNKNOWN)):
        yield from _in_full(result)
    for toxic in proof.toxic:
        text = _("{part}: {what} ({where}): {why}. Take it away: {remedy}")
        told = {"why": _(toxic.why), "remedy": _(toxic.remedy)}
        sign = click.style("✗", fg="red")
        yield from hung(text.format(part=toxic.part, what=toxic.what, where=toxic.where, **told), f"{sign} ")
    for one in proof.untried:
        yield from hung(_untried(one), "- ")
    yield from hung(_sum(proof))
    yield _("it took {seconds} s").format(seconds=seconds)
    yield ""
    yield click.style(_("What stays, and what still catches it:"), bold=True)
    for risk in residual:
        text = _("{who} could {could}. Caught by: {caught}")
        yield from hung(text.format(who=_(risk.who), could=_(risk.could), caught=_(risk.caught)), "- ")


def _table(results: Sequence[Result]) -> list[str]:
    """One line an attempt; the part's own words have what room is left."""
    rows = [(one.attempt.part, _(one.attempt.role), _(one.attempt.what)) for one in results]
    sizes = [max((width(row[place]) for row in rows), default=0) for place in range(3)]
    left = max(LEAST, columns() - sum(sizes) - 2 * len(sizes) - 3)
    head = ("", _("part"), _("role"), _("action"), _("its own words"))
    cells = ((_sign(one), *row, cut(one.words, left)) for one, row in zip(results, rows, strict=True))
    return table(head, cells)


def _sign(result: Result) -> str:
    sign, colour = SIGNS[result.outcome]
    return click.style(sign, fg=colour)


def _in_full(result: Result) -> Iterator[str]:
    """What was not refused, with all that is known of it."""
    attempt = result.attempt
    told = _("it worked: {words}") if result.outcome is Outcome.WORKED else _(result.doubt)
    text = f"{attempt.id}: {_(attempt.what)}: " + told.format(words=result.words or "-")
    yield from hung(f"{text} ({_(attempt.why)})", f"{_sign(result)} ")


def _untried(one: Untried) -> str:
    return _("{what} is not tried: {why}").format(what=one.what, why=_(one.why).format(**one.facts))


def _sum(proof: Proof) -> str:
    text = _("tried: {tried}, refused: {refused}, worked: {worked}, unknown: {unknown}, toxic grants: {toxic}")
    return text.format(**proof.counts())
