"""What drift is not to tell for a while, as the estate's files say it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Ignore:
    """One rule: what it is about, as SITE/KIND/PATH with `*` for any text, and why, until when and by whom.

    `attribute` is a name, or `*` for all that can be told of a thing. That a thing is gone, and that something was
    opened, is hidden only where `even_if` says `gone` or `opens`. `until` is the last day on which it counts, in UTC.
    """

    match: str
    attribute: str
    reason: str
    until: str
    by: str
    even_if: frozenset[str] = frozenset()
    place: str = ""
    """Where it is written, such as `drift.yaml:3`."""
