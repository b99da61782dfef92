"""Applications to an authority: what somebody asks of it, as he has signed it, what others have said, and how far it has come."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Final, NamedTuple

from zhengyun.change import Decision
from zhengyun.instant import parse
from zhengyun.reading import items, mapping, text, texts, whole


class Operation(StrEnum):
    """What an application is about (GM/T 0034 section 12)."""

    ISSUE = "issue"
    RENEW = "renew"
    SUSPEND = "suspend"
    RESUME = "resume"
    REVOKE = "revoke"
    RECOVER = "recover"


class Stage(StrEnum):
    """How far an application has come; it never goes back."""

    ASKED = "asked"
    APPROVED = "approved"
    DONE = "done"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


# In these states something can become of it.
OPEN: Final = frozenset({Stage.ASKED, Stage.APPROVED})
# These take something away, and fail safe.
TAKES: Final = frozenset({Operation.SUSPEND, Operation.REVOKE})


class Asked(NamedTuple):
    """One certificate that is asked for: the number of its row, from 1, for whom, the request as it came, further names.

    `names` are written as `dns:www.finance.example`, `email:...`, `ip:...`. `problem` says why it was not certified, once
    that is known.
    """

    number: int
    holder: str
    request: bytes
    names: tuple[str, ...] = ()
    problem: str = ""


class Word(NamedTuple):
    """What one person has said of an application, signed; `roles` is the version of the role file that he saw."""

    person: str
    decision: Decision
    at: str
    roles: int
    reason: str = ""
    signature: str = ""

    @classmethod
    def read(cls, document: Mapping[str, Any]) -> "Word":
        """A word from its JSON data, which is its fields."""
        read = {name: text(document[name]) for name in ("person", "at", "reason", "signature")}
        return cls(decision=Decision(document["decision"]), roles=whole(document["roles"]), **read)


@dataclass(frozen=True, slots=True)
class Application:
    """What somebody asks of an authority, as he signs it, and what has become of it.

    `trust` is the digest of authority and profile as they were in force, `count` and `rows` how many certificates are asked
    for and the digest of all of them; `serials` those that exist already and that it is about, `why` the reason of RFC 5280,
    such as `key-compromise`, where one is to lose its force, and `since` the date of its invalidity. `more` is whatever else an operation takes.
    """

    id: str
    nonce: str
    operation: Operation
    authority: str
    profile: str
    trust: str
    asker: str
    reason: str
    at: str
    not_after: str
    count: int = 0
    rows: str = ""
    serials: tuple[str, ...] = ()
    why: str = ""
    since: str = ""
    distinct_from: tuple[str, ...] = ()
    more: Mapping[str, str] = field(default_factory=dict)
    signature: str = ""
    stage: Stage = Stage.ASKED
    words: tuple[Word, ...] = ()
    done: int = 0
    """How many rows have been dealt with: certified, or found to be wrong."""

    def asked(self) -> Mapping[str, object]:
        """What its asker signs, as JSON data."""
        return {name: getattr(self, name) for name in SIGNED}

    def document(self) -> Mapping[str, object]:
        """What is kept of it beside how far it has come, as JSON data."""
        return {**self.asked(), "signature": self.signature, "words": [word._asdict() for word in self.words]}

    def said(self, word: Word, stage: Stage) -> "Application":
        """The same with one more word."""
        return replace(self, words=(*self.words, word), stage=stage)

    def now(self, instant: datetime) -> Stage:
        """How far it is at an instant: what waits beyond its time has expired."""
        return Stage.EXPIRED if self.stage in OPEN and instant > parse(self.not_after) else self.stage

    @classmethod
    def read(cls, document: Mapping[str, Any], stage: str, done: int) -> "Application":
        """An application from what is kept of it.

        Raises: KeyError, TypeError, ValueError where it is none.
        """
        plain = [name for name in (*SIGNED, "signature") if name not in STRUCTURED]
        return cls(
            operation=Operation(document["operation"]),
            count=whole(document["count"]),
            serials=texts(document["serials"]),
            distinct_from=texts(document["distinct_from"]),
            more={name: text(value) for name, value in mapping(document["more"]).items()},
            words=tuple(Word.read(mapping(word)) for word in items(document["words"])),
            stage=Stage(stage),
            done=done,
            **{name: text(document[name]) for name in plain},
        )


SIGNED: Final = (
    *("id", "nonce", "operation", "authority", "profile", "trust", "asker", "reason", "at", "not_after"),
    *("count", "rows", "serials", "why", "since", "distinct_from", "more"),
)
STRUCTURED: Final = frozenset({"operation", "count", "serials", "distinct_from", "more"})


class Move(NamedTuple):
    """How an application moves on: from which states to which, and the word that does it."""

    application: str
    before: tuple[Stage, ...]
    after: Stage
    word: Word | None = None
