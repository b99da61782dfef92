"""What people sign of an application, as canonical bytes, and whether they have."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, Final

from pki import codes
from pki.flows.desk import Desk
from zhengyun.application import TAKES, Application, Asked, Word
from zhengyun.canonical import canonical
from zhengyun.change import Decision
from zhengyun.errors import ZhengyunError
from zhengyun.gate import not_in_office
from zhengyun.instant import parse
from zhengyun.people import Person
from zhengyun.signing import Signer

ASKED: Final = "zhengyun-certificate-application/1"
REVIEWED: Final = "zhengyun-certificate-review/1"
ISSUED: Final = "zhengyun-certificates/1"


def asked_bytes(application: Application) -> bytes:
    """What the asker signs: all that he asks for."""
    return canonical({"type": ASKED, **application.asked()})


def reviewed_bytes(application: Application, word: Word) -> bytes:
    """What a reviewer signs: all that was asked for, and what he says of it."""
    said = {name: value for name, value in word._asdict().items() if name != "signature"}
    return canonical({"type": REVIEWED, "asked": application.asked(), **said})


def issued_bytes(application: Application, word: Word, first: int, last: int, made: str) -> bytes:
    """What an issuer signs: the rows after one number up to another, and the digest of what he has made of them."""
    said = {name: value for name, value in word._asdict().items() if name != "signature"}
    whole = {"application": application.id, "nonce": application.nonce, "after": first, "until": last, "digest": made}
    return canonical({"type": ISSUED, **whole, **said})


def digest_of_rows(rows: Iterable[Asked]) -> str:
    """The digest over what is asked for in all rows, whatever has become of them."""
    whole = hashlib.sha256()
    for row in rows:
        whole.update(_line(row))
    return "sha256:" + whole.hexdigest()


def _line(row: Asked) -> bytes:
    request = hashlib.sha256(row.request).hexdigest()
    return canonical([row.number, row.holder, request, row.names]) + b"\n"


def digest_of_all(made: Iterable[bytes]) -> str:
    """The digest over certificates, in their order."""
    whole = hashlib.sha256()
    for one in made:
        whole.update(hashlib.sha256(one).digest())
    return "sha256:" + whole.hexdigest()


def own_key(person: Person, signer: Signer) -> None:
    """Refuse a signature that would prove nothing.

    Raises: ZhengyunError (ZY-PKI-137).
    """
    if signer.public != person.key:
        raise ZhengyunError(codes.OTHER_KEY, owner=person.name)


def refuse_forged(desk: Desk, application: Application) -> None:
    """Refuse what its asker, or who has agreed to it, has not signed as it is, or was not in office to sign, then or now.

    What takes something away goes on without them: it fails safe.

    Raises: ZhengyunError (ZY-PKI-133, ZY-PERMIT-008, ZY-PERMIT-065).
    """
    told = [(application.asker, application.at, asked_bytes(application), application.signature)]
    # An issuer's word is about what he has made, which the log holds.
    told += [
        (word.person, word.at, reviewed_bytes(application, word), word.signature)
        for word in application.words[:1]
        if word.decision is Decision.YES
    ]
    now = desk.now()
    for name, at, data, signature in told:
        person = desk.roles.person(name)
        if person is None or not desk.verifier.verify(person.key, data, signature):
            raise ZhengyunError(codes.FORGED, person=name, application=application.id)
        instants = parse(at), now
        if application.operation not in TAKES and not all(map(person.in_office, instants)):
            raise not_in_office(person, *instants)


def refuse_altered(desk: Desk, application: Application, size: int = 1 << 20) -> Mapping[int, str]:
    """Refuse rows that are not those that were signed.

    Returns the digest of each so many rows that are still to be dealt with, by the number before the first of them: whoever
    reads them later holds them against it.

    Raises: ZhengyunError (ZY-PKI-156).
    """
    if not application.count:
        return {}
    whole, parts, done = hashlib.sha256(), defaultdict[int, Any](hashlib.sha256), application.done
    for row in desk.applications.rows(application.id):
        whole.update(line := _line(row))
        if row.number > done:
            parts[done + (row.number - 1 - done) // size * size].update(line)
    if "sha256:" + whole.hexdigest() != application.rows:
        raise ZhengyunError(codes.ROWS_ALTERED, application=application.id, asker=application.asker)
    return {first: "sha256:" + one.hexdigest() for first, one in parts.items()}
