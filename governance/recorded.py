"""Holding what the records' database server has recorded against how the records are written: who went past the tool.

1. What was refused, and comings in of those who may, are left out, and counted.
2. Rows that one of our own roles has written are explained: they are the tool's way, as far as the database lets that role, and what
   it may not, the server refuses. The log's own tables nobody writes but the database's functions, which the server does not tell of.
3. Everything else is a finding: who came in as somebody else, whatever he wrote, and every statement that alters tables, rights,
   roles or triggers, by whomever, unless the log says that the tool has just laid so much.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from typing import Final, NamedTuple

from governance.reconciliation import LOGIN, REFUSED, SLACK, Finding, Reconciled
from records.statements import Line
from zhengyun.errors import N_
from zhengyun.instant import parse, text

ROWS: Final = re.compile(r"(?:INSERT INTO|UPDATE|DELETE FROM|COPY|MERGE INTO|WITH)\b", re.IGNORECASE)
TABLES: Final = re.compile(
    r"\b(?:INSERT INTO|UPDATE|DELETE FROM|COPY|MERGE INTO)\s+(?:ONLY\s+)?((?:[\w\"]+\s*\.\s*)*[\w\"]+)", re.IGNORECASE
)
# A name written so can be any.
ESCAPED: Final = re.compile(r"\bU&\"", re.IGNORECASE)
HARMLESS: Final = re.compile(
    r"(?:SET|RESET|SHOW|BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE|LISTEN|NOTIFY|DISCARD)\b", re.IGNORECASE
)

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
    """Why a line is a finding; empty where it is none. Several statements in one string are looked at one by one."""
    if not one.statement:
        return STRANGER
    parts = [part.strip() for part in one.statement.split(";")]
    return next((why for part in parts if part and (why := _of_one(part, way, ours=ours))), "")


def _of_one(statement: str, way: Way, *, ours: bool) -> str:
    if HARMLESS.match(statement):
        return ""
    if not ROWS.match(statement):
        return ALTERED
    if not ours:
        return PAST
    to_the_log = any(_bare(name) in way.kept for name in TABLES.findall(statement))
    return TO_THE_LOG if to_the_log or ESCAPED.search(statement) else ""


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


def _bare(table: str) -> str:
    return table.replace('"', "").rpartition(".")[2].strip().lower()
