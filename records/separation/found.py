"""Reading from PostgreSQL's catalogue how the separation stands there."""

from collections.abc import Iterator
from typing import Any, Final

from psycopg import Connection

from records.separation.coming_in import may_look, too_wide
from records.separation.expected import digest
from records.separation.facts import GROUP, LOGIN, PUBLIC, Fact, granted
from records.separation.function import SCHEMA
from records.separation.offices import Names
from records.separation.writing import LOCK
from records.sqlite_told import PATIENCE_SECONDS

Rows = Connection[tuple[Any, ...]]

_ROLES: Final = """
SELECT rolname, rolcanlogin, rolinherit, rolsuper, rolcreaterole, rolcreatedb, rolreplication, rolbypassrls
FROM pg_roles WHERE (rolname LIKE 'zy%%' AND right(rolname, length(%(suffix)s)) = %(suffix)s)
"""
# An identity column's own sequence needs no right.
_TABLES: Final = """
SELECT c.relname, (SELECT n.nspname || '.' || s.relname FROM pg_depend d JOIN pg_class s ON s.oid = d.objid
    JOIN pg_namespace n ON n.oid = s.relnamespace WHERE d.refobjid = c.oid AND d.deptype = 'a' AND s.relkind = 'S' LIMIT 1)
FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
"""
_MEMBERS: Final = """
SELECT g.rolname, m.rolname, a.admin_option FROM pg_auth_members a
JOIN pg_roles g ON g.oid = a.roleid JOIN pg_roles m ON m.oid = a.member
WHERE g.rolname = ANY (%(ours)s) OR m.rolname = ANY (%(ours)s)
"""
_OWNERS: Final = """
SELECT 'DATABASE ' || datname, pg_get_userbyid(datdba) FROM pg_database WHERE datname = current_database()
UNION ALL SELECT 'SCHEMA ' || nspname, pg_get_userbyid(nspowner) FROM pg_namespace WHERE nspname IN ('public', 'zy')
UNION ALL SELECT 'TABLE ' || n.nspname || '.' || c.relname, pg_get_userbyid(c.relowner)
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname IN ('public', 'zy') AND c.relkind IN ('r', 'p', 'v', 'm')
"""
# Told as SQL reads it, whatever it is called; with nothing but pg_catalog on the search path each has its schema.
_FUNCTIONS: Final = """
SELECT p.oid::regprocedure::text, p.prosrc,
    l.lanname, pg_get_userbyid(p.proowner), p.prosecdef, p.provolatile::text, coalesce(array_to_string(p.proconfig, '; '), '')
FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace JOIN pg_language l ON l.oid = p.prolang
WHERE n.nspname IN ('public', 'zy')
"""
_TRIGGERS: Final = """
SELECT n.nspname || '.' || c.relname, t.tgname, t.tgtype::text, p.proname, t.tgenabled::text FROM pg_trigger t
JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_proc p ON p.oid = t.tgfoid
WHERE n.nspname IN ('public', 'zy') AND NOT t.tgisinternal
"""
_ACL: Final = """
SELECT o.kind || ' ' || o.name, coalesce(r.rolname, 'PUBLIC'), a.privilege_type, o.part, a.is_grantable FROM (
    SELECT 'DATABASE' kind, datname::text name, '' part, datdba owner, coalesce(datacl, acldefault('d', datdba)) acl
    FROM pg_database WHERE datname = current_database()
    UNION ALL SELECT 'SCHEMA', nspname, '', nspowner, coalesce(nspacl, acldefault('n', nspowner))
    FROM pg_namespace WHERE nspname IN ('public', 'zy')
    UNION ALL SELECT CASE c.relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END, n.nspname || '.' || c.relname, '',
        c.relowner, coalesce(c.relacl, acldefault(CASE c.relkind WHEN 'S' THEN 's' ELSE 'r' END::"char", c.relowner))
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname IN ('public', 'zy') AND c.relkind IN ('r', 'p', 'v', 'm', 'S')
    UNION ALL SELECT 'TABLE', n.nspname || '.' || c.relname, t.attname, c.relowner, t.attacl
    FROM pg_attribute t JOIN pg_class c ON c.oid = t.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname IN ('public', 'zy') AND t.attacl IS NOT NULL AND NOT t.attisdropped
    UNION ALL SELECT 'FUNCTION', p.oid::regprocedure::text, '', p.proowner,
        coalesce(p.proacl, acldefault('f', p.proowner))
    FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname IN ('public', 'zy')
) o, aclexplode(o.acl) a LEFT JOIN pg_roles r ON r.oid = a.grantee WHERE a.grantee <> o.owner
"""
_POLICIES: Final = """
SELECT schemaname || '.' || tablename, policyname, cmd, roles::text[], coalesce(qual, ''), coalesce(with_check, ''),
    permissive FROM pg_policies WHERE schemaname IN ('public', 'zy')
"""
# What a session begins with, where somebody has said so beforehand; ours say these themselves.
_SETTINGS: Final = """
SELECT coalesce(d.datname, ''), coalesce(r.rolname, ''), split_part(one, '=', 1) FROM pg_db_role_setting s
LEFT JOIN pg_database d ON d.oid = s.setdatabase LEFT JOIN pg_roles r ON r.oid = s.setrole, unnest(s.setconfig) one
WHERE (s.setdatabase = 0 OR d.datname = current_database())
    AND (s.setrole = 0 OR r.rolname = ANY (%(ours)s)) AND split_part(one, '=', 1) = ANY (%(which)s)
"""
_WHICH: Final = (
    *("search_path", "synchronous_commit", "default_transaction_isolation", "session_replication_role", "role"),
    *("session_preload_libraries", "local_preload_libraries"),
)
# What takes the ground from under all of this, whoever has it.
_STRANGE: Final = """
SELECT 'superuser ' || rolname FROM pg_roles WHERE rolsuper AND oid <> 10
UNION ALL SELECT 'role that may pass by row security ' || rolname FROM pg_roles WHERE rolbypassrls AND NOT rolsuper
UNION ALL SELECT 'role that makes roles ' || rolname FROM pg_roles WHERE rolcreaterole AND NOT rolsuper AND rolname <> ALL (%(ours)s)
UNION ALL SELECT 'rule ' || rulename || ' on ' || tablename FROM pg_rules WHERE schemaname IN ('public', 'zy')
UNION ALL SELECT 'default privileges of ' || pg_get_userbyid(defaclrole) FROM pg_default_acl
UNION ALL SELECT 'operator ' || o.oid::regoperator::text FROM pg_operator o WHERE o.oprnamespace::regnamespace::text IN ('public', 'zy')
UNION ALL SELECT 'member of ' || g.rolname || ': ' || m.rolname FROM pg_auth_members a
    JOIN pg_roles g ON g.oid = a.roleid JOIN pg_roles m ON m.oid = a.member
    WHERE g.rolname IN ('pg_read_all_data', 'pg_write_all_data', 'pg_execute_server_program', 'pg_read_server_files',
        'pg_write_server_files') OR ((g.rolsuper OR g.rolcreaterole) AND m.rolname <> ALL (%(ours)s))
UNION ALL SELECT 'the turn to write the log, held by ' || a.usename || ' (process ' || a.pid || ') since '
        || coalesce(a.xact_start, a.state_change)::timestamptz(0)
    FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid JOIN pg_database d ON d.oid = l.database
    WHERE l.locktype = 'advisory' AND l.classid = 0 AND l.objid = %(turn)s AND l.objsubid = 1 AND l.granted
        AND d.datname = current_database()
        AND coalesce(a.xact_start, a.state_change) < clock_timestamp() - make_interval(secs => %(patience)s)
"""
TURN: Final = {"turn": LOCK, "patience": PATIENCE_SECONDS}
_ATTRIBUTES: Final = ("SUPERUSER", "CREATEROLE", "CREATEDB", "REPLICATION", "BYPASSRLS")


