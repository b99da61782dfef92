"""The reasons for which a permit does not open the door.

The check is pure and trusts nobody's database: every signature is verified again over the bytes that it must have
been made of, and the chain of approval is computed again from what the plan does.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from zhengyun import codes, emergency
from zhengyun.action import Effects
from zhengyun.entry import Entry
from zhengyun.errors import ZhengyunError, why
from zhengyun.instant import both, parse
from zhengyun.leave import Leave, NoPrecedents, Precedents
from zhengyun.office import LOCKED, NOT_HELD, OUT, Verdict, holds, locked, same
from zhengyun.people import Person, Role
from zhengyun.permit import Approval, Permit, approved_bytes, asked_bytes
from zhengyun.plan import Plan
from zhengyun.ports import Witnessed
from zhengyun.rolefile import RoleFile
from zhengyun.ruleset import BREAK_GLASS, BreakGlass, Matter
from zhengyun.signing import Verifier
from zhengyun.standing import Standing
from zhengyun.subject import PLAN, Subject
from zhengyun.unseen import refuse_unseen
from zhengyun.window import parse as window_of

# No rule can make the asker alone enough.
LEAST: Final = (Role.SECURITY,)

# Who can ask: for all of the estate, or for the tenants that are named with the post.
ASKS: Final = (Role.SYSTEM, Role.OPERATOR)

Holds = Callable[[str, Role], Verdict]
"""Whether the person of that name holds a role, and in whose office."""


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of approval in force: their version, the chain of roles that a matter calls for, and emergencies."""

    version: int
    chain: Callable[[Matter], tuple[Role, ...]]
    break_glass: BreakGlass = BREAK_GLASS
    windows: str = ""
    """The times of the week in which changes are carried out, as in `zhengyun.window`; empty for any time."""

    def demand(self, plan: Plan) -> tuple[Role, ...]:
        """The roles that have to agree to a plan, in order."""
        return self.chain(Matter.of(plan)) or LEAST

    def due(self, permit: Permit, plan: Plan) -> tuple[Role, ...]:
        """The roles that have to agree to a request for a plan, in order.

        In an emergency those that the asker has named, where they are such as the rule allows.
        """
        if permit.emergency and emergency.lawful(self.break_glass, permit.chain):
            return permit.chain
        return self.demand(plan)

    def demand_for(self, subject: Subject) -> tuple[Role, ...]:
        """The roles that have to agree to a grant or a standing permit, in order."""
        return self.chain(Matter(Effects(tenants=subject.tenants), subject.kind)) or LEAST


