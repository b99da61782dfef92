"""Receipts as people read them."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import click

from cli.text import _
from zhengyun.account import Account, accounts
from zhengyun.errors import N_
from zhengyun.plan import Plan
from zhengyun.results import Outcome, Receipt, Status

SIGNS: Final = {Status.DONE: ("✓", "green"), Status.FAILED: ("✗", "red"), Status.SKIPPED: ("»", "yellow"), Status.WAITING: ("…", "yellow")}  # fmt: skip
WORDS: Final = {
    Status.DONE: N_("{count} done"),
    Status.FAILED: N_("{count} failed"),
    Status.SKIPPED: N_("{count} not begun, because what they need failed"),
    Status.WAITING: N_("{count} not begun"),
}


# So many departments are told one by one; of more there is the count, and the receipt has them all.
MOST: Final = 20


def document(receipt: Receipt, plan: Plan) -> Mapping[str, object]:
    """A receipt as JSON data."""
    told = accounts(plan.actions, receipt.outcomes)
    return {
        **receipt.document(),
        "digest": receipt.digest,
        "totals": receipt.totals(),
        "complete": receipt.complete,
        "departments": [_account(one) for one in told],
    }


def lines(receipt: Receipt, plan: Plan, *, whole: bool) -> Iterator[str]:
    """What became of each action, or where it is not wanted whole of each department that is not; then all in numbers."""
    if whole:
        yield from map(_outcome, receipt.outcomes)
    for address in receipt.unproven:
        yield "  " + click.style(_("{thing} is not as it was left").format(thing=address), fg="red")
    yield from _departments(accounts(plan.actions, receipt.outcomes), MOST)
    yield _("{request}: actions approved: {approved} · {totals}").format(
        request=receipt.request, approved=len(plan.actions), totals=_counted(receipt.totals())
    )
    if receipt.complete:
        yield _("Everything that was approved was done, and reading it again proves it.")


def _account(one: Account) -> Mapping[str, object]:
    return {
        "site": one.site,
        "tenant": one.tenant,
        **{status.value: one.totals[status] for status in Status},
        "causes": [
            {"action": cause.action, "code": cause.code, "detail": cause.detail, "not_begun": cost}
            for cause, cost in one.causes
        ],
    }


def _outcome(outcome: Outcome) -> str:
    sign, colour = SIGNS[outcome.status]
    took = f"  {outcome.milliseconds / 1000:.1f} s" if outcome.status is Status.DONE else ""
    detail = f"  {outcome.code} {outcome.detail}".rstrip()
    return f"  {click.style(sign, fg=colour)} {outcome.action}{took}{detail}"


def _departments(told: Sequence[Account], most: int) -> Iterator[str]:
    """The departments of which not all was done, with the causes; those with a cause of their own first."""
    torn = sorted((one for one in told if not one.whole), key=lambda one: not one.totals[Status.FAILED])
    for one in torn[:most]:
        name = click.style(f"{one.site} · {one.tenant}", bold=True)
        yield f"{name}  {_counted({status.value: one.totals[status] for status in Status})}"
        for cause, cost in one.causes:
            yield _outcome(cause) + (_("; not begun because of it: {count}").format(count=cost) if cost else "")
    if len(torn) > most:
        yield _("and {count} departments more").format(count=len(torn) - most)
    if torn:
        yield _("departments: all done in {whole}, not all in {torn}").format(
            whole=len(told) - len(torn), torn=len(torn)
        )


def _counted(totals: Mapping[str, int]) -> str:
    return " · ".join(_(WORDS[Status(name)]).format(count=number) for name, number in totals.items() if number)
