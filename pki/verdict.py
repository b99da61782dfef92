"""What a verification has found: its steps, each with its number, in the order in which they were taken."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NamedTuple

from zhengyun.errors import N_, Exit, Words


class Result(StrEnum):
    """How a step ended."""

    PASSED = "passed"
    FAILED = "failed"
    UNKNOWN = "unknown"
    SKIPPED = "skipped"


class Check(StrEnum):
    """The steps, in their order (RFC 5280 section 6.1; GB/T 25065 for when a signature counts)."""

    FORM = "form"
    PATH = "path"
    PERIOD = "period"
    PURPOSE = "purpose"
    NAME = "name"
    POLICY = "policy"
    STATUS = "status"


TITLES: Final[Mapping[Check, str]] = {
    Check.FORM: N_("everything can be read in one way only"),
    Check.PATH: N_("a path of signatures leads from a trusted root to it"),
    Check.PERIOD: N_("every certificate of the path was in force"),
    Check.PURPOSE: N_("it was made for this use"),
    Check.NAME: N_("it was made for this name"),
    Check.POLICY: N_("it was made under this policy"),
    Check.STATUS: N_("no certificate of the path was revoked or suspended"),
}


class Step(NamedTuple):
    """One step. `why` says what was found, where there is more to say than that it passed."""

    check: Check
    result: Result
    why: Words = Words("")

    @property
    def number(self) -> int:
        """Its place in the order, from 1."""
        return list(Check).index(self.check) + 1


@dataclass(frozen=True, slots=True)
class Verdict:
    """All steps. What comes after a step that failed for good has been skipped."""

    steps: tuple[Step, ...]

    @property
    def result(self) -> Result:
        """Failed if one step failed; else unknown if one could not be decided; else passed."""
        found = {step.result for step in self.steps}
        return next((one for one in (Result.FAILED, Result.UNKNOWN) if one in found), Result.PASSED)

    @property
    def exit(self) -> Exit:
        """0 for what can be relied on, 5 for what cannot, 6 where that is not known."""
        return {Result.PASSED: Exit.OK, Result.FAILED: Exit.BROKEN}.get(self.result, Exit.UNREACHABLE)

    def document(self) -> Mapping[str, object]:
        """The verdict as JSON data."""
        steps = [
            {"number": one.number, "check": one.check, "result": one.result, "why": str(one.why)} for one in self.steps
        ]
        return {"result": self.result, "steps": steps}
