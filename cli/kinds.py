"""What kinds of entry the log knows, and what they are called: the identifier is the record's, the name the reader's."""

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Final

from cli import codes
from cli.text import _
from zhengyun.errors import N_, ZhengyunError

KINDS: Final[Mapping[str, str]] = {
    "roles": N_("version of the role file"),
    "roles.proven": N_("separation of roles tried"),
    "request.submitted": N_("request submitted"),
    "request.reviewed": N_("word about a request"),
    "request.withdrawn": N_("word taken back"),
    "request.cancelled": N_("request cancelled"),
    "request.expired": N_("request expired"),
    "apply.claimed": N_("apply taken over"),
    "apply.intent": N_("intent to apply"),
    "apply.action": N_("action carried out"),
    "apply.result": N_("result of an apply"),
    "apply.stopped": N_("apply stopped"),
    "apply.refused": N_("apply refused"),
    "vault.opened": N_("opened in the vault"),
    "vault.authorised": N_("authorised in the vault"),
    "vault.taken": N_("taken from the vault"),
    "vault.returned": N_("returned to the vault"),
    "vault.dropped": N_("opened in vain in the vault"),
    "vault.revoked": N_("made worthless in the vault"),
    "grant.revoked": N_("leave taken back"),
    "emergency.reviewed": N_("emergency reviewed"),
    "hold.placed": N_("hold placed"),
    "hold.lifting": N_("lifting of a hold proposed"),
    "hold.lifted": N_("hold lifted"),
    "retention.proposed": N_("erasing proposed"),
    "retention.erased": N_("entries erased"),
    "audit.read": N_("read by an auditor"),
    "audit.reconciled": N_("reconciled with the cloud"),
    "notice.failed": N_("notice not delivered"),
    "clock.corrected": N_("clock corrected"),
    "clock.measured": N_("clocks measured"),
    "network.proven": N_("separation of networks proven"),
    "network.certified": N_("proof of separation certified"),
    "device.saved": N_("configuration of a device kept"),
    "ca.asked": N_("certificate asked for"),
    "ca.approved": N_("certificate agreed to"),
    "ca.rejected": N_("certificate refused"),
    "ca.withdrawn": N_("application for a certificate withdrawn"),
    "ca.issued": N_("certificates issued"),
    "ca.suspended": N_("certificate suspended"),
    "ca.resumed": N_("certificate in force again"),
    "ca.revoked": N_("certificate revoked"),
    "ssh.certified": N_("key certified for SSH"),
    "ssh.revoked": N_("certificate of SSH revoked"),
    "trust.adopted": N_("trust adopted"),
    "trust.ended": N_("trust ended"),
    "crl.signed": N_("list of revoked certificates signed"),
    "vault.begun": N_("vault begun"),
    "vault.shared": N_("shares of the vault handed out"),
    "vault.founded": N_("vault set up, its root token revoked"),
    "vault.kept": N_("secret of a site given to the vault"),
    "vault.unsealed": N_("share given to open the vault"),
    "vault.snapshot": N_("snapshot of the vault taken"),
    "vault.restoring": N_("snapshot of the vault put back"),
    "vault.restored": N_("what a snapshot brought back is revoked"),
    "log.carried": N_("log carried over"),
    "records.separated": N_("database roles laid"),
    "records.moved": N_("records moved"),
}
# What is farther from a kind than this is not taken for a slip of the pen.
NEAR: Final = 0.5


def named(kind: str) -> str:
    """What a kind is called; one that we do not know goes by its identifier alone."""
    return _(KINDS[kind]) if kind in KINDS else ""


def unknown(kind: str) -> ZhengyunError:
    """That there is no such kind, with those that may be meant."""
    near = get_close_matches(kind, KINDS, n=3, cutoff=NEAR) or list(KINDS)
    return ZhengyunError(codes.NO_SUCH_KIND, kind=kind, nearest=", ".join(near))