@dataclass(frozen=True, slots=True)
class Gate:
    """What a permit is held against: the people who count, the rules, who checks signatures, and what was before."""

    roles: RoleFile
    rules: Rules
    verifier: Verifier
    precedents: Precedents = field(default_factory=NoPrecedents)

    def open(self, permit: Permit | None, plan: Plan, now: datetime) -> Permit:
        """Return the permit if it entitles to apply exactly this plan now.

        Raises: ZhengyunError with the code of the first reason why not.
        """
        if permit is None:
            raise ZhengyunError(codes.NO_PERMIT)
        if permit.subject != PLAN:
            raise ZhengyunError(codes.OTHER_SUBJECT, request=permit.request, subject=permit.subject)
        for refusal in self.refusals(permit, plan, now):
            raise refusal
        return permit

    def refusals(self, permit: Permit, plan: Plan, now: datetime) -> Iterator[ZhengyunError]:
        """Yield every reason why this permit does not entitle to apply this plan now."""
        # 1. It is in force.
        if now > parse(permit.not_after):
            yield ZhengyunError(codes.PERMIT_EXPIRED, request=permit.request, not_after=permit.not_after)
        yield from _refusals_of_time(permit, self.rules.windows, now)
        # 2. It is for this plan, byte for byte, from this estate and commit.
        if permit.plan != plan.digest or permit.fingerprint != plan.fingerprint:
            yield ZhengyunError(codes.OTHER_PLAN, request=permit.request, permitted=permit.plan, given=plan.digest)
        if (permit.estate, permit.commit) != (plan.estate, plan.commit):
            yield ZhengyunError(codes.OTHER_ESTATE, request=permit.request, permitted=permit.estate, given=plan.estate)
        # 3. The grant, the standing permit or the emergency that it names covers it.
        yield from self.covers(permit, plan, now)
        # 4. People who may have asked for it and agreed to it.
        if not permit.under:
            yield from self._refusals_of_asking(permit, plan, now)
        yield from self._refusals_of_people(permit, self.due(permit, plan), plan.effects.tenants, now)

    def due(self, permit: Permit, plan: Plan) -> tuple[Role, ...]:
        """The roles that have to agree to a request for a plan, in order.

        For what lies within a standing permit nobody: those who agreed to that have agreed to it.
        """
        leave = self.precedents.leave(permit.under) if permit.under and not permit.emergency else None
        return () if leave and isinstance(leave.subject, Standing) else self.rules.due(permit, plan)

    def covers(self, permit: Permit, plan: Plan, now: datetime) -> Iterator[ZhengyunError]:
        """Yield every reason why the grant or standing permit, or the emergency, that is named does not cover this plan."""
        if permit.under:
            yield from self._refusals_of_leave(self.precedents.leave(permit.under), permit, plan, now)
        if permit.emergency:
            yield from emergency.refusals(self.rules.break_glass, permit)
            yield from self._refusals_of_emergency(permit)

    def in_turn(self, permit: Permit) -> None:
        """Ask again, once the intent is in the log: of two at once the log says who was first.

        Raises: ZhengyunError (ZY-PERMIT-031, 033, 034, 046).
        """
        leave = self.precedents.leave(permit.under) if permit.under else None
        if permit.under and leave is None:
            raise ZhengyunError(codes.NO_LEAVE, request=permit.request, under=permit.under)
        for refusal in leave.turn(permit.request) if leave else ():
            raise refusal
        for refusal in self._refusals_of_emergency(permit) if permit.emergency else ():
            raise refusal

    def witnessed(self, intent: Entry, witnessed: Witnessed, request: str, machine: str) -> Witnessed:
        """Return what was witnessed, if it is this intent and enough witnesses have signed who are not on this machine.

        Raises: ZhengyunError (ZY-APPLY-002, ZY-APPLY-010).
        """
        refuse_unseen(intent, witnessed, request, machine, self.roles, self.verifier)
        return witnessed

    def _refusals_of_emergency(self, permit: Permit) -> Iterator[ZhengyunError]:
        others = self.precedents.unreviewed(permit.request)
        if others:
            yield ZhengyunError(codes.NOT_REVIEWED, request=permit.request, others=", ".join(others))

    def _refusals_of_leave(
        self, leave: Leave | None, permit: Permit, plan: Plan, now: datetime
    ) -> Iterator[ZhengyunError]:
        if leave is None or (leave.name, leave.permit.estate) != (permit.under, permit.estate):
            yield ZhengyunError(codes.NO_LEAVE, request=permit.request, under=permit.under)
            return
        yield from self.void(leave, now)
        yield from leave.refusals(permit.request, permit.asker, plan, now)

    def void(self, leave: Leave, now: datetime) -> Iterator[ZhengyunError]:
        """Yield every reason why a grant or a standing permit is none, whatever it is used for."""
        subject, given = leave.subject, leave.permit
        if (given.subject, given.plan) != (subject.kind, subject.digest):
            yield ZhengyunError(codes.SUBJECT_ALTERED, request=given.request)
        # Whatever the asker's own tool has left out: nobody grants to himself.
        if any(same(self.roles, one.approver, subject.person, now, parse(one.at)) for one in given.approvals):
            yield ZhengyunError(codes.SELF_APPROVAL, request=given.request, person=subject.person)
        yield from self._refusals_of_people(given, self.rules.demand_for(subject), subject.tenants, now)
        if not any(holds(self.roles, subject.person, role, now) for role in subject.roles):
            told = {"person": subject.person, "roles": ", ".join(subject.roles)}
            yield ZhengyunError(codes.NOT_BOUNDED, under=leave.name, place=None, **told)

    def _refusals_of_people(
        self, permit: Permit, chain: tuple[Role, ...], tenants: Collection[str], now: datetime
    ) -> Iterator[ZhengyunError]:
        # 1. It was really asked for by the asker, who is in office, under the rules in force.
        yield from self._refusals_of_asker(permit, now)
        if (permit.chain, permit.rules) != (chain, self.rules.version):
            yield ZhengyunError(codes.RULES_CHANGED, request=permit.request, person=permit.asker)
        # 2. Each yes is by somebody else, who is in office and who signed exactly this.
        for link, approval in enumerate(permit.approvals):
            yield from self._refusals_of_approver(approval, permit, chain, now)
            yield from self._refusals_of_office(approval, permit, chain[link : link + 1], tenants, now)
        # 3. Every link of the chain has said yes, one after the other, each by a different person.
        names = [approval.approver for approval in permit.approvals]
        waits = awaited(chain, names, holder(self.roles, now, tenants), permit.asker)
        if waits:
            yield ZhengyunError(codes.CHAIN_INCOMPLETE, request=permit.request, roles=", ".join(waits))

    def _refusals_of_asker(self, permit: Permit, now: datetime) -> Iterator[ZhengyunError]:
        asker = self.roles.person(permit.asker)
        if asker is None or not self.verifier.verify(asker.key, asked_bytes(permit), permit.asked):
            yield ZhengyunError(codes.NOT_ASKED, request=permit.request, person=permit.asker)
        if asker and not asker.in_office(now):
            yield not_in_office(asker, now)

    def _refusals_of_asking(self, permit: Permit, plan: Plan, now: datetime) -> Iterator[ZhengyunError]:
        asker = self.roles.person(permit.asker)
        touched = {action.address.tenant for action in plan.actions}
        verdicts = [holds(self.roles, permit.asker, role, now, touched) for role in ASKS]
        if asker and asker.in_office(now) and not any(verdicts):
            yield from _not_entitled(permit, permit.asker, ASKS, verdicts)

    def _refusals_of_office(
        self, approval: Approval, permit: Permit, links: Sequence[Role], tenants: Collection[str], now: datetime
    ) -> Iterator[ZhengyunError]:
        """What has become of the approver's post, his certificates and his standing in for somebody since."""
        person = self.roles.person(approval.approver)
        for instant in (now, parse(approval.at)) if person and person.in_office(now) else ():
            verdicts = [holds(self.roles, approval.approver, link, instant, tenants) for link in links]
            if not all(verdicts) and verdicts[0].why.text not in (NOT_HELD, OUT, LOCKED):
                yield from _not_entitled(permit, approval.approver, links, verdicts)
                return

    def _refusals_of_approver(
        self, approval: Approval, permit: Permit, chain: tuple[Role, ...], now: datetime
    ) -> Iterator[ZhengyunError]:
        name = approval.approver
        instants = now, parse(approval.at)
        if any(same(self.roles, name, other, *instants) for other in (permit.asker, *permit.distinct_from)):
            yield ZhengyunError(codes.SELF_APPROVAL, request=permit.request, person=name)
        person = self.roles.person(name)
        if person is None:
            yield ZhengyunError(codes.UNKNOWN_PERSON, person=name, version=self.roles.version)
            return
        if not (person.in_office(now) and person.in_office(parse(approval.at))):
            yield not_in_office(person, *instants)
        # A role file older than the one that the approver saw has been put back into its place by somebody.
        if (approval.chain, approval.rules) != (chain, self.rules.version) or approval.roles > self.roles.version:
            yield ZhengyunError(codes.RULES_CHANGED, request=permit.request, person=name)
        if not self.verifier.verify(person.key, approved_bytes(permit, approval), approval.signature):
            yield ZhengyunError(codes.BAD_SIGNATURE, request=permit.request, person=name)


