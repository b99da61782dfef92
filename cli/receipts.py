"""Receipts as people read them."""

from collections.abc import Iterator, Mapping
from typing import Final

import click

from cli.text import _
from zhengyun.errors import N_
from zhengyun.plan import Plan
from zhengyun.results import Receipt, Status

SIGNS: Final = {Status.DONE: ("✓", "green"), Status.FAILED: ("✗", "red"), Status.SKIPPED: ("»", "yellow"), Status.WAITING: ("…", "yellow")}  # fmt: skip
WORDS: Final = {
    Status.DONE: N_("{count} done"),
    Status.FAILED: N_("{count} failed"),
    Status.SKIPPED: N_("{count} not begun, because what they need failed"),
    Status.WAITING: N_("{count} not begun"),
}


def document(receipt: Receipt) -> Mapping[str, object]:
    """A receipt as JSON data."""
    return {**receipt.document(), "digest": receipt.digest, "totals": receipt.totals(), "complete": receipt.complete}


def lines(receipt: Receipt, plan: Plan, *, whole: bool) -> Iterator[str]:
    """What became of each action, or only of those that were not done."""
    for outcome in receipt.outcomes:
        if whole or outcome.status is not Status.DONE:
            sign, colour = SIGNS[outcome.status]
            took = f"  {outcome.milliseconds / 1000:.1f} s" if outcome.status is Status.DONE else ""
            detail = f"  {outcome.code} {outcome.detail}".rstrip()
            yield f"  {click.style(sign, fg=colour)} {outcome.action}{took}{detail}"
    for address in receipt.unproven:
        yield "  " + click.style(_("{thing} is not as it was left").format(thing=address), fg="red")
    counted = [_(WORDS[Status(name)]).format(count=number) for name, number in receipt.totals().items() if number]
    yield _("{request}: actions approved: {approved} · {totals}").format(
        request=receipt.request, approved=len(plan.actions), totals=" · ".join(counted)
    )
    if receipt.complete:
        yield _("Everything that was approved was done, and reading it again proves it.")
