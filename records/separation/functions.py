"""The database's own functions: the only way by which who runs the tool writes to the log.

They run as the owner of the tables, look at nothing but what is named in full, and ask who has logged in (`session_user`,
which neither SET ROLE nor a function changes). Whoever may become the owner could write to the tables without them: to
him they say yes, so that a database without separated roles works by the same functions.

Refusals have SQLSTATE 42501 (insufficient_privilege); ZYC01 says that the clock went back,
ZYC02 that it is ahead of the server's.
"""

from typing import Final

from records.separation.allowing import ALLOW
from records.separation.function import SCHEMA
from records.separation.keeping import ERASE, KEEP_CHECKPOINT, ROOT
from records.separation.rows import (
    ASKS,
    IS_BEFORE_APPLY,
    IS_NEXT,
    IS_OLD,
    IS_SELF,
    IS_WAITING,
    KEEPS,
    PERSON,
    TAKES_BACK,
)
from records.separation.writing import APPEND, INTEGRATE, NEWEST, PUT

FUNCTIONS: Final = (
    PERSON,
    KEEPS,
    ALLOW,
    NEWEST,
    APPEND,
    PUT,
    INTEGRATE,
    ROOT,
    KEEP_CHECKPOINT,
    ERASE,
    IS_SELF,
    ASKS,
    IS_WAITING,
    IS_BEFORE_APPLY,
    TAKES_BACK,
    IS_OLD,
    IS_NEXT,
)
# What everybody in office calls; the others are called by these alone.
CALLED: Final = (
    PERSON,
    APPEND,
    PUT,
    NEWEST,
    INTEGRATE,
    KEEP_CHECKPOINT,
    ERASE,
    IS_SELF,
    ASKS,
    IS_WAITING,
    IS_BEFORE_APPLY,
    TAKES_BACK,
    IS_OLD,
    IS_NEXT,
)
LAID: Final = (
    f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}",
    f"CREATE TABLE IF NOT EXISTS {SCHEMA}.people "
    "(login name PRIMARY KEY, person text NOT NULL, offices text[] NOT NULL)",
    *(one.statement() for one in FUNCTIONS),
)
"""The statements that lay all of it; they may be run again and again."""
