"""What travels between instances, signed: rosters, plans and halves; believed where the key is of somebody who may speak for that network."""

from collections.abc import Collection, Mapping
from typing import Any, Final, NamedTuple

from network.codes import proving as codes
from zhengyun.canonical import NotCanonicalError, canonical, digest
from zhengyun.errors import N_, Words, ZhengyunError
from zhengyun.signing import PublicKey, Signer, Verifier, read_key

FORMAT: Final = "zhengyun-proof-part/1"
PARTS: Final = ("roster", "plan", "half")
KINDS: Final[Mapping[str, type]] = {"network": str, "signer": str, "key": dict, "body": dict, "signature": str}
"""What every part has, and of which kind of JSON data it is."""


class Part(NamedTuple):
    """A part that was believed: what it is, of which network, who signed it by which key, what it says, and its digest."""

    what: str
    network: str
    signer: str
    key: PublicKey
    body: Mapping[str, Any]
    digest: str


def seal(what: str, network: str, name: str, body: Mapping[str, Any], signer: Signer) -> dict[str, Any]:
    """A part as it travels; `name` is the person's."""
    head = {
        "format": FORMAT,
        "what": what,
        "network": network,
        "signer": name,
        "key": signer.public._asdict(),
        "body": body,
    }
    return {**head, "signature": signer.sign(canonical(head))}


def unseal(document: object, what: str, trusted: Mapping[str, Collection[PublicKey]], verifier: Verifier) -> Part:
    """A part whose signature is of a key that may speak for the network it says.

    Raises: ZhengyunError (ZY-NET-141 no such part, ZY-NET-143 altered, ZY-NET-144 somebody else's key).
    """
    head, signature = _head(document, what)
    key, network = _key(head, what), head["network"]
    try:
        data = canonical(head)
    except NotCanonicalError as error:
        raise ZhengyunError(codes.NO_FORM, what=what, problem=str(error)) from error
    if not verifier.verify(key, data, signature):
        raise ZhengyunError(codes.ALTERED, what=what, network=network, signer=head["signer"])
    if key.value not in {one.value for one in trusted.get(network, ()) if one.algorithm == key.algorithm}:
        raise ZhengyunError(codes.STRANGER, what=what, network=network, signer=head["signer"], key=key.id)
    return Part(what, network, head["signer"], key, head["body"], digest(head["body"]))


def _head(document: object, what: str) -> tuple[dict[str, Any], str]:
    if not isinstance(document, dict) or (document.get("format"), document.get("what")) != (FORMAT, what):
        raise ZhengyunError(codes.NO_FORM, what=what, problem=N_("it is something else, or of another version"))
    for name, kind in KINDS.items():
        if not isinstance(document.get(name), kind) or not document[name]:
            problem = Words(N_("its {field} is missing, or not of its kind"), {"field": name})
            raise ZhengyunError(codes.NO_FORM, what=what, problem=problem)
    return {name: document[name] for name in ("format", "what", *KINDS) if name != "signature"}, document["signature"]


def _key(head: Mapping[str, Any], what: str) -> PublicKey:
    try:
        return read_key(head["key"])
    except (TypeError, ValueError) as error:
        problem = Words(N_("its {field} is missing, or not of its kind"), {"field": "key"})
        raise ZhengyunError(codes.NO_FORM, what=what, problem=problem) from error
