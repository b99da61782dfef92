"""The reasons for which a permit does not open the door.

The check is pure and trusts nobody's database: every signature is verified again over the bytes that it must have
been made of, and the chain of approval is computed again from what the plan does.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from zhengyun import codes
from zhengyun.action import Effects
from zhengyun.entry import Cosignature, Entry, cosigned_bytes
from zhengyun.errors import ZhengyunError
from zhengyun.instant import parse
from zhengyun.people import Person, Role, RoleFile
from zhengyun.permit import Approval, Permit, approved_bytes, asked_bytes
from zhengyun.plan import Plan
from zhengyun.signing import Verifier

# No rule can make the asker alone enough.
LEAST: Final = (Role.SECURITY,)


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of approval in force: their version, and the chain of roles that a plan's effects call for."""

    version: int
    chain: Callable[[Effects], tuple[Role, ...]]

    def demand(self, plan: Plan) -> tuple[Role, ...]:
        """The roles that have to agree to a plan."""
        return self.chain(plan.effects) or LEAST


@dataclass(frozen=True, slots=True)
class Gate:
    """What a permit is held against: the people who count, the rules, and who checks signatures."""

    roles: RoleFile
    rules: Rules
    verifier: Verifier

    def open(self, permit: Permit | None, plan: Plan, now: datetime) -> Permit:
        """Return the permit if it entitles to apply exactly this plan now.

        Raises: ZhengyunError with the code of the first reason why not.
        """
        if permit is None:
            raise ZhengyunError(codes.NO_PERMIT)
        for refusal in self.refusals(permit, plan, now):
            raise refusal
        return permit

    def refusals(self, permit: Permit, plan: Plan, now: datetime) -> Iterator[ZhengyunError]:
        """Yield every reason why this permit does not entitle to apply this plan now."""
        # 1. It is in force.
        if now > parse(permit.not_after):
            yield ZhengyunError(codes.PERMIT_EXPIRED, request=permit.request, not_after=permit.not_after)
        # 2. It is for this plan, byte for byte, from this estate and commit.
        if permit.plan != plan.digest or permit.fingerprint != plan.fingerprint:
            yield ZhengyunError(codes.OTHER_PLAN, request=permit.request, permitted=permit.plan, given=plan.digest)
        if (permit.estate, permit.commit) != (plan.estate, plan.commit):
            yield ZhengyunError(codes.OTHER_ESTATE, request=permit.request, permitted=permit.estate, given=plan.estate)
        # 3. It was really asked for by the asker, who is in office, under the rules in force.
        yield from self._refusals_of_asker(permit, now)
        chain = self.rules.demand(plan)
        if (permit.chain, permit.rules) != (chain, self.rules.version):
            yield ZhengyunError(codes.RULES_CHANGED, request=permit.request, person=permit.asker)
        # 4. Each yes is by somebody else, who is in office and who signed exactly this.
        for approval in permit.approvals:
            yield from self._refusals_of_approver(approval, permit, chain, now)
        # 5. Every link of the chain has said yes, each by a different person.
        people = [self.roles.person(approval.approver) for approval in permit.approvals]
        missing = missing_roles(chain, [person for person in people if person])
        if missing:
            yield ZhengyunError(codes.CHAIN_INCOMPLETE, request=permit.request, roles=", ".join(missing))

    def witnessed(self, intent: Entry, cosignature: Cosignature, request: str) -> Cosignature:
        """Return the co-signature if a witness of the role file has signed exactly this entry.

        Raises: ZhengyunError (ZY-APPLY-002).
        """
        key = next((key for key in self.roles.witnesses if key.id == cosignature.witness), None)
        same = (cosignature.number, cosignature.hash) == (intent.number, intent.hash)
        signed = cosigned_bytes(intent.number, intent.hash)
        if not (key and same and self.verifier.verify(key, signed, cosignature.value)):
            raise ZhengyunError(codes.NOT_COSIGNED, request=request, witness=cosignature.witness)
        return cosignature

    def _refusals_of_asker(self, permit: Permit, now: datetime) -> Iterator[ZhengyunError]:
        asker = self.roles.person(permit.asker)
        if asker is None or not self.verifier.verify(asker.key, asked_bytes(permit), permit.asked):
            yield ZhengyunError(codes.NOT_ASKED, request=permit.request, person=permit.asker)
        if asker and not asker.in_office(now):
            yield not_in_office(asker)

    def _refusals_of_approver(
        self, approval: Approval, permit: Permit, chain: tuple[Role, ...], now: datetime
    ) -> Iterator[ZhengyunError]:
        name = approval.approver
        if name == permit.asker or name in permit.distinct_from:
            yield ZhengyunError(codes.SELF_APPROVAL, request=permit.request, person=name)
        person = self.roles.person(name)
        if person is None:
            yield ZhengyunError(codes.UNKNOWN_PERSON, person=name, version=self.roles.version)
            return
        if not (person.in_office(now) and person.in_office(parse(approval.at))):
            yield not_in_office(person)
        # A role file older than the one that the approver saw has been put back into its place by somebody.
        if (approval.chain, approval.rules) != (chain, self.rules.version) or approval.roles > self.roles.version:
            yield ZhengyunError(codes.RULES_CHANGED, request=permit.request, person=name)
        if not self.verifier.verify(person.key, approved_bytes(permit, approval), approval.signature):
            yield ZhengyunError(codes.BAD_SIGNATURE, request=permit.request, person=name)


def not_in_office(person: Person) -> ZhengyunError:
    """The refusal of somebody whose qualification has ended, or has not begun."""
    return ZhengyunError(codes.NOT_IN_OFFICE, person=person.name, begins=person.not_before, ends=person.until)


def missing_roles(chain: Sequence[Role], people: Collection[Person]) -> tuple[Role, ...]:
    """The links of the chain that no person is left for, each person standing for one link only.

    People are dealt out so that as many links as possible have one: who holds two roles makes room where he can.
    """
    links: dict[str, int] = {}
    by_name = {person.name: person for person in people}

    def place(link: int, asked: set[str]) -> bool:
        for name, person in by_name.items():
            if chain[link] in person.roles and name not in asked:
                asked.add(name)
                if name not in links or place(links[name], asked):
                    links[name] = link
                    return True
        return False

    return tuple(role for link, role in enumerate(chain) if not place(link, set()))
