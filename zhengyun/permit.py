"""The permit: what was asked for about one plan, and who has agreed to it, as people have signed it."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, NamedTuple

from zhengyun.canonical import canonical
from zhengyun.instant import parse
from zhengyun.people import Role
from zhengyun.reading import items, mapping, text, texts, whole


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
        words = {name: text(document[name]) for name in ("approver", "at", "signature")}
        numbers = {name: whole(document[name]) for name in ("rules", "roles")}
        return cls(**{**document, **words, **numbers, "chain": tuple(map(Role, items(document["chain"])))})


@dataclass(frozen=True, slots=True)
class Permit:
    """What was asked, of whom, until when, and who has said yes. Instants as in `zhengyun.instant`.

    `chain` names the roles that have to agree, link by link; a role that is there twice takes two people.
    `distinct_from` are the people who may not be among the approvers besides the asker.

    Raises: ValueError where an instant is none.
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
    subject: str = "plan"
    """What `plan` is the digest of: a `plan`, or what else people can agree to."""
    not_before: str = ""
    """The instant before which nothing is done; empty where there is none."""
    window: str = ""
    """The times of the week in which it may be used, as in `zhengyun.window`; empty for any time."""
    under: str = ""
    """The grant or the standing permit that it is asked under; empty where there is none."""
    emergency: str = ""
    """Why the chain is broken through; empty where it is not."""

    def __post_init__(self) -> None:
        for instant in (self.not_after, self.not_before or self.not_after, *(one.at for one in self.approvals)):
            parse(instant)

    def signed(self, signature: str) -> "Permit":
        """The same, with the asker's signature."""
        return replace(self, asked=signature)

    @property
    def agreed(self) -> tuple[Role, ...]:
        """The links of the chain that have agreed, as the records have it."""
        return self.chain[: len(self.approvals)]

    @property
    def waits(self) -> tuple[Role, ...]:
        """The links that have not, the next one first."""
        return self.chain[len(self.approvals) :]

    def document(self) -> Mapping[str, object]:
        """The permit as JSON data."""
        approvals = [approval._asdict() for approval in self.approvals]
        return {field.name: getattr(self, field.name) for field in fields(self)} | {"approvals": approvals}

    @classmethod
    def read(cls, document: Mapping[str, Any]) -> "Permit":
        """A permit from its JSON data.

        Raises: KeyError, TypeError, ValueError where it is none.
        """
        read: dict[str, Any] = {
            "chain": tuple(map(Role, items(document["chain"]))),
            "rules": whole(document["rules"]),
            "approvals": tuple(Approval.read(mapping(one)) for one in items(document["approvals"])),
            "distinct_from": texts(document["distinct_from"]),
        }
        words = {name: text(value) for name, value in document.items() if name not in read}
        return cls(**{**words, **read})


def asked_bytes(permit: Permit) -> bytes:
    """What the asker signs."""
    return canonical({"type": "zhengyun-request/1", **_asked(permit)})


def approved_bytes(permit: Permit, approval: Approval) -> bytes:
    """What an approver signs: the whole of what he agrees to, bound to this one request by its nonce."""
    return canonical(
        {
            "type": "zhengyun-approval/1",
            "asked": _asked(permit),
            "chain": approval.chain,
            "rules": approval.rules,
            "roles": approval.roles,
            "approver": approval.approver,
            "at": approval.at,
        }
    )


def _asked(permit: Permit) -> Mapping[str, object]:
    """Everything but the signatures: what stands in no signature could be altered in the records."""
    return {name: value for name, value in permit.document().items() if name not in {"asked", "approvals"}}
