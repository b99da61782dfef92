"""Holding, releasing and revoking certificates: from which state to which, and how it is carried out."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final, NamedTuple

from pki import codes
from zhengyun.application import Application, Operation
from zhengyun.certified import STANDINGS, Certified, Standing, StatusChange, written
from zhengyun.errors import ZhengyunError
from zhengyun.instant import parse, text


class Turn(NamedTuple):
    """From which states an operation takes a certificate to which, and the reason where none is given."""

    before: tuple[Standing, ...]
    after: Standing
    why: str = ""


TURNS: Final[Mapping[Operation, Turn]] = {
    Operation.SUSPEND: Turn((Standing.GOOD,), Standing.HELD, "certificate-hold"),
    Operation.RESUME: Turn((Standing.HELD,), Standing.GOOD, "remove-from-crl"),
    Operation.REVOKE: Turn((Standing.GOOD, Standing.HELD), Standing.REVOKED, "unspecified"),
}
# What the log calls them once they are carried out.
KINDS: Final[Mapping[Operation, str]] = {
    Operation.SUSPEND: "ca.suspended",
    Operation.RESUME: "ca.resumed",
    Operation.REVOKE: "ca.revoked",
}
ENDED: Final = "ended"


def refuse_state(operation: Operation, one: Certified, now: datetime) -> None:
    """Refuse a certificate that does not stand so, or has ended where that matters: what has ended can still be revoked,

    for what was signed before.

    Raises: ZhengyunError (ZY-PKI-142).
    """
    turn = TURNS[operation]
    ended = operation is not Operation.REVOKE and now > parse(one.not_after)
    if one.state not in turn.before or ended:
        state = ENDED if ended else STANDINGS[one.state]
        states = ", ".join(STANDINGS[state] for state in turn.before)
        raise ZhengyunError(codes.NOT_SO, serial=written(one.serial), state=state, states=states)


def changes(application: Application, about: tuple[Certified, ...], now: datetime) -> list[StatusChange]:
    """What carrying it out changes now.

    Raises: ZhengyunError (ZY-PKI-142).
    """
    turn = TURNS[application.operation]
    for one in about:
        refuse_state(application.operation, one, now)
    why, since = application.why or turn.why, application.since
    return [StatusChange(one.authority, one.serial, text(now), turn.after, why, since, application.id) for one in about]
