"""Holding what the records' database server has recorded against how the records are written: who went past the tool.

1. What was refused, and comings in of those who may, are left out, and counted.
2. Rows that one of our own roles has written are explained: they are the tool's way, as far as the database lets that role, and what
   it may not, the server refuses. The log's own tables nobody writes but the database's functions, which the server does not tell of.
3. Everything else is a finding: who came in as somebody else, whatever he wrote, and every statement that alters tables, rights,
   roles or triggers, by whomever, unless the log says that the tool has just laid so much.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from typing import Final, NamedTuple

from governance.reconciliation import LOGIN, REFUSED, SLACK, Finding, Reconciled
from records.scanning import Statement, readings
from records.statements import Line
from records.writes import HARMLESS, READS, ROWS, first, makes_table, targets
from zhengyun.errors import N_
from zhengyun.instant import parse, text

STRANGER: Final = N_("came in as somebody whom the role file does not know")
PAST: Final = N_("written past the tool, by somebody whom the role file does not know")
TO_THE_LOG: Final = N_("written into the log's own tables, past the functions that keep it whole")
# Under this name stands what the tool's own logins have written.
WRITTEN: Final = "records"
ALTERED: Final = N_("tables, rights, roles or triggers altered by hand")
LAYING: Final = "records.separated"
# Its entry is the last thing that is done in the transaction in which it is laid.
LASTS: Final = timedelta(seconds=60)
# The ground that is laid before differences are counted.
GROUND: Final = 2


class Laid(NamedTuple):
    """When the tool has laid the database's roles and rights, and how many differences it did away with."""

    at: str
    differences: int


class Way(NamedTuple):
    """The tool's way to the records: its logins, the tables that functions alone write, and when it laid the database itself."""

    logins: frozenset[str]
    kept: frozenset[str]
    laid: Sequence[Laid] = ()


def reconcile(lines: Iterable[Line], way: Way, span: tuple[str, str]) -> Reconciled:
    """Hold each line against the tool's way; they come oldest first."""
    since, until = span
    explained: Counter[str] = Counter()
    left_out: Counter[str] = Counter()
    findings: list[Finding] = []
    lines = list(lines)
    laying = set(_laying(lines, way))
    for one in lines:
        if not since <= one.deed.at <= until:
            continue
        ours = one.deed.actor_id in way.logins
        if not one.deed.succeeded:
            left_out[REFUSED] += 1
        elif not one.statement and ours:
            left_out[LOGIN] += 1
        elif one in laying:
            explained[LAYING] += 1
        elif why := _why(one, way, ours=ours):
            findings.append(Finding(one.deed, why))
        else:
            explained[WRITTEN] += 1
    return Reconciled(dict(explained), tuple(findings), dict(left_out), ())


def _why(one: Line, way: Way, *, ours: bool) -> str:
    """Why a line is a finding; empty where it is none. However it may be read, statement by statement."""
    if not one.statement:
        return STRANGER
    ways = [way_ for text_ in (one.statement, *one.otherwise) for way_ in readings(text_)]
    if not ways:
        return ALTERED
    return next((why for statements in ways for part in statements if (why := _of_one(part, way, ours=ours))), "")


def _of_one(statement: Statement, way: Way, *, ours: bool) -> str:
    begins = first(statement)
    if begins in HARMLESS:
        return ""
    if begins not in READS | ROWS or makes_table(statement):
        return ALTERED
    if begins in READS:
        return ""
    if not ours:
        return PAST
    return TO_THE_LOG if any(one.any or one.name in way.kept for one in targets(statement)) else ""


def _laying(lines: Sequence[Line], way: Way) -> Iterator[Line]:
    """What the tool did when it laid the database: all of it in one session, no more than it says, just before it said so."""
    for each in way.laid:
        began, ended = text(parse(each.at) - LASTS), text(parse(each.at) + SLACK)
        sessions: defaultdict[str, list[Line]] = defaultdict(list)
        for one in lines:
            if began <= one.deed.at <= ended:
                sessions[one.deed.request].append(one)
        altering = {name: [one for one in told if one.statement] for name, told in sessions.items()}
        likely = [name for name, told in altering.items() if 0 < len(told) <= each.differences + GROUND]
        if likely:
            yield from sessions[max(likely, key=lambda name: len(altering[name]))]
