"""What PostgreSQL's errors mean to a person: by SQLSTATE where there is one, else by the words of a refused connection."""

import re
from typing import Final

import psycopg

from records import codes
from records.separation.writing import AHEAD_SECONDS
from records.sqlite_told import PATIENCE_SECONDS
from records.tree import NoNode
from zhengyun import codes as kernel
from zhengyun.errors import Code, ZhengyunError

# PostgreSQL 15, appendix A; ZY* are our own functions' words.
BY_STATE: Final = {
    "53100": codes.FULL,
    "53300": codes.TOO_MANY,
    "55P03": codes.BUSY,
    "25006": codes.STANDBY,
    "40001": codes.AGAIN,
    "40P01": codes.AGAIN,
    "42501": codes.NOT_ALLOWED,
    "57P01": codes.LOST,
    "57P02": codes.LOST,
    "57P03": codes.NO_SERVER,
    "57P05": codes.LOST,
    "25P03": codes.LOST,
    "3D000": codes.NO_SERVER,
    "ZYN01": codes.BROKEN,
    "ZY010": codes.TAMPERED,
}
BY_CLASS: Final = {
    "08": codes.LOST,
    "22": codes.NOT_ALLOWED,
    "23": codes.BROKEN,
    "28": codes.NOT_LET_IN,
    "42": codes.BROKEN,
    "XX": codes.BROKEN,
}
# A connection that is refused has no SQLSTATE; these are libpq's words, and the server's in the languages that ours speaks.
BY_WORDS: Final = (
    (re.compile("authentication failed|no password|pg_hba.conf|认证失败|没有提供口令|not permitted to log in"), codes.NOT_LET_IN),
    (re.compile("too many|connection slots|连接数"), codes.TOO_MANY),
    (re.compile("server closed|connection is lost|terminat|connection is closed|could not receive|could not send"), codes.LOST),
)  # fmt: skip
CLOCK_BACK: Final = "ZYC01"
CLOCK_AHEAD: Final = "ZYC02"


def told(database: str, error: BaseException) -> ZhengyunError:
    """What an error of the database means to a person."""
    problem = " ".join(str(error).split())
    state = getattr(error, "sqlstate", None) or ""
    if state == CLOCK_BACK and isinstance(error, psycopg.Error):
        now, _, last = (error.diag.message_detail or "").partition(" ")
        return ZhengyunError(kernel.CLOCK_BACK, now=now, last=last)
    if state == CLOCK_AHEAD and isinstance(error, psycopg.Error):
        now, _, server = (error.diag.message_detail or "").partition(" ")
        return ZhengyunError(codes.CLOCK_AHEAD, database=database, now=now, server=server, seconds=AHEAD_SECONDS)
    code = codes.BROKEN if isinstance(error, NoNode) else _code(state, problem)
    return ZhengyunError(code, database=database, problem=problem, seconds=PATIENCE_SECONDS)


def _code(state: str, problem: str) -> Code:
    if state:
        return BY_STATE.get(state) or BY_CLASS.get(state[:2]) or codes.UNREACHABLE
    return next((code for words, code in BY_WORDS if words.search(problem)), codes.NO_SERVER)
