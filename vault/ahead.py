"""What is opened beforehand for a standing permit: as many times over as it may be used, each with a pass and a file of its own.

One use takes one of them, and it is that change's own from then on; what is left of the permit is none of its business.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import count, islice
from typing import NamedTuple

from vault import codes, control
from vault.control import Asked
from vault.entrance import enter_ahead
from vault.keeping import Case, Folder, Held
from vault.matching import Match, Opening, match
from vault.opening import MARGIN, Executor, Waiting
from vault.policies import AHEAD
from vault.port import Need
from zhengyun.errors import ZhengyunError
from zhengyun.instant import after, parse

Key = tuple[str, str, str]


class Ahead(NamedTuple):
    """What a standing permit says of the vault: its name, what each use needs there, how many are left, and until when (an instant)."""

    name: str
    needs: tuple[Need, ...]
    left: int
    until: str


def open_ahead(executor: Executor, ahead: Ahead, told: Sequence[Opening]) -> tuple[Waiting, ...]:
    """Open what is not open yet, or not any more, for each use that is left, and tell of it; what is beyond is given back.

    Raises: ZhengyunError (ZY-VAULT-001 to 008, 056, 058).
    """
    pool, kept = executor.folder.of(ahead.name), dict[str, tuple[Case, Mapping[Key, Asked]]]()
    for name in list(pool.requests()):
        case = pool.read(name)
        asked = _living(executor, case)
        if case and asked.keys() == {need.key for need in ahead.needs} and len(kept) < ahead.left:
            kept[name] = case, asked
        else:
            executor.give_back(name, pool)
    free = (name for name in map(str, count(1)) if name not in kept)
    for name in list(islice(free, ahead.left - len(kept))):
        kept[name] = _opened(executor, pool, name, ahead), {}
    for case, _ in kept.values():
        executor.told(case, ahead.name, {one.accessor for one in told})
    return tuple(one for case, asked in kept.values() for one in _waiting(executor, case, asked, ahead.needs))


def give_back_ahead(executor: Executor, name: str) -> tuple[str, ...]:
    """Make worthless whatever is open beforehand for a standing permit; return the accessors.

    Raises: ZhengyunError (ZY-VAULT-001, 002, 006, 008: it lives on until it ends by itself; ZY-VAULT-058).
    """
    gone = revoke_ahead(executor, name)
    forget_ahead(executor, name)
    return gone


def revoke_ahead(executor: Executor, name: str) -> tuple[str, ...]:
    """The same, but that it is still known: whoever is torn off before he has told of it finds it again. Raises: as above."""
    pool = executor.folder.of(name)
    return tuple(accessor for one in list(pool.requests()) for accessor in executor.revoke(one, pool))


def forget_ahead(executor: Executor, name: str) -> None:
    """Forget what was open beforehand for a standing permit. Raises: ZhengyunError (ZY-VAULT-058)."""
    pool = executor.folder.of(name)
    for one in list(pool.requests()):
        pool.forget(one)
    pool.close()


def is_ready(executor: Executor, name: str, needs: Sequence[Need]) -> bool:
    """Whether a use of a standing permit lies there, open and authorised, with all that a plan needs.

    Raises: ZhengyunError (ZY-VAULT-001 to 008, 058).
    """
    return next(_ready(executor, executor.folder.of(name), needs), None) is not None


def draw(executor: Executor, name: str, request: str, needs: Sequence[Need]) -> Case | None:
    """Take one use of a standing permit for a request, whose own it is then; nothing where none is ready.

    Raises: ZhengyunError (ZY-VAULT-001 to 008, 058).
    """
    pool = executor.folder.of(name)
    for one in _ready(executor, pool, needs):
        if pool.hand(one.request, executor.folder, request):
            return replace(one, request=request)
    return None


def match_ahead(ahead: Ahead, openings: Sequence[Opening], asked: Mapping[str, Asked], executor: str) -> Match:
    """Hold what was opened beforehand against a standing permit: for each need as many as are left, and nothing else.

    `openings` are those of all requests, the oldest first; `asked` is what the vault says of those of this permit that live and that
    no change has taken.
    """
    fits, strange = list[Opening](), list[ZhengyunError]()
    for accessor in dict.fromkeys(
        one.accessor for one in openings if one.request == ahead.name and one.accessor in asked
    ):
        told = [one for one in openings if one.accessor == accessor]
        one = match(ahead.name, told, asked, ahead.needs, executor)
        fits += one.fits
        strange += one.strange
    keys = [one.key for one in fits]
    for need in ahead.needs:
        if (found := keys.count(need.key)) > ahead.left:
            strange.append(
                ZhengyunError(codes.MORE_THAN_AGREED, under=ahead.name, what=need, count=found, most=ahead.left)
            )
    missing = tuple(need for need in ahead.needs for _ in range(ahead.left - keys.count(need.key)))
    return Match(tuple(fits), tuple(strange), missing)


def _living(executor: Executor, case: Case | None) -> Mapping[Key, Asked]:
    """What the vault says of what of a use can still be had."""
    if case is None or parse(case.until) <= executor.clock.now() + MARGIN:
        return {}
    try:
        asked = {one.key: control.look(executor.server, case.entrance.token, one.accessor) for one in case.held}
    except ZhengyunError as error:
        if error.code is not codes.REFUSED:
            raise
        # Its pass is over, and everything with it.
        return {}
    return {key: said for key, said in asked.items() if said}


def _opened(executor: Executor, pool: Folder, name: str, ahead: Ahead) -> Case:
    """One use, which ends with its permit."""
    now = executor.clock.now()
    seconds = min(AHEAD, seconds_until(ahead.until, now))
    entrance = enter_ahead(executor.server, executor.name, executor.signer(), now, seconds)
    case = Case(name, entrance, after(now, entrance.seconds))
    for need in ahead.needs:
        wrapped = control.ask(executor.server, entrance.token, need)
        until = min(case.until, after(now, wrapped.seconds))
        case = case.having(Held(wrapped.token, wrapped.accessor, until, *need.key))
        # Torn off at the next one, it is known and given back.
        pool.keep(case)
    return case


def _ready(executor: Executor, pool: Folder, needs: Sequence[Need]) -> Iterator[Case]:
    for name in list(pool.requests()):
        case = pool.read(name)
        asked = _living(executor, case)
        if case and all((said := asked.get(need.key)) and said.approved for need in needs):
            yield case


def _waiting(executor: Executor, case: Case, asked: Mapping[Key, Asked], needs: Sequence[Need]) -> Iterator[Waiting]:
    held = {one.key: one for one in case.held}
    for need in needs:
        said = asked.get(need.key) or Asked(executor.name, need, approved=False)
        one = held[need.key]
        yield Waiting(need, one.accessor, one.until, said.authorised, said.approved)


def seconds_until(until: str, now: datetime) -> int:
    """How many whole seconds there are, one at least."""
    return max(1, int((parse(until) - now).total_seconds()))
