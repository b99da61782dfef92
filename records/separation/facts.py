"""How the separation stands in a database, as facts that can be compared; each knows what makes it and what undoes it.

What shall be and what is are both sets of these: the difference is the plan, and it is the drift.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from typing import Final, LiteralString, NamedTuple, cast

from psycopg.sql import SQL, Composable, Identifier, Literal

from records.separation import laid
from records.separation.expected import expected, guard_told
from records.separation.function import PINNED, SCHEMA
from records.separation.kinds import BOTH
from records.separation.offices import EVERYBODY, Holder, Names
from records.separation.rights import RIGHTS, Right, tables

GROUP: Final = "NOLOGIN NOINHERIT"
# A login has what its groups have; a group that is in a group has nothing of it unasked.
LOGIN: Final = "LOGIN INHERIT"
PUBLIC: Final = "PUBLIC"


class Fact(NamedTuple):
    """One thing that is so: its kind, what it is of, and what more it says."""

    kind: str
    of: str
    more: tuple[str, ...] = ()

    def __str__(self) -> str:
        return " ".join((self.kind, self.of, *filter(None, self.more)))


ORDER: Final = (
    "role",
    "member",
    "owner",
    "function",
    "trigger",
    "row security",
    "policy",
    "grant",
    "setting",
    "person",
    "strange",
)
"""In this order they are made; undone they are in the other."""
ALTERED: Final = frozenset({"role", "owner", "function"})
"""Of these one thing is so of each."""


def granted(what: str, whom: str, verb: str, column: str = "", *, passes_on: bool = False) -> Fact:
    """A right to something, or to one column of it; `passes_on` says that who has it may give it to others."""
    return Fact("grant", what, (whom, verb, column, "WITH GRANT OPTION" if passes_on else ""))


def wanted(names: Names, holders: Sequence[Holder], present: Mapping[str, str]) -> frozenset[Fact]:
    """What shall be, of the tables that are there; each comes with the sequence that numbers its rows, if one does."""
    there = [table for table in tables() if table in present]
    facts: list[Fact] = [Fact("role", names.owner, (GROUP,))]
    facts += [Fact("role", group, (GROUP,)) for group in names.groups]
    # Whoever owned the database before would give everybody the right to come in, or take it.
    grounds = (f"DATABASE {names.database}", "SCHEMA public", f"SCHEMA {SCHEMA}")
    facts += [Fact("owner", name, (names.owner,)) for name in grounds]
    facts += [Fact("owner", f"TABLE {name}", (names.owner,)) for name in _named(there)]
    facts += [Fact("function", one.signature, (one.digest(names.owner), names.owner)) for one in expected()]
    facts += [Fact("trigger", f"public.{one.table}", guard_told(one)) for one in laid.guards() if one.table in there]
    facts += [Fact("row security", table) for table in there]
    facts += _grants(names, {table: present[table] for table in there})
    facts += [_policy(names, right) for right in RIGHTS if right.table in there]
    for one in holders:
        facts.append(Fact("role", one.login, (LOGIN,)))
        facts += [Fact("member", names.group(office), (one.login,)) for office in one.offices]
        facts.append(Fact("person", one.login, (one.person, ",".join(one.offices))))
    return frozenset(facts)


def _named(there: Iterable[str]) -> Iterator[str]:
    yield from (f"public.{table}" for table in there)
    yield f"{SCHEMA}.people"


def _grants(names: Names, there: Mapping[str, str]) -> Iterator[Fact]:
    for group in names.groups:
        yield granted(f"DATABASE {names.database}", group, "CONNECT")
        for schema in ("public", SCHEMA):
            yield granted(f"SCHEMA {schema}", group, "USAGE")
        for one in expected():
            if one.called:
                yield granted(f"FUNCTION {one.signature}", group, "EXECUTE")
    # Whoever checks that all is as the role file says has to see who is known.
    for office in BOTH:
        yield granted(f"TABLE {SCHEMA}.people", names.group(office), "SELECT")
    for right in RIGHTS:
        if right.table in there:
            yield from _of(names, right, there[right.table])


def _of(names: Names, right: Right, sequence: str) -> Iterator[Fact]:
    for office in right.offices:
        for column in right.columns or ("",):
            yield granted(f"TABLE public.{right.table}", names.group(office), right.verb, column)
        if right.verb == "INSERT" and sequence:
            yield granted(f"SEQUENCE {sequence}", names.group(office), "USAGE")


def _policy(names: Names, right: Right) -> Fact:
    """One row rule for each right; it is called by what it is, so that two of one table and verb differ."""
    groups = ",".join(sorted(map(names.group, right.offices)))
    whom = "everybody" if right.offices == EVERYBODY else sha256(",".join(right.offices).encode()).hexdigest()[:8]
    reaches = "" if right.verb == "INSERT" else right.reaches
    leaves = right.leaves if right.verb in {"INSERT", "UPDATE"} else ""
    name = f"{right.verb.lower()}_{whom}"
    return Fact("policy", f"public.{right.table}", (name, right.verb, groups, reaches, leaves))


def ordered(made: Iterable[Fact], undone: Iterable[Fact]) -> list[tuple[bool, Fact]]:
    """What is undone first, from the last to the first, then what is made."""
    back = sorted(undone, key=lambda one: (-ORDER.index(one.kind), one))
    forth = sorted(made, key=lambda one: (ORDER.index(one.kind), one))
    return [*((False, one) for one in back), *((True, one) for one in forth)]


def altered(made: Iterable[Fact], fact: Fact) -> bool:
    """Whether something else shall be so of the same thing, so that making it so is enough."""
    return fact.kind in ALTERED and any((one.kind, one.of) == (fact.kind, fact.of) for one in made)


def statement(fact: Fact, *, made: bool) -> Composable | None:
    """What makes a fact so, or undoes it; nothing where no statement of ours can."""
    return _MAKERS[fact.kind](fact, made)


def _role(fact: Fact, made: bool) -> Composable | None:
    (what,) = fact.more
    if not made:
        # Who has left is put out at once, and owns nothing here any more.
        gone = (
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = {}; "
            "REASSIGN OWNED BY {} TO CURRENT_USER; DROP OWNED BY {}; DROP ROLE {}"
        )
        return SQL(gone).format(Literal(fact.of), *[Identifier(fact.of)] * 3)
    create = SQL(
        "DO $do$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = {}) THEN CREATE ROLE {}; END IF; END $do$; "
    ).format(Literal(fact.of), Identifier(fact.of))
    no = "NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS"
    return create + _plain(f"ALTER ROLE {{}} {what} {no}").format(Identifier(fact.of))


def _member(fact: Fact, made: bool) -> Composable:
    verb = "GRANT {} TO {}" if made else "REVOKE {} FROM {}"
    return _plain(verb).format(Identifier(fact.of), Identifier(fact.more[0]))


def _owner(fact: Fact, made: bool) -> Composable | None:
    kind, _, name = fact.of.partition(" ")
    if not made:
        return None
    return _plain(f"ALTER {kind} {{}} OWNER TO {{}}").format(_named_as(kind, name), Identifier(fact.more[0]))


def _function(fact: Fact, made: bool) -> Composable | None:
    ours = next((one for one in expected() if one.signature == fact.of), None)
    if made and ours:
        return _plain(ours.statement) + _plain(f"; ALTER FUNCTION {fact.of} OWNER TO ") + Identifier(fact.more[-1])
    # A procedure or an aggregate lies among functions, and is none to DROP FUNCTION.
    return None if ours else _plain(f"DROP ROUTINE {fact.of} CASCADE")


def _trigger(fact: Fact, made: bool) -> Composable | None:
    name = Identifier(fact.more[0])
    ours = next((one for one in laid.guards() if (f"public.{one.table}", one.name) == (fact.of, fact.more[0])), None)
    if made and ours:
        always = SQL("; ALTER TABLE {} ENABLE ALWAYS TRIGGER {}").format(_dotted(fact.of), name)
        back = _plain(f"; SET LOCAL search_path = {PINNED}")
        return SQL("SET LOCAL search_path = public; ") + _plain(ours.statement) + always + back
    return SQL("DROP TRIGGER {} ON {}").format(name, _dotted(fact.of))


def _row_security(fact: Fact, made: bool) -> Composable | None:
    word = "ENABLE" if made else "DISABLE"
    return _plain(f"ALTER TABLE public.{{}} {word} ROW LEVEL SECURITY").format(Identifier(fact.of))


def _policy_statement(fact: Fact, made: bool) -> Composable:
    name, verb, groups, reaches, leaves = fact.more
    if not made:
        return SQL("DROP POLICY {} ON {}").format(Identifier(name), _dotted(fact.of))
    using = f" USING ({reaches})" if reaches else ""
    check = f" WITH CHECK ({leaves})" if leaves else ""
    whom = SQL(", ").join(map(Identifier, groups.split(",")))
    text = f"CREATE POLICY {{}} ON {{}} FOR {verb} TO {{}}{using}{check}"
    return _plain(text).format(Identifier(name), _dotted(fact.of), whom)


def _grant(fact: Fact, made: bool) -> Composable:
    kind, _, name = fact.of.partition(" ")
    whom, verb, column, passes_on = fact.more
    what = _plain(f"{verb} ({{}})").format(Identifier(column)) if column else _plain(verb)
    on = _plain(name) if kind == "FUNCTION" else _named_as(kind, name)
    kind = "ROUTINE" if kind == "FUNCTION" else kind
    text = f"GRANT {{}} ON {kind} {{}} TO {{}}" if made else f"REVOKE {{}} ON {kind} {{}} FROM {{}} CASCADE"
    del passes_on  # Taken with the right itself, and with what was given by it.
    return _plain(text).format(what, on, SQL("PUBLIC") if whom == PUBLIC else Identifier(whom))


def _setting(fact: Fact, made: bool) -> Composable | None:
    role, name = fact.more
    if made:
        return None
    of = SQL("ROLE {}").format(Identifier(role)) if role else SQL("ROLE ALL" if not fact.of else "")
    within = SQL("DATABASE {}").format(Identifier(fact.of)) if fact.of else SQL("")
    between = SQL(" IN ") if role and fact.of else SQL("")
    return SQL("ALTER ") + of + between + within + SQL(" RESET ") + Identifier(name)


def _person(fact: Fact, made: bool) -> Composable:
    if not made:
        return SQL("DELETE FROM zy.people WHERE login = {}").format(Literal(fact.of))
    person, offices = fact.more
    return SQL("INSERT INTO zy.people VALUES ({}, {}, {})").format(
        Literal(fact.of), Literal(person), Literal(offices.split(","))
    )


def _strange(fact: Fact, made: bool) -> Composable | None:
    del fact, made
    return None


_MAKERS: Final = {
    "role": _role,
    "member": _member,
    "owner": _owner,
    "function": _function,
    "trigger": _trigger,
    "row security": _row_security,
    "policy": _policy_statement,
    "grant": _grant,
    "setting": _setting,
    "person": _person,
    "strange": _strange,
}


def _named_as(kind: str, name: str) -> Composable:
    return Identifier(name) if kind in {"DATABASE", "SCHEMA"} else _dotted(name)


def _dotted(name: str) -> Composable:
    """A table or a sequence, with its schema."""
    schema, dot, table = name.partition(".")
    return Identifier(schema, table) if dot and schema in {"public", SCHEMA} else Identifier(name)


def _plain(text: str) -> SQL:
    """A text of ours: every name in it that is not comes by format()."""
    return SQL(cast("LiteralString", text))  # type: ignore[redundant-cast]
