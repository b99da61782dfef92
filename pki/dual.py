"""Dual certificates: beside a signing certificate one for encryption, whose key is made here, kept sealed, and handed over enveloped.

The key is in memory alone from when it is made until both forms are (GM/T 0034 section 12; GM/T 0010).
"""

import base64
import hashlib
import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final, Protocol

from pki import certificate, codes
from pki.algorithms import key_of, public_info
from pki.ceremony.escrowing import Escrow, in_force
from pki.ceremony.vouching import refuse_for_keeping
from pki.certificate import Certificate, Draft, signed
from pki.flows.authority import signs
from pki.flows.certifier import Companion, Pair, fingerprint, names_of
from pki.flows.desk import Desk
from pki.lint.table import refuse
from pki.profiles import Template, encryption, template
from zhengyun.application import Asked
from zhengyun.canonical import canonical
from zhengyun.certified import Certified, Escrowed, written
from zhengyun.errors import ZhengyunError
from zhengyun.estate.trust import Authority, Profile
from zhengyun.instant import text
from zhengyun.signing import PublicKey, Signer


class Kept(Protocol):
    """A key that is made for somebody."""

    @property
    def public(self) -> PublicKey:
        """What is certified of it."""
        ...

    def escrowed(self, under: PublicKey, context: Mapping[str, str]) -> bytes:
        """It, as it is kept. Raises: ZhengyunError."""
        ...

    def enveloped(self, to: PublicKey) -> bytes:
        """It, for whoever has that key. Raises: ZhengyunError."""
        ...


Make = Callable[[str], Kept]
"""Makes a key of an algorithm."""
NAME: Final = "{authority}/{serial}"


def companion(
    desk: Desk, authority: Authority, profile: Profile, key: Callable[[Authority], Signer], make: Make
) -> Companion | None:
    """What makes the encryption certificate that goes with each signing one; nothing where the profile has none.

    Raises: ZhengyunError (ZY-PKI-002, 013, 014, 057, 136, 194, 200: there is no key to keep them under, 250: nobody has signed it).
    """
    if not profile.dual:
        return None
    under = in_force(desk.trusts.things())
    if under is None:
        raise ZhengyunError(codes.NO_ESCROW_KEY)
    refuse_for_keeping(desk, under)
    own = signs(desk, authority, desk.now(authority.name))
    common = template(authority, own, encryption(profile))

    def made(one: Certified, row: Asked, now: datetime) -> Pair:
        return _pair(common, under, key(authority), make, one, now)

    return made


def _pair(common: Template, under: Escrow, signer: Signer, make: Make, one: Certified, now: datetime) -> Pair:
    first = certificate.read(one.certificate)
    holder = holder_of(first)
    kept = make(holder.algorithm)
    draft = common.draft(public_info(kept.public), first.subject, names_of(first.extensions.values()), now)
    body = draft.to_be_signed()
    refuse(body, one.holder)
    second = signed(body, draft.algorithm, base64.b64decode(signer.sign(body)))
    name = NAME.format(authority=one.authority, serial=written(draft.serial))
    encrypts = _row(one, draft, second, name)
    escrowed = kept.escrowed(under.public, context(encrypts))
    sealed = canonical(
        {"kept": _text(escrowed), "enveloped": _text(kept.enveloped(holder)), "algorithm": holder.algorithm}
    )
    return Pair(one._replace(pair=draft.serial), encrypts, Escrowed(name, one.holder, sealed, text(now)))


def _row(one: Certified, draft: Draft, data: bytes, escrow: str) -> Certified:
    begins, ends = text(draft.not_before), text(draft.not_after)
    key = fingerprint(draft.public_info)
    return one._replace(
        serial=draft.serial,
        not_before=begins,
        not_after=ends,
        certificate=data,
        key=key,
        pair=one.serial,
        escrow=escrow,
    )


def context(encrypts: Certified) -> Mapping[str, str]:
    """What a kept key belongs to, which is bound to it."""
    return {"authority": encrypts.authority, "serial": written(encrypts.serial), "holder": encrypts.holder}


def holder_of(found: Certificate) -> PublicKey:
    """The key in a certificate of ours."""
    algorithm, key = key_of(found.public_info) or ("", b"")
    return PublicKey(hashlib.sha256(key).hexdigest()[:16], algorithm, _text(key))


def enveloped(escrowed: Escrowed) -> bytes:
    """What is handed to the holder."""
    return base64.b64decode(json.loads(escrowed.sealed)["enveloped"])


def kept_under(escrowed: Escrowed) -> str:
    """The name of the key under which it is kept."""
    return str(json.loads(kept_of(escrowed)[1])["key"])


def kept_of(escrowed: Escrowed) -> tuple[str, bytes]:
    """The algorithm of a kept key, and the key as it is kept."""
    told = json.loads(escrowed.sealed)
    return str(told["algorithm"]), base64.b64decode(told["kept"])


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()
