"""Emergencies as people read them: which wait for an auditor's review."""

from collections.abc import Iterator

import click

from cli.leaves import precedents_of
from cli.text import _, listed
from cli.wiring import House
from zhengyun.change import ChangeRequest


def open_for_review(house: House) -> tuple[str, ...]:
    """The emergencies that no auditor has reviewed yet."""
    return precedents_of(house).unreviewed("")


def told(house: House, request: ChangeRequest) -> Iterator[str]:
    """What is to be said of an emergency besides the request itself; nothing of any other request."""
    if not request.permit.emergency:
        return
    from governance.emergencies import KIND

    for entry in house.book.of_kind(KIND):
        if entry.body.get("request") == request.id:
            text = _("reviewed by {person} at {at}: {finding}: {words}")
            found, words = _(str(entry.body.get("finding"))), entry.body.get("words")
            yield "  " + text.format(person=entry.actor, at=entry.at, finding=found, words=words)
    if request.id in open_for_review(house):
        yield "  " + click.style(
            _("no auditor has reviewed it yet; until then the glass is not broken again"), fg="red"
        )


def alarm(names: tuple[str, ...]) -> str:
    """The emergencies that wait for review, in red."""
    text = _("BREAK-GLASS, to be reviewed by an auditor: {requests}")
    return click.style(text.format(requests=listed(names)), fg="red", bold=True)
