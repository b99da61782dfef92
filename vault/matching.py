"""What was opened for a request, held against what its plan needs: pure, so that everybody finds the same.

The vault knows who has asked it for what, and nothing of our changes. That an accessor belongs to a change, and that the change
takes what it stands for, is ours to see to.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from vault import codes
from vault.control import Asked
from vault.port import Need
from zhengyun.entry import Entry
from zhengyun.errors import ZhengyunError


class Opening(NamedTuple):
    """What the log says of something that was opened; `body` is the digest of what was sent, empty where nothing was."""

    request: str
    accessor: str
    operation: str
    path: str
    body: str

    @property
    def key(self) -> tuple[str, str, str]:
        """What was asked for, as `vault.port.Need` has it."""
        return self.operation, self.path, self.body

    @classmethod
    def read(cls, body: Mapping[str, object]) -> "Opening":
        """From what an entry of the log tells."""
        return cls(*(str(body.get(name) or "") for name in cls._fields))

    def __str__(self) -> str:
        return f"{self.operation} {self.path}"


class Living(NamedTuple):
    """What is open for a request as far as the log tells: the accessor, and until when it lives by itself."""

    accessor: str
    until: str


class Match(NamedTuple):
    """What was found: what `fits` (of two that do, the one that was opened last), what is strange, and what is not open."""

    fits: tuple[Opening, ...]
    strange: tuple[ZhengyunError, ...]
    missing: tuple[Need, ...]


def living(entries: Iterable[Entry], request: str, now: str) -> tuple[Living, ...]:
    """What was opened for a request and is neither over nor made worthless, by entries about openings and their ends."""
    found = dict[str, Living]()
    for entry in entries:
        if "accessor" in entry.body:
            one = Living(str(entry.body["accessor"]), str(entry.body.get("until") or ""))
            if entry.body.get("request") == request:
                found[one.accessor] = one
        elif "until" not in entry.body:
            # What was opened for a standing permit ends with the change that has drawn it.
            ended = entry.body.get("accessors")
            for accessor in ended if isinstance(ended, list | tuple) else ():
                found.pop(str(accessor), None)
    return tuple(one for one in found.values() if one.until > now)


def match(
    request: str,
    openings: Sequence[Opening],
    asked: Mapping[str, Asked],
    needs: Sequence[Need],
    executor: str,
) -> Match:
    """Hold what was opened for a request against what its plan needs.

    `openings` are those of all requests, the oldest first; `asked` is what the vault says of those of this one that live.
    """
    strange, fits = list[ZhengyunError](), dict[tuple[str, str, str], Opening]()
    wanted = {need.key: need for need in needs}
    for one in openings:
        if one.request != request or one.accessor not in asked:
            continue
        wrongs = list(_wrongs(one, asked[one.accessor], wanted, openings, executor))
        strange += wrongs
        if not wrongs:
            fits[one.key] = one
    missing = tuple(need for key, need in wanted.items() if key not in fits)
    return Match(tuple(fits.values()), tuple(strange), missing)


def _wrongs(
    one: Opening, said: Asked, wanted: Mapping[tuple[str, str, str], Need], openings: Sequence[Opening], executor: str
) -> Iterator[ZhengyunError]:
    # 1. It is the executor who waits for it, and nobody else.
    if said.entity != executor:
        who = said.entity
        yield ZhengyunError(codes.OPENED_BY_ANOTHER, request=one.request, what=said.need, entity=who, executor=executor)
    # 2. The log and the vault tell the same of it: no accessor was put in another's place.
    if said.need.key != one.key:
        yield ZhengyunError(codes.LOG_ALTERED, request=one.request, logged=one, what=said.need)
    # 3. The plan needs it, to the last byte of its body.
    if said.need.key not in wanted:
        yield ZhengyunError(codes.NOT_NEEDED, request=one.request, what=said.need)
    # 4. It was opened for this request and for no other.
    first = next(other for other in openings if other.accessor == one.accessor)
    others = [other.request for other in openings if other.accessor == one.accessor and other.request != one.request]
    if others:
        other = first.request if first.request != one.request else others[0]
        yield ZhengyunError(codes.OPENED_FOR_ANOTHER, request=one.request, what=said.need, other=other)
