"""A request that travels as a file, and the word that comes back as one: their bytes, and nothing of whom to believe."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from governance import codes
from zhengyun.action import count
from zhengyun.canonical import canonical
from zhengyun.change import ChangeRequest, Decision, Review, State
from zhengyun.entry import Entry
from zhengyun.errors import N_, Place, Words, ZhengyunError, why
from zhengyun.instant import parse
from zhengyun.merkle import leaf_hash
from zhengyun.permit import Approval, Permit
from zhengyun.plan import Plan
from zhengyun.planfile import load as load_plan
from zhengyun.reading import items, mapping, text, texts, whole
from zhengyun.signing import Signer

REQUEST: Final = "zhengyun-request-file/1"
WORD: Final = "zhengyun-word-file/1"
# No file that is larger is read: a city's plan takes some megabytes.
LARGEST: Final = 64 << 20
UNREADABLE: Final = (ValueError, KeyError, TypeError, RecursionError, ZhengyunError)


class Travelling(NamedTuple):
    """A request with its plan, and the role file's history: each version, and the log's entry that pins it."""

    request: ChangeRequest
    plan: Plan
    versions: tuple[Mapping[str, Any], ...]
    pins: tuple[Entry, ...]


class Word(NamedTuple):
    """One person's word about one request, signed; a yes bears the approval, which has a signature of its own."""

    request: str
    nonce: str
    plan: str
    review: Review
    signature: str = ""

    def signed_bytes(self) -> bytes:
        """What the reviewer signs."""
        return canonical({**self._document(), "type": "zhengyun-word/1"})

    def signed(self, signer: Signer) -> "Word":
        """The same with the reviewer's signature."""
        return self._replace(signature=signer.sign(self.signed_bytes()))

    def dump(self) -> bytes:
        """The file's bytes."""
        return canonical({"format": WORD, **self._document(), "signature": self.signature}) + b"\n"

    def _document(self) -> Mapping[str, object]:
        review = self.review
        approval = review.approval._asdict() if review.approval else None
        return {
            "request": self.request,
            "nonce": self.nonce,
            "plan": self.plan,
            "review": {**review._asdict(), "approval": approval},
        }


def pack(request: ChangeRequest, plan: bytes, versions: Sequence[Mapping[str, Any]], pins: Iterable[Entry]) -> bytes:
    """The bytes of a request file."""
    document = {
        "format": REQUEST,
        "permit": request.permit.document(),
        "plan": plan.decode(),
        "versions": versions,
        "pins": [pin.leaf.decode() for pin in pins],
    }
    return canonical(document) + b"\n"


def unpack(data: bytes, file: str) -> Travelling:
    """Read a request file; `file` is its name for messages.

    Raises: ZhengyunError (ZY-GOV-074: it is none).
    """
    try:
        document = _mapping(data, REQUEST)
        permit = Permit.read(mapping(document["permit"]))
        plan = load_plan(text(document["plan"]).encode(), file)
        versions = tuple(map(mapping, items(document["versions"])))
        pins = tuple(map(_pin, texts(document["pins"])))
    except UNREADABLE as error:
        raise _bad(file, error) from error
    said = tuple(Review(one.approver, Decision.YES, one.at, approval=one) for one in permit.approvals)
    request = ChangeRequest(permit, State.SUBMITTED, "-", count(plan.actions), said)
    return Travelling(request, plan, versions, pins)


def read_word(data: bytes, file: str) -> Word:
    """Read a word file; `file` is its name for messages.

    Raises: ZhengyunError (ZY-GOV-074: it is none, or not byte for byte what was written).
    """
    try:
        document = _mapping(data, WORD)
        review = mapping(document["review"])
        approval = review["approval"]
        at = text(review["at"])
        parse(at)
        said = Review(
            reviewer=text(review["reviewer"]),
            decision=Decision(text(review["decision"])),
            at=at,
            reason=text(review["reason"]),
            approval=None if approval is None else Approval.read(mapping(approval)),
        )
        about = {name: text(document[name]) for name in ("request", "nonce", "plan", "signature")}
        word = Word(review=said, **about)
        if word.dump() != data or (said.decision is Decision.YES) != (said.approval is not None):
            raise ValueError(Words(N_("it says more, or less, than a word does")))
    except UNREADABLE as error:
        raise _bad(file, error) from error
    return word


def _mapping(data: bytes, form: str) -> Mapping[str, Any]:
    if len(data) > LARGEST:
        raise ValueError(Words(N_("larger than {most} MiB"), {"most": LARGEST >> 20}))
    document = mapping(json.loads(data))
    if document["format"] != form:
        raise ValueError(Words(N_("not of format {form}"), {"form": form}))
    if canonical(document) + b"\n" != data:
        raise ValueError(Words(N_("not the canonical JSON that was written")))
    return document


def _pin(leaf: str) -> Entry:
    data = leaf.encode()
    return Entry.kept(whole(mapping(json.loads(leaf))["number"]), data, leaf_hash(data))


def _bad(file: str, error: BaseException) -> ZhengyunError:
    return ZhengyunError(codes.BAD_TRAVELLING, place=Place(file), file=file, problem=_problem(error))


def _problem(error: BaseException) -> Words:
    """What is wrong with a file, in words of ours."""
    match error:
        case ZhengyunError():
            return Words("{code} {reason}", {"code": error.code.id, "reason": Words(error.code.reason, error.values)})
        case KeyError():
            return Words(N_("{name} is missing in it"), {"name": error.args[0]})
        case json.JSONDecodeError():
            return Words(N_("no JSON: line {line}, column {column}"), {"line": error.lineno, "column": error.colno})
    said = why(error)
    return said if isinstance(said, Words) else Words(N_("something in it is not what can stand there"))
