"""Every reason for which the house refuses an artefact; none where it is sound."""

import base64
from collections.abc import Callable, Iterator
from typing import Final

from keys.algorithms import Verifier as Signatures
from keys.digests import digest
from pki import certificate, crl, csr, der, ocsp_request, ocsp_response
from pki.algorithms import bare
from pki.answers import Answers
from pki.lint.table import lint
from pki.verdict import Result
from pki.verifying import Verifier, Wanted
from tests.authorities import NOW, house, public
from tests.corpus import answers
from zhengyun.errors import ZhengyunError

SIGNATURES: Final = Signatures()


def of_a_certificate(family: str, data: bytes) -> Iterator[str]:
    """Its form, the rules, and whether its authority has signed it."""
    city = house(family)
    try:
        certificate.read(data)
    except ZhengyunError as error:
        yield str(error)
    yield from _rules(data)
    verifier = Verifier([city.root_certificate.raw], [city.certificate.raw])
    verdict = verifier.verify(data, Wanted(NOW, status=False))
    yield from (one.check.value for one in verdict.steps if one.result is Result.FAILED)


def of_a_request(family: str, data: bytes) -> Iterator[str]:
    """Its form and key, its proof, and the profile."""
    try:
        found = csr.prove(csr.read(data), SIGNATURES)
        house(family).template().of_request(found, NOW)
    except ZhengyunError as error:
        yield str(error)


def of_a_list(family: str, data: bytes) -> Iterator[str]:
    """Its form, the rules, and whether its authority has signed it."""
    city = house(family)
    try:
        found = crl.read(data)
        list(crl.each(found))
        signature = base64.b64encode(bare(family, found.signature)).decode()
        if not SIGNATURES.verify(public(family, city.issuing_key), found.to_be_signed, signature):
            yield "signature"
    except ZhengyunError as error:
        yield str(error)
    except ValueError as error:
        yield f"signature: {error}"
    yield from _rules(data)


def of_a_question(_: str, data: bytes) -> Iterator[str]:
    """Its form; nobody signs it."""
    try:
        ocsp_request.read(data)
    except ZhengyunError as error:
        yield str(error)


def of_an_answer(family: str, data: bytes) -> Iterator[str]:
    """Its form, who has signed it, what it is about, and when."""
    city = house(family)
    try:
        given = [ocsp_response.read(data)]
    except ZhengyunError as error:
        yield str(error)
        return
    told = Answers(given, SIGNATURES, digest, nonces=frozenset({answers.NONCE})).status(
        answers.leaf(family), city.certificate, NOW
    )
    if told.status is not True:
        yield str(told.why) or f"it says nothing of it, or {told.status}"


def of_a_chain(family: str, data: bytes) -> Iterator[str]:
    """The steps of a verdict about a certificate and those that lead from it to the root."""
    found, *between = (one.raw for one in der.each(data))
    verifier = Verifier([house(family).root_certificate.raw], between)
    wanted = Wanted(NOW, "server", "www.city.example", status=False)
    for step in verifier.verify(found, wanted).steps:
        if step.result is Result.FAILED:
            yield f"{step.check}: {step.why}"


def _rules(data: bytes) -> Iterator[str]:
    for one in lint(data):
        if one.must:
            yield f"{one.rule}: {one.what}"


JUDGES: Final[dict[str, Callable[[str, bytes], Iterator[str]]]] = {
    "certificate": of_a_certificate,
    "request": of_a_request,
    "list": of_a_list,
    "question": of_a_question,
    "answer": of_an_answer,
    "chain": of_a_chain,
}
