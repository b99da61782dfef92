"""What is tried to see whether the roles are separated: attempts, what parts answered, and what follows from it.

An attempt is refused only where its part says the very refusal that the rule promises, and where the same call, by somebody
who may do it, is done (its control). Whatever else goes wrong leaves it unknown: a slip of the pen must not look like a rule.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NamedTuple

from zhengyun.errors import N_, Exit

ANOTHER: Final = N_("it failed, and not by the refusal that is expected of it: {words}")
UNREACHED: Final = N_("it was refused, and so was who may do it, so that nothing is shown: {words}")


LOOK: Final = N_("look for rights that nobody has agreed to")
WHOEVER: Final = N_("whoever may look")
GRANTS: Final = N_("a right too many is found before somebody uses it")
NOT_LOOKED: Final = N_("it was not looked for rights that nobody has agreed to, so that there may be some: {words}")


class Outcome(StrEnum):
    """What an attempt has shown."""

    REFUSED = "refused"
    WORKED = "worked"
    UNKNOWN = "unknown"


class Attempt(NamedTuple):
    """Something that a role must not be able to do.

    `what` and `why` are texts of ours. `refusals` are the kinds of refusal that are expected of the part, each in the part's
    own terms: a code of ours, an HTTP status, an SQLSTATE.
    """

    id: str
    part: str
    role: str
    what: str
    why: str
    refusals: tuple[str, ...]


class Heard(NamedTuple):
    """What a part answered: that it was done (`kind` is empty), or the kind of its refusal, and its own words in any case."""

    kind: str = ""
    words: str = ""

    @property
    def done(self) -> bool:
        """Whether it was done."""
        return not self.kind


class Result(NamedTuple):
    """What became of an attempt. `words` are the part's own, `doubt` a text of ours that says why nothing is known."""

    attempt: Attempt
    outcome: Outcome
    words: str
    seconds: float
    doubt: str = ""


class Toxic(NamedTuple):
    """A grant by which somebody could do what his role must not, although nobody does. `why` and `remedy` are texts of ours."""

    part: str
    what: str
    where: str
    why: str
    remedy: str


class Untried(NamedTuple):
    """What was not tried: a part, or one attempt of it, and a text of ours that says why, with what fills it."""

    part: str
    what: str
    why: str
    facts: Mapping[str, str] = {}


def judged(attempt: Attempt, heard: Heard, control: Heard, seconds: float) -> Result:
    """What an answer shows, with what the control was answered."""
    if heard.done:
        return Result(attempt, Outcome.WORKED, heard.words, seconds)
    if heard.kind not in attempt.refusals:
        return Result(attempt, Outcome.UNKNOWN, heard.words, seconds, ANOTHER)
    if not control.done:
        return Result(attempt, Outcome.UNKNOWN, control.words, seconds, UNREACHED)
    return Result(attempt, Outcome.REFUSED, heard.words, seconds)


def unseen(part: str, words: str) -> Result:
    """That nobody could look for toxic grants at a part, and in what words that was refused: there may be some."""
    return Result(Attempt(f"{part}.toxic", part, WHOEVER, LOOK, GRANTS, ()), Outcome.UNKNOWN, words, 0.0, NOT_LOOKED)


@dataclass(frozen=True)
class Proof:
    """Everything that a run has shown."""

    results: tuple[Result, ...] = ()
    toxic: tuple[Toxic, ...] = ()
    untried: tuple[Untried, ...] = ()

    def of(self, outcome: Outcome) -> Sequence[Result]:
        """The results with an outcome, in the order in which they were tried."""
        return [one for one in self.results if one.outcome is outcome]

    @property
    def exit(self) -> Exit:
        """5 where something worked or somebody could make it work; else 6 where something is unknown, or nothing was tried."""
        if self.toxic or self.of(Outcome.WORKED):
            return Exit.BROKEN
        return Exit.UNREACHABLE if self.of(Outcome.UNKNOWN) or not self.results else Exit.OK

    def counts(self) -> Mapping[str, int]:
        """How many there are of each."""
        whole = {outcome.value: len(self.of(outcome)) for outcome in Outcome}
        return {"tried": len(self.results), **whole, "toxic": len(self.toxic)}

    def document(self) -> Mapping[str, object]:
        """The proof as JSON data: how many were tried and refused, and each that was not."""
        return {
            "tried": len(self.results),
            "refused": len(self.of(Outcome.REFUSED)),
            "worked": [told(one) for one in self.of(Outcome.WORKED)],
            "unknown": [told(one) for one in self.of(Outcome.UNKNOWN)],
            "toxic": [one._asdict() for one in self.toxic],
            "untried": [one._asdict() for one in self.untried],
            "attempts": [told(one) for one in self.results],
        }


def told(result: Result) -> Mapping[str, object]:
    """One result as JSON data."""
    one = result.attempt
    return {
        "id": one.id,
        "part": one.part,
        "role": one.role,
        "what": one.what,
        "why": one.why,
        "expected": list(one.refusals),
        "outcome": result.outcome.value,
        "words": result.words,
        "doubt": result.doubt,
        "seconds": round(result.seconds, 3),
    }


def joined(proofs: Iterable[Proof]) -> Proof:
    """Several parts' proofs as one."""
    whole = list(proofs)
    return Proof(
        tuple(result for one in whole for result in one.results),
        tuple(toxic for one in whole for toxic in one.toxic),
        tuple(untried for one in whole for untried in one.untried),
    )
