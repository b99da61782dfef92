"""Keys and papers of a ceremony, as its entries have them."""

from datetime import datetime

from pki import certificate, codes, der
from pki.algorithms import public_info
from pki.ceremony.conducting import Run
from pki.ceremony.script import AGAIN
from pki.flows.certifier import fingerprint
from pki.flows.people import in_office
from pki.flows.signed import own_key
from pki.names import decode, show
from pki.openssl import Store
from zhengyun.certified import written
from zhengyun.errors import ZhengyunError
from zhengyun.estate.trust import Authority
from zhengyun.instant import text
from zhengyun.signing import PublicKey, Signer


def signer_of(run: Run, name: str) -> Signer:
    """A person's own key, opened by himself. Raises: ZhengyunError (ZY-PERMIT-007, 008, ZY-PKI-137, ZY-KEY-*)."""
    person, signer = in_office(run.desk, name, run.desk.clock.now()), run.hall.signer(name)
    own_key(person, signer)
    return signer


def issuer_of(run: Run) -> Authority:
    """Who certifies the authority: itself where it is a root."""
    return run.desk.trust.authorities[run.authority.issuer] if run.authority.issuer else run.authority


def public_of(run: Run) -> PublicKey:
    """The key that is certified: the one that was made here, still at its place, or the one in the request that came.

    Raises: ZhengyunError (ZY-PKI-137, 148, 187).
    """
    if run.course.script is AGAIN:
        return _known(run)
    if not run.course.script.makes_key:
        return PublicKey(**run.course.body("received")["public"])
    made, there = PublicKey(**run.course.body("key")["public"]), run.hall.key(run.authority)
    if there != made:
        name, place = run.authority.name, run.authority.key
        raise ZhengyunError(codes.KEY_GONE, key=made.id, ceremony=run.course.id, where=place, authority=name)
    return made


def _known(run: Run) -> PublicKey:
    """The key that the authority has, and had in its certificate; not one that came into other hands."""
    desk, name = run.desk, run.authority.name
    kept, there = desk.trusts.authority(name), run.hall.key(run.authority)
    info = certificate.read(kept.certificate, name).public_info if kept else b""
    if there is None or public_info(there) != info:
        raise ZhengyunError(codes.OTHER_KEY, owner=name)
    if desk.register.compromised([fingerprint(info)]):
        raise ZhengyunError(codes.COMPROMISED_KEY, what=name)
    return there


def told(serial: int, begins: datetime, ends: datetime, subject: bytes) -> dict[str, object]:
    """What is read out of a certificate."""
    name = show(decode(der.read(subject)))
    return {"serial": written(serial), "begins": text(begins), "ends": text(ends), "subject": name}


def refuse_unsigned(run: Run, data: bytes) -> None:
    """Refuse a certificate that its issuer, by the one that is recorded of him, has not signed; of a root, itself.

    Raises: ZhengyunError (ZY-PKI-057, ZY-PKI-193).
    """
    kept = run.desk.trusts.authority(run.authority.issuer) if run.authority.issuer else None
    if run.authority.issuer and kept is None:
        raise ZhengyunError(codes.NOT_BEGUN, authority=run.authority.issuer)
    try:
        store = Store([kept.certificate if kept else data], partial=True)
        judged = store.judge(data, (), run.desk.clock.now())
    except ValueError as error:
        raise ZhengyunError(codes.NOT_FROM_ITS_ISSUER, authority=run.authority.name, problem=str(error)) from error
    if judged.error:
        raise ZhengyunError(codes.NOT_FROM_ITS_ISSUER, authority=run.authority.name, problem=judged.text)
