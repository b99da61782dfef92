"""From the rows of an application to certificates: everything that is decided and signed, and nothing that is recorded."""

import base64
import hashlib
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final, NamedTuple, Protocol, TypeVar

from pki import alternative, codes, csr, der, extensions, names
from pki.alternative import Alternative
from pki.certificate import Certificate, Draft, Extension, signed
from pki.csr import Csr
from pki.flows.problems import kept
from pki.lint.table import refuse
from pki.profiles import Template
from zhengyun.application import Asked
from zhengyun.certified import Certified, Escrowed, written
from zhengyun.errors import ZhengyunError
from zhengyun.instant import text
from zhengyun.signing import Signer, Verifier

NONE: Final = frozenset[bytes]()
LONGEST_HOLDER: Final = 128
D = TypeVar("D")
# After so many rows it is told how far one has come.
TOLD: Final = 64


def unheard(done: int) -> None:
    """Nobody wants to hear how far it is."""


class Made(NamedTuple):
    """What has become of some rows: certificates, rows with what is wrong with them, and keys that are kept."""

    certified: tuple[Certified, ...]
    problems: tuple[Asked, ...] = ()
    escrowed: tuple[Escrowed, ...] = ()


class Drafted(NamedTuple):
    """What a row is about to be certified as, and the bytes that are to be signed."""

    row: Asked
    draft: Draft
    body: bytes

    @property
    def wanted(self) -> Hashable:
        """Holder, key and names: where they are the same, one certificate would do."""
        draft = self.draft
        return self.row.holder, draft.public_info, draft.subject, frozenset(names_of(draft.extensions))


class Wanted(Protocol):
    """A row that would be certified, of whichever kind."""

    @property
    def row(self) -> Asked:
        """The row."""
        ...

    @property
    def wanted(self) -> Hashable:
        """What is the same where one certificate would do."""
        ...


class Pair(NamedTuple):
    """A signing certificate and the encryption certificate that goes with it, each naming the other, and the key kept."""

    signing: Certified
    encryption: Certified
    escrowed: Escrowed


Companion = Callable[[Certified, Asked, datetime], Pair]
"""Makes the encryption certificate that goes with a signing one, once that is signed.

Raises: ZhengyunError.
"""
Looks = Callable[[Iterable[Asked], datetime], Iterator["Drafted | Asked"]]
"""Looks at rows, as `Certifier.looked` does."""
Compromised = Callable[[Collection[bytes]], Collection[bytes]]
"""Which of these keys, by SHA-256 of their SubjectPublicKeyInfo, are known to have come into other hands."""


@dataclass(frozen=True, slots=True)
class Certifier:
    """Certifies by one profile of one authority; `old` is the certificate that is renewed, where one is.

    `looks` looks at rows in the place of `looked`, where many do it.
    """

    template: Template
    verifier: Verifier
    compromised: Compromised = lambda _: NONE
    companion: Companion | None = None
    old: Certificate | None = None
    looks: Looks | None = None

    def looked(self, rows: Iterable[Asked], now: datetime) -> Iterator[Drafted | Asked]:
        """Each row as it would be certified, or with what is wrong with it; those are left out of which that is known."""
        return looked(rows, lambda row: self.draft(row, now))

    def draft(self, row: Asked, now: datetime) -> Drafted:
        """What one row would be certified as: its request taken apart, its proof checked, the profile asked, the rules kept.

        Raises: ZhengyunError (ZY-PKI-001 to -013, -015, -144, -157).
        """
        draft = self._drafted(row, now)
        body = draft.to_be_signed()
        refuse(body, row.holder or "-")
        return Drafted(row, draft, body)

    def drafts(
        self, rows: Iterable[Asked], now: datetime, told: Callable[[int], None] = unheard
    ) -> tuple[list[Drafted], list[Asked]]:
        """What rows would be certified as, and those that would not be, with why; `told` as in `drafted`."""
        return drafted(self, rows, now, told)

    def certify(self, rows: Iterable[Asked], key: Signer, now: datetime, application: str) -> Made:
        """Certify rows. Raises: ZhengyunError as `issue_batch`."""
        return issue_batch(self, rows, key, now, application)

    def _drafted(self, row: Asked, now: datetime) -> Draft:
        refuse_bad_holder(row.holder)
        more = tuple(map(alternative_of, row.names))
        return (
            self._again(self.old, row, more, now)
            if self.old
            else self.template.of_request(self._proven(row), now, more)
        )

    def _again(self, old: Certificate, row: Asked, more: tuple[Alternative, ...], now: datetime) -> Draft:
        """A renewal, which keeps the names; the key, too, where no request comes with it: that was proven when it was new."""
        names_ = names_of(old.extensions.values())
        every = (*names_, *more)
        if row.request:
            draft = self.template.of_request(self._proven(row), now, every)
        else:
            draft = self.template.draft(old.public_info, old.subject, every, now)
        if draft.subject != old.subject_raw or set(names_of(draft.extensions)) != set(names_):
            given = ", ".join((subject_of(draft), *map(str, names_of(draft.extensions))))
            raise ZhengyunError(
                codes.RENEWS_ANOTHER, given=given, serial=written(old.serial), subject=names.show(old.subject)
            )
        return draft

    def _proven(self, row: Asked) -> Csr:
        what = f"CSR ({row.holder})" if row.holder else "-"
        return csr.prove(csr.read(row.request, what), self.verifier, what)


