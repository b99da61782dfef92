"""Which office writes which kinds of entries of the log."""

from collections.abc import Mapping
from typing import Final

from records.separation.offices import EVERYBODY, PEOPLE, Office

THREE: Final = (Office.SYSTEM, Office.SECURITY, Office.AUDIT)
SECURITY: Final = (Office.SECURITY,)
AUDIT: Final = (Office.AUDIT,)
BOTH: Final = (Office.SECURITY, Office.AUDIT)
EXECUTOR: Final = (Office.EXECUTOR,)

# Whose word counts is decided from the role file whenever it is read; here it is decided who can say it at all.
KINDS: Final[Mapping[str, tuple[Office, ...]]] = {
    "roles": (*THREE, Office.CENTRE),
    "roles.proven": EVERYBODY,
    "request.submitted": PEOPLE,
    "request.reviewed": PEOPLE,
    "request.withdrawn": PEOPLE,
    "request.cancelled": PEOPLE,
    "request.expired": EVERYBODY,
    "vault.opened": EXECUTOR,
    "vault.taken": EXECUTOR,
    "vault.dropped": EXECUTOR,
    "vault.returned": EXECUTOR,
    "vault.authorised": PEOPLE,
    "vault.revoked": PEOPLE,
    "vault.founded": THREE,
    "vault.shared": THREE,
    "vault.begun": THREE,
    "vault.unsealed": THREE,
    "vault.snapshot": EXECUTOR,
    "vault.kept": EXECUTOR,
    "vault.restoring": EXECUTOR,
    "vault.restored": EXECUTOR,
    "apply.claimed": EXECUTOR,
    "apply.intent": EXECUTOR,
    "apply.action": EXECUTOR,
    "apply.result": EXECUTOR,
    "apply.stopped": EXECUTOR,
    "apply.refused": EXECUTOR,
    "grant.revoked": PEOPLE,
    "emergency.reviewed": AUDIT,
    "hold.placed": BOTH,
    "hold.lifting": BOTH,
    "hold.lifted": BOTH,
    "retention.proposed": AUDIT,
    "retention.erased": SECURITY,
    "audit.read": AUDIT,
    "audit.reconciled": AUDIT,
    "notice.failed": EVERYBODY,
    "clock.corrected": AUDIT,
    "clock.measured": EVERYBODY,
    "network.proven": EVERYBODY,
    "network.certified": EVERYBODY,
    "device.saved": EVERYBODY,
    "ca.asked": PEOPLE,
    "ca.approved": PEOPLE,
    "ca.rejected": PEOPLE,
    "ca.withdrawn": PEOPLE,
    "ca.issued": SECURITY,
    "ca.suspended": SECURITY,
    "ca.resumed": SECURITY,
    "ca.revoked": SECURITY,
    "ssh.certified": (Office.SECURITY, Office.EXECUTOR),
    "ssh.revoked": SECURITY,
    "trust.adopted": EXECUTOR,
    "trust.ended": EXECUTOR,
    "crl.signed": SECURITY,
    "log.carried": (),
    "records.separated": (),
    "records.moved": (),
}
