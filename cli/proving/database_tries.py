"""What is tried at the records' PostgreSQL: to alter the log, to speak for others, and to become somebody else."""

from typing import Final

from cli.proving.databases import SUPERUSER, DatabaseStage
from cli.proving.trials import Catalogue
from records.attempts import LOGIN
from zhengyun.errors import N_

PART: Final = "database"
DATABASE: Final = Catalogue[DatabaseStage](PART)
APPENDED: Final = N_("the log is only ever added to, whoever runs the tool")
SELF: Final = N_("everybody speaks for himself")
OFFICE: Final = N_("each role has the rights of its own group and no other's")
SERVER: Final = N_("whoever keeps the server is none of those who run the tool")
SYSTEM, SECURITY, AUDIT, EXECUTOR = "system", "security", "audit", "executor"
ALL: Final = (SYSTEM, SECURITY, AUDIT, EXECUTOR)
# Everybody in office writes entries of this kind, so that the name in them is all that there is to refuse.
EVERYBODYS: Final = "request.submitted"
PRIVILEGE: Final = "42501"
# At the instant of the newest entry, or now: neither goes back, nor lies ahead.
INSTANT: Final = "greatest((zy.newest()).at, to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"'))"
APPEND: Final = "SELECT zy.append('\"{kind}\"', '\"{{person_{actor}}}\"', '{{{{}}}}', " + INSTANT + ")"


def _declare(name: str, what: str, why: str, roles: tuple[str, ...], statement: str, control: str = "") -> None:
    """Declare a statement for some roles; that they come in and read the log, or do the control, shows that it was reached."""
    for role in roles:

        def act(stage: DatabaseStage, role: str = role) -> None:
            stage.does(role, statement)

        def right(stage: DatabaseStage, role: str = role) -> None:
            stage.does(role, control or "SELECT count(*) FROM entries")

        DATABASE.tries(f"{name}-{role}", role, what, why, PRIVILEGE, control=right)(act)


_declare("update-log", N_("alter entries of the log"), APPENDED, ALL, "UPDATE entries SET leaf = leaf")
_declare("delete-log", N_("delete entries of the log"), APPENDED, ALL, "DELETE FROM entries")
_declare("truncate-log", N_("empty the log"), APPENDED, ALL, "TRUNCATE entries")
_declare(
    "insert-log",
    N_("write entries past the function that appends"),
    APPENDED,
    ALL,
    "INSERT INTO entries (number) VALUES (1)",
)
_declare(
    "insert-waiting",
    N_("write what waits to become an entry"),
    APPENDED,
    ALL,
    "INSERT INTO inbox (number, leaf) VALUES (1, '')",
)
_declare("alter-tree", N_("alter the log's tree"), APPENDED, ALL, "UPDATE nodes SET hash = hash")
_declare("delete-checkpoints", N_("delete what witnesses have signed"), APPENDED, ALL, "DELETE FROM checkpoints")
_declare("alter-table", N_("alter the log's table"), APPENDED, ALL, "ALTER TABLE entries ADD COLUMN another int")
_declare(
    "disable-trigger", N_("switch off what guards the log"), APPENDED, ALL, "ALTER TABLE entries DISABLE TRIGGER ALL"
)
_declare(
    "no-row-security",
    N_("switch off whose rows are whose"),
    APPENDED,
    ALL,
    "ALTER TABLE reviews DISABLE ROW LEVEL SECURITY",
)
_declare(
    "drop-function",
    N_("take away the function that appends"),
    APPENDED,
    ALL,
    "DROP FUNCTION zy.append(text, text, text, text)",
)


def _names(name: str, what: str, roles: tuple[str, ...], actor: str) -> None:
    """Declare an entry of a kind that everybody writes, in another's name; the same in one's own name is its control."""
    for role in roles:
        own = APPEND.format(kind=EVERYBODYS, actor=role)
        _declare(name, what, SELF, (role,), APPEND.format(kind=EVERYBODYS, actor=actor), control=own)


