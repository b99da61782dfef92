"""Certificates of separation: signed, believed, and refused for each reason by its own code."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from network import codes
from network.certifying import Certificate, certify, read
from network.probing.scope import LACKS
from tests.examples import examples
from tests.proofs import proof
from zhengyun.canonical import canonical, digest
from zhengyun.errors import Code, Exit, ZhengyunError
from zhengyun.signing import PublicKey

NOW = datetime(2026, 3, 3, tzinfo=UTC)
KEY = PublicKey("0123456789abcdef", "ed25519", "own")
TRUSTED = {"internal": [KEY]}


class Seal:
    """Signs by saying what was signed; verified by saying it again."""

    public = KEY

    def sign(self, data: bytes) -> str:
        return data.hex()

    def verify(self, key: PublicKey, data: bytes, signature: str) -> bool:
        return key == KEY and signature == data.hex()


def made(**words: Any) -> dict[str, Any]:
    return json.loads(json.dumps(certify(proof(**words), "proof.json", "internal", "security", Seal(), NOW)))  # type: ignore[no-any-return]


def sealed(own: dict[str, Any]) -> dict[str, Any]:
    """A certificate of anything, with the signature of whoever may speak."""
    head = {**{name: made()[name] for name in ("format", "network", "signer", "key", "signed")}, "proof": own}
    return {**head, "signature": Seal().sign(canonical(head))}


def refused(work: Callable[[], object]) -> Code:
    with pytest.raises(ZhengyunError) as found:
        work()
    return found.value.code


def verified(document: object, now: datetime = NOW, trusted: Any = None) -> Certificate:
    found = read(document, "c.json")
    found.believe(TRUSTED if trusted is None else trusted, Seal())
    found.count(now)
    return found


def test_a_certificate_counts_as_long_as_its_proof_does() -> None:
    found = verified(made())
    assert (found.network, found.signer, found.until) == ("internal", "security", "2026-04-01T08:00:20Z")
    assert verified(made(), datetime(2026, 4, 1, 8, 0, 20, tzinfo=UTC))
    late = refused(lambda: verified(made(), datetime(2026, 4, 1, 8, 0, 21, tzinfo=UTC)))
    assert (late, late.exit) == (codes.CERTIFICATE_EXPIRED, Exit.DRIFT)


def _within(document: dict[str, Any]) -> None:
    document["proof"]["forbidden"]["tried"] += 1


def _longer(document: dict[str, Any]) -> None:
    document["proof"]["valid_until"] = "2036-04-01T08:00:20Z"


def _other(document: dict[str, Any]) -> None:
    document["signer"] = "somebody"


def _later(document: dict[str, Any]) -> None:
    document["signed"] = "2026-03-09T00:00:00Z"


def _elsewhere(document: dict[str, Any]) -> None:
    document["network"] = "external"


def _resealed(document: dict[str, Any]) -> None:
    document["proof"] = proof(passed=False)


@pytest.mark.parametrize("change", [_within, _longer, _other, _later, _elsewhere, _resealed])
def test_whatever_is_altered_is_seen(change: Callable[[dict[str, Any]], None]) -> None:
    document = made()
    change(document)
    found = refused(lambda: verified(document, trusted={"internal": [KEY], "external": [KEY]}))
    assert (found, found.exit) == (codes.CERTIFICATE_ALTERED, Exit.BROKEN)


def test_who_may_not_speak_for_the_network_is_not_believed() -> None:
    for trusted in ({}, {"external": [KEY]}, {"internal": [KEY._replace(value="other")]}):
        found = refused(lambda trusted=trusted: verified(made(), trusted=trusted))  # type: ignore[misc]
        assert (found, found.exit) == (codes.CERTIFICATE_STRANGER, Exit.REFUSED)


def test_a_proof_that_did_not_pass_is_certified_as_such() -> None:
    document = made(passed=False)
    found = refused(lambda: verified(document))
    assert (found, found.exit) == (codes.NOT_PASSED, Exit.FAILED)


@pytest.mark.parametrize("lack", LACKS)
def test_a_proof_of_a_part_is_neither_signed_nor_counts(lack: str) -> None:
    part = proof(partial=(lack,))
    found = refused(lambda: certify(part, "p", "internal", "security", Seal(), NOW))
    assert (found, found.exit) == (codes.PARTIAL, Exit.REFUSED)
    # Somebody else's tool may have signed it all the same, and may say that it has passed.
    for passed in (True, False):
        own = {one: value for one, value in part.items() if one != "digest"} | {"passed": passed}
        document = sealed({**own, "digest": digest(own)})
        assert refused(lambda document=document: verified(document)) is codes.PARTIAL  # type: ignore[misc]


CHANGES: tuple[dict[str, Any], ...] = (
    {"forbidden": {"tried": 24, "open": 1}},
    {"allowed": {"tried": 8, "open": 7}},
    {"allowed": {"tried": 9, "open": 9}},
    {"unknown": 1},
    {"controls_failed": 1},
    {"score": 9_999},
    {"as_declared": False},
    {"counters": {"compared": 2, "short": [{"host": "h", "decided": 2, "counted": 1, "passed": 0, "permitted": 0}]}},
    {"mutation": {"tried": 9, "caught": 8, "survivors": [{"host": "h", "kind": "rule", "name": "zy:x"}]}},
    {
        "rules": {
            "compared": 9,
            "wrong": [{"host": "h", "what": "foreign", "table": "inet t", "chain": "c", "rule": "accept"}],
        }
    },
    {"matrix": []},
    {"valid_until": "2036-04-01T08:00:20Z"},
)


@pytest.mark.parametrize("change", CHANGES, ids=lambda one: next(iter(one)))
def test_a_proof_that_contradicts_itself_is_neither_signed_nor_counts(change: dict[str, Any]) -> None:
    own = {one: value for one, value in proof().items() if one != "digest"} | change
    told = {**own, "digest": digest(own)}
    found = refused(lambda: certify(told, "p", "internal", "security", Seal(), NOW))
    assert (found, found.exit) == (codes.CONTRADICTS, Exit.BROKEN)
    assert refused(lambda: verified(sealed(told))) is codes.CONTRADICTS


def test_a_proof_that_does_not_say_of_what_it_is_certifies_nothing() -> None:
    own = {one: value for one, value in proof().items() if one not in {"digest", "scope"}}
    silent = {**own, "digest": digest(own)}
    assert refused(lambda: certify(silent, "p", "internal", "security", Seal(), NOW)) is codes.NO_CERTIFICATE
    assert refused(lambda: verified(sealed(silent))) is codes.NO_CERTIFICATE


def test_a_proof_that_is_not_what_its_digest_says_is_not_certified() -> None:
    whole = {**proof(), "passed": True, "unknown": 7}
    assert refused(lambda: certify(whole, "p", "internal", "security", Seal(), NOW)) is codes.CERTIFICATE_ALTERED


@examples(80)
@given(some.data())
def test_what_is_no_certificate_is_refused_and_never_raises_anything_else(data: some.DataObject) -> None:
    document: Any = made()
    values: some.SearchStrategy[object] = (
        some.none() | some.booleans() | some.integers(-1, 9) | some.text(max_size=5) | some.just([]) | some.just({})
    )
    here = document
    while True:
        keys = list(here) if isinstance(here, dict) else list(range(len(here)))
        key = data.draw(some.sampled_from(keys))
        if isinstance(here[key], dict | list) and here[key] and data.draw(some.booleans()):
            here = here[key]
            continue
        here[key] = data.draw(values)
        break
    if document == made():
        return
    assert refused(lambda: verified(document)) in {codes.NO_CERTIFICATE, codes.CERTIFICATE_ALTERED}


LEAVES = some.none() | some.text(max_size=9) | some.integers()


@examples(40)
@given(
    some.recursive(
        LEAVES,
        lambda one: some.lists(one, max_size=3) | some.dictionaries(some.text(max_size=9), one, max_size=3),
        max_leaves=6,
    )
)
def test_anything_else_is_refused(document: object) -> None:
    assert refused(lambda: read(document, "c.json")) is codes.NO_CERTIFICATE
