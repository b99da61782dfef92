"""All checks of a model, in the order of their weight."""

from collections.abc import Callable, Iterator
from typing import Final

from network.judging.breadth import broad, unknown_beyond, unparted
from network.judging.conduits import Counters, dated, leading_nowhere, needless, unused
from network.judging.finding import Finding
from network.judging.planes import astride, borders, joined, managements
from network.judging.symmetry import asymmetric
from network.judging.untold import untold
from network.model import Model

CHECKS: Final[tuple[Callable[[Model], Iterator[Finding]], ...]] = (
    joined,
    borders,
    astride,
    managements,
    unparted,
    unknown_beyond,
    asymmetric,
    leading_nowhere,
    untold,
)


def judge(model: Model, counters: Counters | None = None) -> tuple[Finding, ...]:
    """Everything that is wrong with a policy and with what its network makes of it."""
    return tuple(_findings(model, counters or {}))


def _findings(model: Model, counters: Counters) -> Iterator[Finding]:
    for check in CHECKS:
        yield from check(model)
    for estate in model.estates:
        yield from needless(estate, model.day)
        yield from dated(estate, model.day)
        yield from broad(estate, model.day)
    yield from unused(model, counters)


def apart(model: Model) -> tuple[Finding, ...]:
    """Only what joins networks: what is asked of every step of a move."""
    return tuple(one for check in (joined, borders, astride, managements) for one in check(model))