_names("append-for-auditor", N_("write an entry in an auditor's name"), (SYSTEM, SECURITY), AUDIT)
_names("append-for-system", N_("write an entry in a system administrator's name"), (SECURITY, AUDIT), SYSTEM)
_declare(
    "append-intent",
    N_("write that a change was begun"),
    OFFICE,
    (SYSTEM,),
    APPEND.format(kind="apply.intent", actor=SYSTEM),
)
_declare(
    "append-erased",
    N_("write that words were erased"),
    OFFICE,
    (AUDIT,),
    APPEND.format(kind="retention.erased", actor=AUDIT),
)
_declare(
    "review-for-another", N_("write a review in a security administrator's name"), SELF, (SYSTEM, AUDIT),
    "INSERT INTO reviews (request, reviewer, decision, at, reason) VALUES ('CR-222222', '{person_security}', 'yes', 'now', '')",
)  # fmt: skip
_declare(
    "alter-review",
    N_("alter what was said about a request"),
    SELF,
    (SYSTEM, SECURITY, AUDIT),
    "UPDATE reviews SET decision = 'yes'",
)
_declare(
    "claim",
    N_("say that a request is being applied"),
    OFFICE,
    (SYSTEM, SECURITY, AUDIT),
    "UPDATE requests SET claim = '{{}}'",
)
_declare(
    "outcome",
    N_("say that an action was done"),
    OFFICE,
    (SYSTEM, SECURITY, AUDIT),
    "UPDATE outcomes SET request = request",
)
_declare("become-owner", N_("become the owner of the tables"), OFFICE, ALL, 'SET ROLE "{owner}"')
_declare(
    "become-security",
    N_("become the group of the security administrators"),
    OFFICE,
    (SYSTEM, AUDIT, EXECUTOR),
    'SET ROLE "{security}"',
)
_declare(
    "become-executor",
    N_("become the group of the executor"),
    OFFICE,
    (SYSTEM, SECURITY, AUDIT),
    'SET ROLE "{executor}"',
)
_declare("be-postgres", N_("become the superuser"), SERVER, ALL, "SET SESSION AUTHORIZATION postgres")
_declare("make-role", N_("make a role"), SERVER, ALL, "CREATE ROLE zy_proving")
_declare("join", N_("put oneself into another group"), OFFICE, (SYSTEM,), 'GRANT "{security}" TO "{login_system}"')
_declare("make-table", N_("make a table"), SERVER, ALL, "CREATE TABLE proving (a int)")
_declare("program", N_("run a program on the server"), SERVER, ALL, "COPY (SELECT 1) TO PROGRAM 'true'")
_declare("read-file", N_("read a file of the server"), SERVER, ALL, "SELECT pg_read_file('/etc/passwd')")
_declare("settings", N_("alter the server's settings"), SERVER, (SYSTEM,), "SELECT pg_reload_conf()")


def right_login(stage: DatabaseStage) -> None:
    """Who has a login of his own comes in."""
    stage.does(next(iter(stage.holders)), "SELECT 1")


@DATABASE.tries(
    "postgres-by-peer",
    SYSTEM,
    N_("come in as the superuser by the socket, as whoever one is on the host"),
    SERVER,
    LOGIN,
    control=right_login,
)
def _(stage: DatabaseStage) -> None:
    stage.enters(SUPERUSER, socket=True)


@DATABASE.tries(
    "postgres-by-network", SYSTEM, N_("come in as the superuser by the network"), SERVER, LOGIN, control=right_login
)
def _(stage: DatabaseStage) -> None:
    stage.enters(SUPERUSER, socket=False)


@DATABASE.tries(
    "owner-by-network", SYSTEM, N_("come in as the owner of the tables"), SERVER, LOGIN, control=right_login
)
def _(stage: DatabaseStage) -> None:
    stage.enters(stage.names.owner, socket=False)
