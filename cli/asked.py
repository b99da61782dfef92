"""Applying for a grant or a standing permit, and taking one back."""

from collections.abc import Iterator
from contextlib import nullcontext
from typing import Any

import click

from cli import beforehand, codes
from cli.authorising import Desk, at_the_vault
from cli.leaves import document, lines, listing, one_of, words
from cli.leaves import held as all_held
from cli.output import emit
from cli.requests import about
from cli.requests import document as request_document
from cli.requests import lines as request_lines
from cli.text import _, listed
from cli.wiring import House
from zhengyun.change import ChangeRequest, State
from zhengyun.errors import ZhengyunError
from zhengyun.estate import Estate
from zhengyun.subject import Subject


def ask(house: House, subject: Subject, estate: Estate) -> None:
    """Sign the application, submit it, and say what it is about.

    Raises: ZhengyunError as `governance.granting.ask`, and ZY-CLI-061 where a tenant is not one of the estate.
    """
    from governance.granting import ask as submit

    _refuse_unknown(estate, subject)
    session, now = house.session, house.clock.now()
    values: dict[str, Any] = {"signer": house.signer(), "roles": house.roles, "ledger": house.ledger, "now": now}
    request = submit(subject, estate=estate.name, asker=session.person, **values)
    told = {**request_document(request, now), subject.kind: subject.document()}
    beforehand.open_for(house, request.id, subject)
    emit(session, "request/1", told, lambda: _lines(request, subject))


def agree(house: House, request: ChangeRequest, *, yes: bool) -> None:
    """Show in words what is asked for, ask, sign.

    Raises: ZhengyunError as `governance.granting.approve`; of a standing permit also as `cli.beforehand.looked`.
    """
    if beforehand.again(house, request):
        beforehand.authorise(house, request, yes=yes)
        return
    with at_the_vault(house, request) if beforehand.is_lent(house, request) else nullcontext() as desk:
        _agree(house, request, yes=yes, desk=desk)
        if desk and house.ledger.request(request.id).state(house.clock.now()) is State.APPROVED:
            # What is authorised can be had: not before the last word about the permit was said.
            desk.authorise()
    show(house, request.id)


def _agree(house: House, request: ChangeRequest, *, yes: bool, desk: Desk | None) -> None:
    """Show, look at what was opened beforehand, ask, sign."""
    from governance.granting import approve
    from governance.reviews import in_turn, may_review
    from zhengyun.subject import load

    session, roles = house.session, house.roles
    may_review(request, person=session.person, roles=roles, now=house.clock.now())
    subject = load(request.permit.subject, house.ledger.plan(request.permit.plan), request.id)
    in_turn(request, session.person, roles, house.clock.now(), subject.tenants)
    if session.output == "table":
        for line in words(subject):
            session.say(line)
    if desk:
        beforehand.looked(house, desk)
    if not yes:
        click.confirm(_("Agree to {request}?").format(request=request.id), abort=True, err=True)
    signer = house.signer()
    values: dict[str, Any] = {"signer": signer, "roles": roles, "ledger": house.ledger, "now": house.clock.now()}
    approve(request, subject, person=session.person, verifier=house.verifier, **values)


def show(house: House, name: str) -> None:
    """Show a grant or a standing permit with its request."""
    request, now = house.ledger.request(name), house.clock.now()
    one = one_of(house, request)
    kind = one.leave.subject.kind
    told = {**request_document(request, now), kind: document(one, now)}
    emit(house.session, f"{kind}/1", told, lambda: [*request_lines(request, now), *lines(one)])


def show_all(house: House, kind: str) -> None:
    """List the grants, or the standing permits."""
    found, now = all_held(house, kind), house.clock.now()
    shown = listing(found) or [_("There are none.")]
    emit(house.session, f"{kind}s/1", {f"{kind}s": [document(one, now) for one in found]}, lambda: shown)


def revoke(house: House, name: str, reason: str) -> None:
    """Take one back.

    Raises: ZhengyunError as `governance.granting.revoke`.
    """
    from governance.granting import revoke as take_back

    request = house.ledger.request(name)
    subject = one_of(house, request).leave.subject
    values: dict[str, Any] = {"roles": house.roles, "ledger": house.ledger, "now": house.clock.now()}
    take_back(request, subject, person=house.proven(), reason=reason, **values)
    beforehand.close_for(house, request)
    show(house, name)


def _refuse_unknown(estate: Estate, subject: Subject) -> None:
    known = sorted({tenant.name for site in estate.sites for tenant in site.tenants})
    for name in subject.tenants:
        if name not in (*known, "site"):
            raise ZhengyunError(codes.NO_SUCH_TENANT, tenant=name, legal=", ".join((*known, "site")))


def _lines(request: ChangeRequest, subject: Subject) -> Iterator[str]:
    permit = request.permit
    yield _("{request} submitted by {person}: {what}").format(
        request=request.id, person=permit.asker, what=about(request)
    )
    yield from words(subject)
    roles = listed(map(_, permit.chain))
    yield _("waits until {not_after} for: {roles}").format(not_after=permit.not_after, roles=roles)
