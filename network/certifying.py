"""A proof of separation, certified: signed by somebody who may speak for its network, and verified without the network."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from network.codes import certifying as codes
from network.probing.certificate import VALID, WHOLE, genuine
from network.probing.scope import partial
from zhengyun.canonical import NotCanonicalError, canonical
from zhengyun.errors import ZhengyunError
from zhengyun.instant import parse, text
from zhengyun.signing import PublicKey, Signer, Verifier, read_key

FORMAT: Final = "zhengyun-net-certificate/1"
SIGNED: Final = ("format", "network", "signer", "key", "signed", "proof")


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate as it stands in its file; `believe` and `count` say what it is worth. `network` is whose instance has signed it."""

    file: str
    network: str
    signer: str
    key: PublicKey
    signed: str
    signature: str
    proof: Mapping[str, Any]
    head: Mapping[str, Any]

    @property
    def until(self) -> str:
        """The instant to which it is valid."""
        return str(self.proof["valid_until"])

    def believe(self, trusted: Mapping[str, Collection[PublicKey]], verifier: Verifier) -> None:
        """Go on where nobody has altered it, and the signer may speak for his network.

        Raises: ZhengyunError (ZY-NET-177 altered, ZY-NET-178 a stranger's).
        """
        if not genuine(self.proof) or not verifier.verify(self.key, _bytes(self.head, self.file), self.signature):
            raise ZhengyunError(codes.CERTIFICATE_ALTERED, file=self.file)
        known = {(one.algorithm, one.value) for one in trusted.get(self.network, ())}
        if (self.key.algorithm, self.key.value) not in known:
            values = {"signer": self.signer, "key": self.key.id, "network": self.network}
            raise ZhengyunError(codes.CERTIFICATE_STRANGER, place=None, file=self.file, **values)

    def count(self, now: datetime) -> None:
        """Go on where it says at that time that networks are kept apart.

        Raises: ZhengyunError (ZY-NET-170 of a part alone, ZY-NET-175 it contradicts itself, ZY-NET-179 expired, ZY-NET-218 of a proof that did not pass).
        """
        _refuse_part(self.proof, self.file)
        _refuse_contradiction(self.proof, self.file)
        if self.proof.get("passed") is not True:
            wrong, unknown = len(self.proof.get("wrong", ())), self.proof.get("unknown")
            raise ZhengyunError(codes.NOT_PASSED, file=self.file, wrong=wrong, unknown=unknown)
        if now > parse(self.until):
            raise ZhengyunError(codes.CERTIFICATE_EXPIRED, file=self.file, until=self.until)


def certify(
    proof: Mapping[str, Any], file: str, network: str, name: str, signer: Signer, now: datetime
) -> dict[str, Any]:
    """The document of a certificate; `name` is the signer's. A proof that did not pass is certified as such.

    Raises: ZhengyunError (ZY-NET-170: it is of a part of the networks alone; ZY-NET-175: it contradicts itself; ZY-NET-176, ZY-NET-177: the proof is not what its digest is of).
    """
    if not genuine(proof):
        raise ZhengyunError(codes.CERTIFICATE_ALTERED, file=file)
    _refuse_part(proof, file)
    _refuse_contradiction(proof, file)
    own = {one: value for one, value in proof.items() if one != "format"}
    key = signer.public._asdict()
    head = {"format": FORMAT, "network": network, "signer": name, "key": key, "signed": text(now), "proof": own}
    return {**head, "signature": signer.sign(_bytes(head, file))}


def read(document: object, file: str) -> Certificate:
    """A certificate by its form alone. Raises: ZhengyunError (ZY-NET-176)."""
    try:
        if not isinstance(document, dict) or document["format"] != FORMAT or not isinstance(document["proof"], dict):
            raise TypeError(FORMAT)
        proof = document["proof"]
        words = [document[name] for name in ("network", "signer", "signed", "signature")]
        words += [proof[name] for name in ("valid_until", "began", "ended", "digest", "version")]
        if not all(isinstance(one, str) for one in words) or not _whole(proof):
            raise TypeError(FORMAT)
        for instant in (document["signed"], proof["valid_until"], proof["began"], proof["ended"]):
            parse(instant)
        head = {name: document[name] for name in SIGNED}
        key = read_key(document["key"])
        return Certificate(file, words[0], words[1], key, words[2], words[3], proof, head)
    except (KeyError, TypeError, ValueError, AttributeError, ZhengyunError) as error:
        raise ZhengyunError(codes.NO_CERTIFICATE, file=file, problem=str(error)[:200]) from error


