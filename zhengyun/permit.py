"""The permit: what people have signed about one plan, and the reasons for which it does not open the door.

The check is pure and trusts nobody's database: every signature is verified again over the bytes that it must
have been made of.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any, NamedTuple

from zhengyun import codes
from zhengyun.canonical import canonical
from zhengyun.errors import ZhengyunError
from zhengyun.instant import parse
from zhengyun.people import Person, Role, RoleFile
from zhengyun.plan import Plan
from zhengyun.signing import Verifier


class Approval(NamedTuple):
    """One person's signed yes. `chain`, `rules` and `roles` are what that person's side computed when signing."""

    approver: str
    chain: tuple[Role, ...]
    rules: int
    roles: int
    at: str
    signature: str

    @classmethod
    def read(cls, document: Mapping[str, Any]) -> "Approval":
        """An approval from its JSON data, which is its fields."""
        return cls(**{**document, "chain": tuple(map(Role, document["chain"]))})


@dataclass(frozen=True, slots=True)
class Permit:
    """What was asked, of whom, until when, and who has said yes. Instants as in `zhengyun.instant`.

    `chain` names the roles that have to agree, `distinct_from` the people who may not be among the approvers
    besides the asker.
    """

    request: str
    nonce: str
    plan: str
    fingerprint: str
    estate: str
    commit: str
    chain: tuple[Role, ...]
    rules: int
    asker: str
    reason: str
    not_after: str
    asked: str
    """The asker's signature."""
    approvals: tuple[Approval, ...] = ()
    distinct_from: tuple[str, ...] = ()

    def signed(self, signature: str) -> "Permit":
        """The same, with the asker's signature."""
        return replace(self, asked=signature)

    def document(self) -> Mapping[str, object]:
        """The permit as JSON data."""
        approvals = [approval._asdict() for approval in self.approvals]
        return {field.name: getattr(self, field.name) for field in fields(self)} | {"approvals": approvals}

    @classmethod
    def read(cls, document: Mapping[str, Any]) -> "Permit":
        """A permit from its JSON data.

        Raises: KeyError, TypeError, ValueError where it is none.
        """
        return cls(
            **{
                **document,
                "chain": tuple(map(Role, document["chain"])),
                "approvals": tuple(map(Approval.read, document["approvals"])),
                "distinct_from": tuple(document["distinct_from"]),
            }
        )


def asked_bytes(permit: Permit) -> bytes:
    """What the asker signs."""
    return canonical(
        {
            "type": "zhengyun-request/1",
            "request": permit.request,
            "nonce": permit.nonce,
            "plan": permit.plan,
            "fingerprint": permit.fingerprint,
            "estate": permit.estate,
            "commit": permit.commit,
            "asker": permit.asker,
            "reason": permit.reason,
            "not_after": permit.not_after,
        }
    )


def approved_bytes(permit: Permit, approval: Approval) -> bytes:
    """What an approver signs: the whole of what he agrees to, bound to this one request by its nonce."""
    return canonical(
        {
            "type": "zhengyun-approval/1",
            "request": permit.request,
            "nonce": permit.nonce,
            "plan": permit.plan,
            "estate": permit.estate,
            "commit": permit.commit,
            "chain": approval.chain,
            "rules": approval.rules,
            "roles": approval.roles,
            "not_after": permit.not_after,
            "approver": approval.approver,
            "at": approval.at,
        }
    )


def open_door(permit: Permit | None, plan: Plan, roles: RoleFile, verifier: Verifier, now: datetime) -> Permit:
    """Return the permit if it entitles to apply exactly this plan now.

    Raises: ZhengyunError with the code of the first reason why not.
    """
    if permit is None:
        raise ZhengyunError(codes.NO_PERMIT)
    for refusal in refusals(permit, plan, roles, verifier, now):
        raise refusal
    return permit


def refusals(permit: Permit, plan: Plan, roles: RoleFile, verifier: Verifier, now: datetime) -> Iterator[ZhengyunError]:
    """Yield every reason why this permit does not entitle to apply this plan now."""
    # 1. It is in force.
    if now > parse(permit.not_after):
        yield ZhengyunError(codes.PERMIT_EXPIRED, request=permit.request, not_after=permit.not_after)
    # 2. It is for this plan, byte for byte, from this estate and commit.
    if permit.plan != plan.digest or permit.fingerprint != plan.fingerprint:
        yield ZhengyunError(codes.OTHER_PLAN, request=permit.request, permitted=permit.plan, given=plan.digest)
    if (permit.estate, permit.commit) != (plan.estate, plan.commit):
        yield ZhengyunError(codes.OTHER_ESTATE, request=permit.request, permitted=permit.estate, given=plan.estate)
    # 3. It was really asked for by the asker.
    asker = roles.person(permit.asker)
    if asker is None or not verifier.verify(asker.key, asked_bytes(permit), permit.asked):
        yield ZhengyunError(codes.NOT_ASKED, request=permit.request, person=permit.asker)
    # 4. Each yes is by somebody else, who is in office and who signed exactly this.
    for approval in permit.approvals:
        yield from _refusals_of(approval, permit, roles, verifier, now)
    # 5. Every link of the chain has said yes, each by a different person.
    missing = missing_roles(permit.chain, {name: roles.person(name) for name in _approvers(permit)})
    if missing:
        yield ZhengyunError(codes.CHAIN_INCOMPLETE, request=permit.request, roles=", ".join(missing))


def _refusals_of(
    approval: Approval, permit: Permit, roles: RoleFile, verifier: Verifier, now: datetime
) -> Iterator[ZhengyunError]:
    name = approval.approver
    if name == permit.asker or name in permit.distinct_from:
        yield ZhengyunError(codes.SELF_APPROVAL, request=permit.request, person=name)
    person = roles.person(name)
    if person is None:
        yield ZhengyunError(codes.UNKNOWN_PERSON, person=name, version=roles.version)
        return
    if not person.in_office(now):
        yield ZhengyunError(codes.NOT_IN_OFFICE, person=name, since=person.revoked or person.not_after)
    if approval.chain != permit.chain or approval.rules != permit.rules:
        yield ZhengyunError(codes.RULES_CHANGED, request=permit.request, person=name)
    if not verifier.verify(person.key, approved_bytes(permit, approval), approval.signature):
        yield ZhengyunError(codes.BAD_SIGNATURE, request=permit.request, person=name)


def missing_roles(chain: tuple[Role, ...], approvers: Mapping[str, Person | None]) -> tuple[Role, ...]:
    """The links of the chain that no person is left for, each person standing for one link only."""
    free = [person for person in approvers.values() if person]
    missing = []
    for role in chain:
        taken = next((person for person in free if role in person.roles), None)
        if taken:
            free.remove(taken)
        else:
            missing.append(role)
    return tuple(missing)


def _approvers(permit: Permit) -> list[str]:
    return [approval.approver for approval in permit.approvals]