def _refusals_of_time(permit: Permit, windows: str, now: datetime) -> Iterator[ZhengyunError]:
    """Why it is not to be used yet, or not at this time of the week."""
    if permit.not_before and now < parse(permit.not_before):
        yield ZhengyunError(codes.NOT_YET, request=permit.request, begins=both(parse(permit.not_before)))
    # What is asked for in an emergency does not wait for the rules' own times.
    for written in (permit.window, "" if permit.emergency else windows):
        try:
            window = written and window_of(written)
            if window and not window.open_at(now):
                opens = window.shown(window.next_opening(now))
                yield ZhengyunError(codes.WINDOW_CLOSED, request=permit.request, window=written, opens=opens)
        except ValueError as error:
            yield ZhengyunError(codes.NO_WINDOW, window=written, problem=why(error))


def not_in_office(person: Person, *instants: datetime) -> ZhengyunError:
    """The refusal of somebody who at one of these instants is locked out, or whose qualification has ended or not begun."""
    lock = locked(person, *instants)
    if lock is not None:
        return ZhengyunError(codes.LOCKED_OUT, person=person.name, **lock)
    return ZhengyunError(codes.NOT_IN_OFFICE, person=person.name, begins=person.not_before, ends=person.until)


def _not_entitled(
    permit: Permit, name: str, roles: Sequence[Role], verdicts: Sequence[Verdict]
) -> Iterator[ZhengyunError]:
    role, verdict = next(
        ((role, one) for role, one in zip(roles, verdicts, strict=True) if one.why.text is not NOT_HELD),
        (", ".join(roles), verdicts[0]),
    )
    yield ZhengyunError(codes.NOT_ENTITLED, request=permit.request, person=name, role=role, what=verdict.why)


def awaited(chain: Sequence[Role], names: Sequence[str], held_by: Holds, asker: str = "") -> tuple[Role, ...]:
    """The links of the chain that still wait, the next one first.

    People fill the links in the order in which they have agreed, each one link: whoever agrees where another role's
    word is awaited, or a second time, fills none, and nobody after him does. A deputy and the one whom he stands in
    for are one: theirs is one office.
    """
    offices = {asker}
    for link, role in enumerate(chain):
        verdict = held_by(names[link], role) if link < len(names) and names[link] not in names[:link] else None
        if not verdict or verdict.office in offices:
            return tuple(chain[link:])
        offices.add(verdict.office)
    return ()


def holder(roles: RoleFile, now: datetime, tenants: Collection[str] = ()) -> Holds:
    """Who holds what by a role file, at an instant and for some tenants."""
    return lambda name, role: holds(roles, name, role, now, tenants)