def found(connection: Rows, names: Names) -> frozenset[Fact]:
    """What is."""
    return frozenset(_all(connection, names))


def present(connection: Rows) -> dict[str, str]:
    """The tables that are there, each with the sequence that numbers its rows; nothing where none does."""
    return {table: sequence or "" for table, sequence in connection.execute(_TABLES)}


def _all(connection: Rows, names: Names) -> Iterator[Fact]:
    roles = dict(_roles(connection, names))
    yield from (Fact("role", name, (what,)) for name, what in roles.items())
    ours = {"ours": [*roles, names.owner, *names.groups]}
    for group, member, admin in connection.execute(_MEMBERS, ours):
        yield Fact("member", group, (member, "ADMIN" if admin else "")) if admin else Fact("member", group, (member,))
    for what, owner in connection.execute(_OWNERS):
        yield Fact("owner", what, (owner,))
    yield from _functions(connection)
    query = "SELECT relname FROM pg_class WHERE relrowsecurity AND relnamespace = 'public'::regnamespace"
    yield from (Fact("row security", name) for (name,) in connection.execute(query))
    for what, whom, verb, column, passes_on in connection.execute(_ACL):
        yield granted(what, whom, verb, column, passes_on=passes_on)
    for table, name, verb, whom, reaches, leaves, permissive in connection.execute(_POLICIES):
        told = ",".join(sorted(PUBLIC if one == "public" else one for one in whom))
        yield Fact("policy", table, (name, verb if permissive == "PERMISSIVE" else "OTHER", told, reaches, leaves))
    yield from _people(connection)
    for database, role, name in connection.execute(_SETTINGS, {**ours, "which": list(_WHICH)}):
        yield Fact("setting", database, (role, name))
    yield from (Fact("strange", what) for (what,) in connection.execute(_STRANGE, {**ours, **TURN}))
    if may_look(connection):
        yield from (Fact("strange", line) for line in too_wide(connection))


def _roles(connection: Rows, names: Names) -> Iterator[tuple[str, str]]:
    for name, logs_in, inherits, *more in connection.execute(_ROLES, {"suffix": f".{names.database}"}):
        usual = LOGIN if logs_in and inherits else GROUP if not logs_in and not inherits else ""
        plain = usual or f"{'LOGIN' if logs_in else 'NOLOGIN'} {'INHERIT' if inherits else 'NOINHERIT'}"
        yield name, " ".join([plain, *(word for word, has in zip(_ATTRIBUTES, more, strict=True) if has)])


def _functions(connection: Rows) -> Iterator[Fact]:
    for signature, body, language, owner, *more in connection.execute(_FUNCTIONS):
        yield Fact("function", signature, (digest(body, language, owner, *more), owner))
    for table, *told in connection.execute(_TRIGGERS):
        yield Fact("trigger", table, tuple(told))


def _people(connection: Rows) -> Iterator[Fact]:
    there = connection.execute("SELECT to_regclass(%s)", [f"{SCHEMA}.people"]).fetchone()
    if there and there[0]:
        for login, person, offices in connection.execute("SELECT login, person, offices FROM zy.people"):
            yield Fact("person", login, (person, ",".join(offices)))
