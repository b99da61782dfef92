"""Trials: attempts with what is done for them, tried one after another, and then what shows that they were real."""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Generic, NamedTuple, TypeVar

from cli.text import reason
from governance.proving import Attempt, Heard, Proof, Result, Untried, judged
from zhengyun.errors import ZhengyunError

S = TypeVar("S")
Act = Callable[[S], object]
Control = Callable[[S], object]

NOT_TRIED: Final = "-"


class MissingError(Exception):
    """What an attempt needs is not there: nobody who holds a role, no key that can be opened. `why` is a text of ours."""

    def __init__(self, why: str, **facts: str) -> None:
        super().__init__(why)
        self.why, self.facts = why, facts


class Trial(NamedTuple, Generic[S]):
    """An attempt, what is done for it, and its control: the same by who may."""

    attempt: Attempt
    act: Act[S]
    control: Control[S]


@dataclass
class Catalogue(Generic[S]):
    """What is tried at one part; a module adds to it by the decorator `tries`."""

    part: str
    trials: list[Trial[S]] = field(default_factory=list)

    def tries(
        self, name: str, role: str, what: str, why: str, *refusals: str, control: Control[S]
    ) -> Callable[[Act[S]], Act[S]]:
        """Declare an attempt: what is decorated does it."""

        def declare(act: Act[S]) -> Act[S]:
            self.trials.append(
                Trial(Attempt(f"{self.part}.{name}", self.part, role, what, why, refusals), act, control)
            )
            return act

        return declare

    @property
    def attempts(self) -> tuple[Attempt, ...]:
        """What is tried."""
        return tuple(one.attempt for one in self.trials)


class _Tried(NamedTuple):
    heard: Heard
    seconds: float


def prove(
    catalogue: Catalogue[S],
    stage: S,
    heard: Callable[[Callable[[], object]], Heard],
    told: Callable[[Attempt], None] = lambda _attempt: None,
) -> Proof:
    """Try everything of a catalogue; `heard` says what a part answered to a call. `told` hears of each before it is tried.

    Controls come after all attempts, each once: what they change must not answer for an attempt.
    """
    tried: dict[str, _Tried] = {}
    untried: list[Untried] = []
    for trial in catalogue.trials:
        told(trial.attempt)
        before = time.monotonic()
        try:
            answer = _listened(trial.act, stage, heard)
        except MissingError as missing:
            untried.append(Untried(catalogue.part, trial.attempt.id, missing.why, missing.facts))
            continue
        tried[trial.attempt.id] = _Tried(answer, time.monotonic() - before)
    controls = _controls([one for one in catalogue.trials if one.attempt.id in tried], stage, heard)
    lacking = {name: one for name, one in controls.items() if isinstance(one, MissingError)}
    for trial in catalogue.trials:
        lack = lacking.get(trial.control)
        # What worked has worked, whether there is somebody else to show it or not.
        if lack and trial.attempt.id in tried and not tried[trial.attempt.id].heard.done:
            untried.append(Untried(catalogue.part, trial.attempt.id, lack.why, lack.facts))
            del tried[trial.attempt.id]
    answers = {name: one if isinstance(one, Heard) else Heard(NOT_TRIED, one.why) for name, one in controls.items()}
    return Proof(tuple(_judged(catalogue.trials, tried, answers)), (), tuple(untried))


def unreached(attempts: Iterable[Attempt], error: ZhengyunError) -> tuple[Result, ...]:
    """What is known of attempts at a part that could not be reached: nothing."""
    nowhere = Heard(error.code.id, f"{error.code.id} {reason(error)}")
    return tuple(judged(one._replace(refusals=()), nowhere, Heard(), 0.0) for one in attempts)


def _controls(
    trials: Sequence[Trial[S]], stage: S, heard: Callable[[Callable[[], object]], Heard]
) -> Mapping[Any, "Heard | MissingError"]:
    """What each control was answered, or what it lacked."""
    found: dict[Any, Heard | MissingError] = {}
    for trial in trials:
        if trial.control not in found:
            try:
                found[trial.control] = _listened(trial.control, stage, heard)
            except MissingError as missing:
                found[trial.control] = missing
    return found


def _listened(act: Act[S], stage: S, heard: Callable[[Callable[[], object]], Heard]) -> Heard:
    """What the part answers; what goes wrong on this side is no answer of it, and ends nothing else."""
    try:
        return heard(lambda: act(stage))
    except MissingError:
        raise
    except Exception as error:  # noqa: BLE001 - one attempt that breaks must not keep the others from being made
        return Heard(type(error).__name__, str(error))


def _judged(trials: Iterable[Trial[S]], tried: Mapping[str, _Tried], controls: Mapping[Any, Heard]) -> Iterator[Result]:
    for trial in trials:
        if trial.attempt.id in tried:
            one = tried[trial.attempt.id]
            yield judged(trial.attempt, one.heard, controls[trial.control], one.seconds)
