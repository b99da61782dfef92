"""What people can agree to besides a plan: documents with a digest, kept and signed as plans are."""

import json
from typing import Final

from zhengyun import codes
from zhengyun.canonical import canonical
from zhengyun.errors import ZhengyunError
from zhengyun.grant import Grant
from zhengyun.reading import mapping
from zhengyun.standing import Standing

PLAN: Final = "plan"
GRANT: Final = Grant.kind
STANDING: Final = Standing.kind

Subject = Grant | Standing


def dump(subject: Subject) -> bytes:
    """The bytes in which a subject is kept."""
    return canonical({"digest": subject.digest, subject.kind: subject.document()}) + b"\n"


def load(kind: str, data: bytes, request: str) -> Subject:
    """Read a subject of that kind, which `request` is about.

    Raises: ZhengyunError (ZY-PERMIT-048: it is not byte for byte what was written).
    """
    try:
        document = mapping(mapping(json.loads(data))[kind])
        subject = Grant.read(document) if kind == GRANT else Standing.read(document)
        same = dump(subject) == data
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise ZhengyunError(codes.SUBJECT_ALTERED, request=request) from error
    if not same:
        raise ZhengyunError(codes.SUBJECT_ALTERED, request=request)
    return subject
