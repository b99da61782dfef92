"""The functions that tell who has come in, and whose a row is."""

from typing import Final

from records.separation.function import Function

PERSON: Final = Function(
    "person()",
    " RETURNS text",
    "SELECT p.person FROM zy.people p WHERE p.login = session_user",
    language="sql",
    stable=True,
)
KEEPS: Final = Function(
    "keeps()",
    " RETURNS boolean",
    "SELECT pg_has_role(session_user, c.relowner, 'MEMBER') FROM pg_class c WHERE c.oid = 'public.entries'::regclass",
    language="sql",
    stable=True,
)
IS_SELF: Final = Function(
    "is_self(text)", "name text RETURNS boolean", "SELECT $1 = zy.person()", language="sql", stable=True
)
ASKS: Final = Function(
    "asks(text)",
    "permit text RETURNS boolean",
    "SELECT $1::json ->> 'asker' = zy.person()",
    language="sql",
    stable=True,
)
IS_WAITING: Final = Function(
    "is_waiting(text)",
    "state text RETURNS boolean",
    "SELECT $1 IN ('submitted', 'approved')",
    language="sql",
    definer=False,
    stable=True,
)
IS_BEFORE_APPLY: Final = Function(
    "is_before_apply(text)",
    "state text RETURNS boolean",
    "SELECT $1 IN ('submitted', 'approved', 'rejected', 'cancelled', 'expired')",
    language="sql",
    definer=False,
    stable=True,
)
TAKES_BACK: Final = Function(
    "takes_back(text,bigint)",
    "of text, word bigint RETURNS boolean",
    "SELECT EXISTS (SELECT FROM public.reviews r WHERE r.request = $1 AND r.id <= $2 AND r.decision = 'yes' "
    "AND r.reviewer = zy.person())",
    language="sql",
    stable=True,
)
IS_OLD: Final = Function(
    "is_old(text,integer)",
    "at text, days integer RETURNS boolean",
    "SELECT $1::timestamptz < now() - make_interval(days => $2)",
    language="sql",
    definer=False,
    stable=True,
)