def refuse_bad_holder(holder: str) -> None:
    """Refuse what is nobody's name. Raises: ZhengyunError (ZY-PKI-157)."""
    if not 0 < len(holder) <= LONGEST_HOLDER or not holder.isprintable() or holder != holder.strip():
        raise ZhengyunError(codes.BAD_HOLDER, holder=repr(holder[:LONGEST_HOLDER]), most=LONGEST_HOLDER)


def issue_batch(certifier: Certifier, rows: Iterable[Asked], key: Signer, now: datetime, application: str = "") -> Made:
    """Certify rows; what is wrong with one keeps none of the others back. Rows that have their problem already are left out.

    Raises: ZhengyunError, where the authority's key cannot sign: then nothing has become of any of them.
    """
    drafts, problems = drafted(certifier, rows, now)
    made, escrowed = list[Certified](), list[Escrowed]()
    for drafted_ in drafts:
        one = _certified(certifier, drafted_, key, now, application)
        if certifier.companion is None:
            made.append(one)
            continue
        try:
            pair = certifier.companion(one, drafted_.row, now)
        except ZhengyunError as error:
            problems.append(drafted_.row._replace(problem=kept(error)))
        else:
            made += (pair.signing, pair.encryption)
            escrowed.append(pair.escrowed)
    return Made(tuple(made), tuple(problems), tuple(escrowed))


def drafted(
    certifier: Certifier, rows: Iterable[Asked], now: datetime, told: Callable[[int], None] = unheard
) -> tuple[list[Drafted], list[Asked]]:
    """What rows would be certified as, and those that would not be, with why; `told` hears now and then how many were looked at."""
    drafts, problems = apart((certifier.looks or certifier.looked)(rows, now), told)
    keys = [fingerprint(one.draft.public_info) for one in drafts]
    lost = certifier.compromised(keys) if keys else NONE
    if lost:
        problems += [_compromised(one.row) for one, key in zip(drafts, keys, strict=True) if key in lost]
        drafts = [one for one, key in zip(drafts, keys, strict=True) if key not in lost]
    return drafts, sorted(problems)


def looked(rows: Iterable[Asked], draft: Callable[[Asked], D]) -> Iterator[D | Asked]:
    """Each row as it would be certified, or with what is wrong with it; those are left out of which that is known."""
    for row in rows:
        if row.problem:
            continue
        try:
            yield draft(row)
        except ZhengyunError as error:
            yield row._replace(problem=kept(error))


def apart(found: Iterable[D | Asked], told: Callable[[int], None] = unheard) -> tuple[list[D], list[Asked]]:
    """Rows that would be certified, and those with what is wrong with them; `told` as in `drafted`."""
    drafts, problems = list[D](), list[Asked]()
    for done, one in enumerate(found):
        if done % TOLD == 0:
            told(done)
        if isinstance(one, Asked):
            problems.append(one)
        else:
            drafts.append(one)
    return drafts, problems


def twice(drafts: Iterable[Wanted]) -> Iterator[Asked]:
    """Rows that ask for what another one has asked for before them: the same holder, key and names."""
    seen = dict[Hashable, int]()
    for one in drafts:
        first = seen.setdefault(one.wanted, one.row.number)
        if first != one.row.number:
            yield one.row._replace(problem=kept(ZhengyunError(codes.ASKED_TWICE, row=first)))


def _compromised(row: Asked) -> Asked:
    return row._replace(problem=kept(ZhengyunError(codes.COMPROMISED_KEY, what=row.holder)))


def _certified(certifier: Certifier, drafted_: Drafted, key: Signer, now: datetime, application: str) -> Certified:
    row, draft, body = drafted_
    at, template = text(now), certifier.template
    return Certified(
        authority=template.authority.name,
        serial=draft.serial,
        holder=row.holder,
        profile=template.profile.name,
        subject=subject_of(draft),
        not_before=text(draft.not_before),
        not_after=text(draft.not_after),
        at=at,
        certificate=signed(body, draft.algorithm, base64.b64decode(key.sign(body))),
        key=fingerprint(draft.public_info),
        application=application,
        number=row.number,
        state_at=at,
    )


def fingerprint(public_info: bytes) -> bytes:
    """SHA-256 of a SubjectPublicKeyInfo, by which keys are found again."""
    return hashlib.sha256(public_info).digest()


def subject_of(draft: Draft) -> str:
    """A draft's subject as people read it; empty where it has none."""
    return names.show(names.decode(der.read(draft.subject)))


def names_of(found: Iterable[Extension]) -> tuple[Alternative, ...]:
    """The alternative names in extensions. Raises: DerError."""
    for one in found:
        if one.oid == extensions.ALTERNATIVE_NAMES:
            return alternative.decode(one.value)
    return ()


def alternative_of(written: str) -> Alternative:
    """A name such as `dns:www.finance.example`; one of an unknown kind is refused by the profile."""
    kind, _, value = written.partition(":")
    return Alternative(kind, value)
