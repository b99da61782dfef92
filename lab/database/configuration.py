"""How the lab's PostgreSQL is configured: who comes in and how, and what it tells of what was done."""

from collections.abc import Mapping
from typing import Final

from lab.database.program import Account
from lab.database.server import SUPERUSER, Server

ADDRESS: Final = "127.0.0.1"
LOG_NAME: Final = "postgresql"
# Commits are on the disk when they return (fsync and synchronous_commit stay on, as they are by default).
SETTINGS: Final = {
    "listen_addresses": f"'{ADDRESS}'",
    "unix_socket_permissions": "0777",
    "max_connections": "200",
    "shared_buffers": "'64MB'",
    "password_encryption": "'scram-sha-256'",
    "jit": "off",
    "wal_level": "replica",
    "max_wal_senders": "4",
    "timezone": "'UTC'",
    "log_timezone": "'UTC'",
    "lc_messages": "'C'",
    # What was done and by whom; the values stay out of it, since sealed keys are among them.
    "logging_collector": "on",
    "log_destination": "'jsonlog'",
    "log_filename": f"'{LOG_NAME}.log'",
    "log_rotation_age": "0",
    "log_rotation_size": "'100MB'",
    "log_truncate_on_rotation": "off",
    "log_statement": "'mod'",
    "log_parameter_max_length": "0",
    "log_connections": "on",
    "log_disconnections": "on",
}
# A whole line decides, the first that fits. The superuser has no password, and no other account comes in as he.
ENTRANCES: Final = f"""\
local   all          {SUPERUSER}                       peer map=keeper
local   replication  {SUPERUSER}                       peer map=keeper
host    all          {SUPERUSER}  all                  reject
host    replication  {SUPERUSER}  all                  reject
local   all          all                            scram-sha-256
host    all          all       {ADDRESS}/32         scram-sha-256
host    replication  all       {ADDRESS}/32         scram-sha-256
"""


def files(server: Server, who: Account, port: int, more: Mapping[str, str]) -> dict[str, str]:
    """The configuration's files by name; `more` are settings that come after ours, as postgresql.conf takes them."""
    own = {
        "port": str(port),
        "data_directory": f"'{server.data}'",
        "hba_file": f"'{server.etc}/pg_hba.conf'",
        "ident_file": f"'{server.etc}/pg_ident.conf'",
        "unix_socket_directories": f"'{server.sockets}'",
        "log_directory": f"'{server.log}'",
    }
    settings = {**SETTINGS, **own, **more}
    return {
        "postgresql.conf": "".join(f"{name} = {value}\n" for name, value in settings.items()),
        "pg_hba.conf": ENTRANCES,
        "pg_ident.conf": f'keeper  "{who.name}"  {SUPERUSER}\n',
    }
