"""Asking for a certificate to be held, released or revoked, with what is known to use it."""

from typing import Any

from cli.applied import document, lines
from cli.desks import both_of_pair, desk_of
from cli.looked import doubts, uses
from cli.output import emit
from cli.session import Session
from cli.wiring import House
from zhengyun.application import Operation


def ask(session: Session, operation: Operation, serial: int, authority: str, reason: str, **values: Any) -> None:
    """Show what uses it, sign, submit.

    Raises: ZhengyunError as `pki.flows.asking.change`.
    """
    from pki.flows.asking import change
    from pki.flows.uses import questioned
    from pki.flows.uses import uses as used

    house = House(session)
    desk = desk_of(house)
    one = desk.certificate(serial, authority)
    known, since = used(desk, one), str(values.get("since", ""))
    doubted = questioned(desk, one, since) if since else ()
    if session.output == "table":
        for line in (*uses(known), *doubts(doubted, since)):
            session.say(line)
    both = both_of_pair(desk, one)
    # The other one of a pair that stands otherwise already is left as it is.
    about = [other for other in both if other.state is one.state]
    signer = house.signer()
    made = change(desk, operation, about, asker=session.person, signer=signer, reason=reason, **values)
    now = house.clock.now()
    told = {
        "people": [person.name for person in known.people],
        "locks_out": [person.name for person in known.locks_out],
        "certifies": [list(pair) for pair in known.certifies],
        "same_key": [f"{other.serial:040x}" for other in known.same_key],
        "same_holder": [f"{other.serial:040x}" for other in known.same_holder],
        "in_question": [f"{other.serial:040x}" for other in doubted],
    }
    emit(session, "certificate-application/1", {**document(made, now), "uses": told}, lambda: lines(made, now))
