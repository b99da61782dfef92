"""Why the records refuse, or fail."""

from zhengyun.errors import N_, Code, Exit

FULL = Code(
    "ZY-REC-001",
    Exit.FAILED,
    N_("The disk or the database at {database} is full; nothing more is done that could not be recorded."),
    N_(
        "What was under way has come to its end in the cloud, and a resumed run finds it there. Make room, then resume."
    ),
    next="df -h; zhengyun change apply REQUEST --resume",
)
READ_ONLY = Code(
    "ZY-REC-002",
    Exit.FAILED,
    N_("The database at {database} cannot be written."),
    N_(
        "What cannot be recorded is not done. Look at the rights of the file and of its folder, and at the file system."
    ),
    next="ls -la {database}",
)
BUSY = Code(
    "ZY-REC-003",
    Exit.UNREACHABLE,
    N_("Another process has kept the database at {database} to itself for {seconds} seconds."),
    N_("Writers take turns within milliseconds. One that holds on for so long is stopped, or hangs."),
    next="zhengyun status",
)
BROKEN = Code(
    "ZY-REC-004",
    Exit.BROKEN,
    N_("The database at {database} is damaged: {problem}"),
    N_(
        "It is no SQLite database, or one whose pages do not fit together. Restore it from a backup and verify the log."
    ),
    next="zhengyun records restore BACKUP",
)
UNREACHABLE = Code(
    "ZY-REC-005",
    Exit.UNREACHABLE,
    N_("The database at {database} cannot be opened: {problem}"),
    N_("The settings name it as `records`."),
    next="zhengyun doctor",
)
NEWER = Code(
    "ZY-REC-006",
    Exit.BAD_INPUT,
    N_("The database at {database} has version {found}, this zhengyun knows up to {known}."),
    N_("A newer zhengyun has written it. An older one must not touch it."),
    next="zhengyun --version",
)
NO_REQUEST = Code(
    "ZY-REC-007",
    Exit.BAD_INPUT,
    N_("There is no request {request}."),
    N_("Requests are known by the name that `change submit` printed."),
    next="zhengyun change list",
)
NOT_A_BACKUP = Code(
    "ZY-REC-008",
    Exit.BROKEN,
    N_("{file} is not a whole backup of records: {problem}"),
    N_("A backup is restored only when every page of it fits, its log is whole and it says what its manifest says."),
    next="zhengyun records backup FILE",
)
WOULD_LOSE = Code(
    "ZY-REC-009",
    Exit.REFUSED,
    N_("The backup, up to entry {backup}, does not hold the last entry of the records at {database}, which is {have}."),
    N_("Restoring would lose what happened since, and the log would no longer be what its witnesses saw. The present "
       "records are kept beside, as FILE.before-restore, when you go on with --allow-older."),
    next="zhengyun records restore BACKUP --allow-older",
)  # fmt: skip
TAMPERED = Code(
    "ZY-REC-010",
    Exit.BROKEN,
    N_("An entry of the log cannot be changed or deleted."),
    N_("The database itself refuses it."),
    next="zhengyun audit verify",
)
BEING_APPLIED = Code(
    "ZY-REC-012",
    Exit.REFUSED,
    N_("{request} is being applied by process {process} on {host} since {since}; the records cannot be restored now."),
    N_("What that process does would be recorded as of a request that is no longer being applied, and could be begun "
       "a second time."),
    unlock=N_("the end of that apply, or `--gone HOST` where that machine is gone for good"),
    next="zhengyun change show {request}",
)  # fmt: skip
TAKEN = Code(
    "ZY-REC-013",
    Exit.BAD_INPUT,
    N_("{file} is there already and is no backup of records; it is not written over."),
    N_("A backup takes the place of an earlier backup, and of nothing else. Its manifest is called FILE.json."),
    next="zhengyun records backup FILE",
)
NOT_COPIED = Code(
    "ZY-REC-014",
    Exit.FAILED,
    N_("The records cannot be copied to {file}: {problem}"),
    N_("The records themselves are as they were. Take a place that is there, has room, and may be written by you."),
    next="df -h; ls -la",
)
ANOTHERS = Code(
    "ZY-REC-011",
    Exit.BAD_INPUT,
    N_("The database at {database} belongs to another program: it holds tables, and none of ours."),
    N_("The settings name it as `records`. Nothing was written to it."),
    next="zhengyun doctor",
)
NO_RECORDS = Code(
    "ZY-REC-015",
    Exit.BAD_INPUT,
    N_("There are no records at {database}."),
    N_(
        "`records` in the settings says where they are. They begin with the role file, once, and never by being looked for."
    ),
    next="zhengyun doctor; zhengyun role begin FILE",
)
NO_BACKUP = Code(
    "ZY-REC-016",
    Exit.BAD_INPUT,
    N_("There is no backup at {file}."),
    N_("A backup is a file with its manifest, FILE.json, beside it."),
    next="zhengyun records backup FILE",
)
NO_APPLICATION = Code(
    "ZY-REC-017",
    Exit.BAD_INPUT,
    N_("There is no application {application}."),
    N_("Applications for certificates are known by the name that `ca request` printed."),
    next="zhengyun ca list",
)
NO_LOGIN_NAME = Code(
    "ZY-REC-041",
    Exit.BAD_INPUT,
    N_("{person} cannot log in to the database: the name {login} has more than {most} bytes, or no legible ones."),
    N_("PostgreSQL would cut the name off, and two people could be one."),
    next="zhengyun role show",
)
NOT_SEPARATED = Code(
    "ZY-REC-042",
    Exit.FAILED,
    N_("PostgreSQL at {database} does not do it: {problem}"),
    N_(
        "Nothing was changed. Roles and rights are laid by whoever looks after the server, never by an administrator of the cloud."
    ),
    next="zhengyun records separate --check",
)
PASSWORD_IN_URL = Code(
    "ZY-REC-020",
    Exit.BAD_INPUT,
    N_("The address of the records holds a password: {database}"),
    N_("Settings are read by many. A password lies in a file of its own, which PostgreSQL's clients read (~/.pgpass, or `passfile=FILE` "
       "in the address), or none is needed, with a certificate or over the server's own socket."),
    next="zhengyun doctor",
)  # fmt: skip
NOT_LET_IN = Code(
    "ZY-REC-021",
    Exit.REFUSED,
    N_("The database at {database} does not let you in: {problem}"),
    N_(
        "These are the server's own words. The password is read from ~/.pgpass, or from the file that `passfile=` in the address names."
    ),
    unlock=N_("who administers the database"),
    next="zhengyun doctor",
)
TOO_MANY = Code(
    "ZY-REC-022",
    Exit.UNREACHABLE,
    N_("The database at {database} has no connection left: {problem}"),
    N_("Each process needs two while it works. The server's own limit is max_connections."),
    unlock=N_("who administers the database"),
    next="zhengyun doctor",
)
NO_SERVER = Code(
    "ZY-REC-023",
    Exit.UNREACHABLE,
    N_("The database at {database} does not answer: {problem}"),
    N_("What cannot be recorded is not done. What was acknowledged before is in the database."),
    next="zhengyun doctor",
)
LOST = Code(
    "ZY-REC-024",
    Exit.UNREACHABLE,
    N_("The connection to the database at {database} was lost: {problem}"),
    N_(
        "What was under way has been written whole or not at all; which of the two, the log tells once the database answers again."
    ),
    next="zhengyun audit show",
)
STANDBY = Code(
    "ZY-REC-025",
    Exit.UNREACHABLE,
    N_("The database at {database} may only be read: {problem}"),
    N_(
        "A standby is read-only until it takes over. An address may name several servers, with target_session_attrs=read-write."
    ),
    unlock=N_("who administers the database"),
    next="zhengyun doctor",
)
AGAIN = Code(
    "ZY-REC-026",
    Exit.UNREACHABLE,
    N_("The database at {database} has broken off what was under way: {problem}"),
    N_("It stood in the way of something else. Nothing of it has been written; it can be done again."),
    next="zhengyun status",
)
NOT_ALLOWED = Code(
    "ZY-REC-027",
    Exit.REFUSED,
    N_("The database at {database} does not allow it: {problem}"),
    N_(
        "These are the server's own words. What each administrative role may do there is the database's own rule, beside ours."
    ),
    unlock=N_("who administers the database"),
    next="zhengyun whoami",
)
NOT_UTF8 = Code(
    "ZY-REC-028",
    Exit.BAD_INPUT,
    N_("The database at {database} is encoded in {encoding}, and the records are UTF-8."),
    N_("An encoding is chosen when a database is made: CREATE DATABASE NAME ENCODING 'UTF8' TEMPLATE template0."),
    unlock=N_("who administers the database"),
    next="zhengyun doctor",
)
NOT_EMPTY = Code(
    "ZY-REC-043",
    Exit.REFUSED,
    N_("The database at {database} has records already, up to entry {entries}; others are not put on top."),
    N_(
        "Records are carried to a database in which nothing was ever recorded, so that there is one log and not two in one."
    ),
    unlock=N_("a new database"),
    next="zhengyun records move --to URL",
)
MOVED = Code(
    "ZY-REC-044",
    Exit.REFUSED,
    N_("The records at {file} have moved to {to}; nothing is read or written here any more."),
    N_("Two places in which records go on would be two logs. Set `records` in the settings to the new place."),
    next="zhengyun doctor",
)
NOT_AS_IT_WAS = Code(
    "ZY-REC-045",
    Exit.BROKEN,
    N_("{table} did not arrive as it was: {rows} rows were carried, {found} are there, or one of them differs."),
    N_("Nothing was kept of it, and the old records are in force as before."),
    next="zhengyun records check",
)
APPLIED_NOW = Code(
    "ZY-REC-046",
    Exit.REFUSED,
    N_("{request} is being applied by process {process} on {host}; the records cannot be moved now."),
    N_("What that process does would have to be recorded in a place that it does not know."),
    unlock=N_("the end of that apply, or `--gone HOST` where that machine is gone for good"),
    next="zhengyun change show {request}",
)
ON_A_SERVER = Code(
    "ZY-REC-029",
    Exit.BAD_INPUT,
    N_("The records at {database} are on a server already."),
    N_("They are moved from a file to a server. From one server to another a backup carries them: `records backup`, then `records restore` "
       "with `records` in the settings at the new, empty database."),
    next="zhengyun records backup FILE",
)  # fmt: skip
HAS_RECORDS = Code(
    "ZY-REC-070",
    Exit.REFUSED,
    N_("The database at {database} has records already, up to entry {entries}; a backup is put into an empty one."),
    N_("What is there stays as it is, and can be held against what was restored. Make a new database, name it as `records` in the "
       "settings, and restore into that."),
    unlock=N_("who administers the database"),
    next="zhengyun records check",
)  # fmt: skip
NOT_ITS_OWNER = Code(
    "ZY-REC-071",
    Exit.REFUSED,
    N_("PostgreSQL at {database} does not let this login put a backup there: {problem}"),
    N_("Nothing was kept of it. Tables of the log take no row from any office: a backup is put back by whoever looks after the server, as the "
       "owner of a new database, and `records separate` gives each office its rights there afterwards."),
    rule=N_("No office writes the log but through its functions"),
    unlock=N_("who administers the database"),
    next="zhengyun records separate --by URL",
)  # fmt: skip
