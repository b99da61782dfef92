"""A certificate of an authority, recorded together with the entry of the step that has brought it."""

import base64

from pki import certificate
from pki.ceremony.conducting import Run, sha256
from pki.flows.certifier import fingerprint
from pki.names import show
from zhengyun.certified import AuthorityCertificate, Certified, written
from zhengyun.instant import text


def keep(run: Run, data: bytes, word: str, *, owned: bool) -> None:
    """Record it; as the authority's own where its key is here, else only as one that was issued."""
    found, authority, desk = certificate.read(data, run.authority.name), run.authority, run.desk
    at = text(desk.now(authority.issuer or authority.name))
    row = Certified(
        authority=authority.issuer or authority.name,
        serial=found.serial,
        holder=authority.name,
        profile="authority",
        subject=show(found.subject),
        not_before=text(found.not_before),
        not_after=text(found.not_after),
        at=at,
        certificate=data,
        key=fingerprint(found.public_info),
        state_at=at,
    )
    told = {
        "certificate": base64.b64encode(data).decode(),
        "fingerprint": sha256(data),
        "serial": written(found.serial),
    }
    note = run.note(word, told)
    own = AuthorityCertificate(authority.name, found.serial, data, authority.key, at)
    run.went_on(desk.trusts.certify_authority(own, note, row) if owned else desk.register.add([row], note))
