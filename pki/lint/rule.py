"""What a rule is, and what it found."""

from collections.abc import Callable
from typing import Literal, NamedTuple

from pki.lint.paper import Kind, Paper
from zhengyun.estate.trust import Family


class Finding(NamedTuple):
    """A rule that is broken: its name and clause, where, and what is wrong.

    `must` is false where the standard only recommends; what breaks a `must` is never signed here.
    """

    rule: str
    clause: str
    place: str
    what: str
    must: bool = True


class Rule(NamedTuple):
    """One rule. `what` says how it is broken, in words for the catalogue; `broken` whether it is.

    `family` is empty where both keep it. `on` is what it is about: any certificate, an authority's, a holder's, a list, a request.
    """

    name: str
    clause: str
    place: str
    what: str
    on: Kind
    broken: Callable[[Paper], object]
    family: Family | Literal[""] = ""
    must: bool = True

    def finding(self) -> Finding:
        """What is told when it is broken."""
        return Finding(self.name, self.clause, self.place, self.what, self.must)