def _whole(proof: Mapping[str, Any]) -> bool:
    """Whether a proof has all that is shown of one, each of its kind."""
    mutation, ends, scope = proof["mutation"], ("source", "target"), proof["scope"]
    counted = [proof[one] for one in ("unknown", "controls", "controls_failed", "score")]
    counted += [proof[one][each] for one in ("allowed", "forbidden") for each in ("tried", "open")]
    counted += [mutation[one] for one in ("tried", "caught")] if mutation else []
    counted += [one[each] for one in proof["matrix"] for each in ("tried", "open", "closed", "unknown")]
    texts = [*proof["networks"], *(proof["plan"][one] for one in ("network", "signer", "digest"))]
    texts += [one[each] for one in proof["matrix"] for each in (*ends, "expected")]
    texts += [text for one in proof["halves"] for text in (one["network"], one["signer"], one["key"]["id"])]
    texts += [text for one in proof["wrong"] for text in (one["source"]["host"], one["target"]["host"], one["why"])]
    texts += [one[each] for one in proof["wrong"] for each in ("protocol", "expected", "verdict")]
    texts += [one[end]["address"] for one in proof["wrong"] for end in ends]
    texts += [scope["day"], scope["pairs"], *partial(proof), *scope["protocols"], *scope["absent"]]
    counted += [one[each] for one in scope["networks"].values() for each in ("hosts", "legs")]
    counted += scope["families"]
    texts += [text for name, one in scope["networks"].items() for text in (name, *one["left_out"])]
    texts += [text for one in proof["rules"]["wrong"] for text in one.values()]
    counted.append(proof["rules"]["compared"])
    numbers = [one["port"] for one in proof["wrong"]] + [
        one[each] for one in proof["counters"]["short"] for each in ("decided", "counted", "passed", "permitted")
    ]
    texts += [one["host"] for one in proof["counters"]["short"]]
    return all(type(one) is int for one in (*counted, *numbers)) and all(isinstance(one, str) for one in texts)


def _refuse_part(proof: Mapping[str, Any], file: str) -> None:
    try:
        lacks = partial(proof)
    except (KeyError, TypeError) as error:
        raise ZhengyunError(codes.NO_CERTIFICATE, file=file, problem="scope") from error
    if lacks:
        raise ZhengyunError(codes.PARTIAL, file=file, lacks=", ".join(lacks))


def _refuse_contradiction(proof: Mapping[str, Any], file: str) -> None:
    """What it says of itself must follow from what it says of its probes."""
    try:
        agrees = parse(proof["valid_until"]) <= parse(proof["ended"]) + VALID
        agrees = agrees and (proof["passed"] is not True or _clean(proof))
    except (KeyError, TypeError, ValueError) as error:
        raise ZhengyunError(codes.NO_CERTIFICATE, file=file, problem=str(error)[:200]) from error
    if not agrees:
        raise ZhengyunError(codes.CONTRADICTS, file=file)


def _clean(proof: Mapping[str, Any]) -> bool:
    """Whether nothing in a proof's numbers is other than it should be."""
    allowed, forbidden, mutation = proof["allowed"], proof["forbidden"], proof["mutation"]
    rows = all(row["unknown"] == row["closed" if row["expected"] == "open" else "open"] == 0 for row in proof["matrix"])
    counted = sum(row["tried"] for row in proof["matrix"]) == allowed["tried"] + forbidden["tried"] > 0
    wrong = (forbidden["open"], proof["unknown"], proof["controls_failed"], WHOLE - proof["score"])
    named = (
        proof["wrong"],
        proof["counters"]["short"],
        proof["rules"]["wrong"],
        mutation["survivors"] if mutation else (),
    )
    return (
        proof["as_declared"] is True
        and rows
        and counted
        and allowed["open"] == allowed["tried"]
        and not any((*wrong, *named))
    )


def _bytes(head: Mapping[str, Any], file: str) -> bytes:
    try:
        return canonical(head)
    except (NotCanonicalError, RecursionError) as error:
        raise ZhengyunError(codes.NO_CERTIFICATE, file=file, problem=str(error)[:200]) from error
