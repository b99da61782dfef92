"""The functions that tell who has come in, and whose a row is."""

# ruff: noqa: S608 - what is put in is our number

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
# A role file of 20,000 people is shorter.
LONGEST_ROLE_FILE: Final = 1 << 24
# Whatever reads JSON there takes no U+0000.
IS_NEXT: Final = Function(
    "is_next(bigint,text)",
    "version bigint, document text RETURNS boolean",
    f"""
BEGIN
    RETURN octet_length($2) <= {LONGEST_ROLE_FILE} AND position('\\u0000' IN $2) = 0 AND json_typeof($2::json) = 'object'
        AND $2::json ->> 'version' = $1::text
        AND $1 = (SELECT coalesce(max(r.version), 0) + 1 FROM public.role_files r);
END
""",
    stable=True,
)
"""Whether it is a role file that comes after those that are there; who signed it is seen by whoever reads it."""
