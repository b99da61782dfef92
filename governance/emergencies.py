"""Breaking the glass, and the auditor's review afterwards without which it is not broken again."""

import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from governance import codes, rules
from governance.entitlement import entitled, in_office, own_key
from governance.port import Ledger, LogBook
from governance.requests import name, not_open, plain
from governance.roles import KIND as ROLES
from zhengyun import codes as kernel
from zhengyun.canonical import canonical
from zhengyun.change import ChangeRequest, State
from zhengyun.emergency import chain_of, lawful, too_few
from zhengyun.entry import Entry, Note
from zhengyun.errors import ZhengyunError
from zhengyun.gate import Rules
from zhengyun.instant import after, parse, text
from zhengyun.leave import Precedents
from zhengyun.office import holds
from zhengyun.people import Role
from zhengyun.permit import Permit, asked_bytes
from zhengyun.planfile import load
from zhengyun.rolefile import RoleFile
from zhengyun.signing import Signer, Verifier

KIND: Final = "emergency.reviewed"
BROKEN: Final = ("request.submitted", "apply.intent")
# Before anybody has agreed to all of it.
OPEN: Final = frozenset({State.SUBMITTED})


class Finding(StrEnum):
    """What an auditor finds."""

    JUSTIFIED = "justified"
    MISUSED = "misused"


def break_glass(
    request: ChangeRequest,
    *,
    person: str,
    reason: str,
    second: Role | None,
    signer: Signer,
    roles: RoleFile,
    precedents: Precedents,
    ledger: Ledger,
    now: datetime,
) -> ChangeRequest:
    """Ask again for the same plan as an emergency: few people, a short time, the reason in what all of them sign.

    Raises: ZhengyunError (ZY-GOV-004, 019, 024, 049, 141, 142, 148, ZY-PERMIT-007, 008, 044, 046).
    """
    own_key(in_office(roles, person, now), signer)
    if person != request.permit.asker:
        raise ZhengyunError(codes.NOT_YOUR_EMERGENCY, request=request.id, asker=request.permit.asker)
    if request.permit.subject != "plan" or request.permit.emergency:
        raise ZhengyunError(codes.NO_EMERGENCY, request=request.id)
    if request.state(now) not in OPEN:
        raise not_open(request, now, OPEN)
    if not plain(reason).strip():
        raise ZhengyunError(codes.NO_REASON)
    others = precedents.unreviewed("")
    if others:
        raise ZhengyunError(kernel.NOT_REVIEWED, request=request.id, others=", ".join(others))
    tenants = load(ledger.plan(request.permit.plan), request.id).effects.tenants
    in_force = rules.rules_of(roles)
    chain = _chain(request, second, roles, now)
    permit = _permit(request.permit, name(ledger), plain(reason), chain, in_force, now)
    rules.refuse_unfilled(permit, roles, tenants, now)
    permit = permit.signed(signer.sign(asked_bytes(permit)))
    told = {"request": request.id, "plan": permit.plan, "for": permit.request}
    asked = ChangeRequest(permit, State.SUBMITTED, text(now), request.summary)
    said = {"request": permit.request, "plan": permit.plan, "commit": permit.commit, "reason": permit.emergency}
    body = {**said, "emergency": permit.emergency, "permit": permit.document()}
    cancelled, submitted = Note("request.cancelled", person, told), Note("request.submitted", person, body)
    if not ledger.supersede(request.id, OPEN, asked, cancelled, submitted):
        raise not_open(ledger.request(request.id), now, OPEN)
    return asked


def _permit(
    ordinary: Permit, request: str, reason: str, chain: tuple[Role, ...], in_force: Rules, now: datetime
) -> Permit:
    """The same plan at once and for a short time: whatever window was asked for, an emergency does not wait for it."""
    return replace(
        ordinary,
        request=request,
        nonce=secrets.token_hex(16),
        chain=chain,
        rules=in_force.version,
        not_after=after(now, in_force.break_glass.seconds),
        not_before="",
        window="",
        emergency=reason,
        approvals=(),
        asked="",
    )


def _chain(request: ChangeRequest, second: Role | None, roles: RoleFile, now: datetime) -> tuple[Role, ...]:
    """The chain with the role that is named, or with the last of the rule's that somebody holds."""
    rule = roles.rules.break_glass
    others = [one.name for one in roles.people if one.name != request.permit.asker]
    there = [role for role in rule.roles if any(holds(roles, one, role, now) for one in others)]
    chain = chain_of(rule, second or (there[-1] if there else rule.roles[-1]))
    if not lawful(rule, chain):
        raise too_few(rule, request.id)
    return chain


def review(
    request: ChangeRequest,
    *,
    person: str,
    finding: Finding,
    words: str,
    signer: Signer,
    roles: RoleFile,
    precedents: Precedents,
    book: LogBook,
    now: datetime,
) -> Entry:
    """Write an auditor's signed word about what was done in an emergency.

    Raises: ZhengyunError (ZY-GOV-001, 024, 142 to 144, ZY-PERMIT-007, 008).
    """
    own_key(entitled(roles, person, rules.READS, now), signer)
    if not plain(words).strip():
        raise ZhengyunError(codes.NO_REASON)
    intents = [one for one in book.of_kind("apply.intent") if one.body.get("request") == request.id]
    if not (request.permit.emergency and intents):
        raise ZhengyunError(codes.NOTHING_TO_REVIEW, request=request.id)
    if request.id not in precedents.unreviewed(""):
        raise ZhengyunError(codes.REVIEWED_ALREADY, request=request.id)
    intent = intents[-1]
    said: dict[str, object] = {
        "request": request.id,
        "intent": intent.number,
        "hash": intent.hash,
        "finding": finding,
        "words": plain(words),
    }
    return book.append(Note(KIND, person, {**said, "signature": signer.sign(reviewed_bytes(said))}))


def reviewed_bytes(said: Mapping[str, object]) -> bytes:
    """What the auditor signs: the very intent that he has looked at, and what he says of it."""
    return canonical({**said, "type": "zhengyun-emergency-review/1"})


def reviewed(entries: Sequence[Entry], versions: Sequence[RoleFile], verifier: Verifier) -> Mapping[str, int]:
    """By request, the number of the newest intent that an auditor has reviewed.

    An entry that bears an auditor's name is not yet an auditor's word: it counts where the signature is that of
    somebody who held the role when it was written.
    """
    hashes = {one.number: one.hash for one in entries if one.kind == "apply.intent"}
    return {
        str(entry.body.get("request")): number
        for entry, roles in _with_roles(entries, versions)
        if _signed(entry, roles, verifier)
        and isinstance(number := entry.body.get("intent"), int)
        and hashes.get(number) == entry.body.get("hash")
    }


def _with_roles(entries: Iterable[Entry], versions: Sequence[RoleFile]) -> Iterator[tuple[Entry, RoleFile]]:
    """Each review with the role file that was in force when it was written."""
    pins = 0
    for entry in entries:
        pins += entry.kind == ROLES
        if entry.kind == KIND and versions:
            yield entry, versions[max(0, min(pins, len(versions)) - 1)]


def _signed(entry: Entry, roles: RoleFile, verifier: Verifier) -> bool:
    said = {name: value for name, value in entry.body.items() if name != "signature"}
    auditor = roles.person(entry.actor)
    if auditor is None or not holds(roles, auditor.name, rules.READS, parse(entry.at)):
        return False
    return verifier.verify(auditor.key, reviewed_bytes(said), str(entry.body.get("signature")))
