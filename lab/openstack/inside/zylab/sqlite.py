"""SQLite under concurrent writers: three changes to oslo.db.

oslo.db supports SQLite for unit tests. With a service's threads on one file it needs
1. writers that take the write lock when they begin: a plain BEGIN lets two of them read first, and then one fails
   at its first write, at once, since its snapshot is old;
2. "database is locked" told as a deadlock, which the projects know how to repeat;
3. connections that are kept: oslo.db opens a new one for each transaction.
"""

import types
from typing import Any

import sqlalchemy
from oslo_db import exception
from oslo_db.sqlalchemy import enginefacade, engines, exc_filters
from sqlalchemy import pool

_IMMEDIATE = "zylab_immediate"
_KEPT, _MOST, _WAIT = 8, 400, 60


def patch() -> None:
    """Make the three changes; call it before any project opens a database."""
    _writers_begin_immediately()
    _locked_is_a_deadlock()
    _keep_connections()


def _writers_begin_immediately() -> None:
    factory: Any = enginefacade._TransactionFactory
    writer = enginefacade._WRITER
    session_of, connection_of = factory._create_session, factory._create_connection

    def create_session(self: Any, mode: Any, bind: Any = None) -> Any:
        session = session_of(self, mode, bind)
        if bind is None and mode is writer and _is_sqlite(session.bind):
            session.bind = _immediate(session.bind)
        return session

    def create_connection(self: Any, mode: Any) -> Any:
        if mode is not writer:
            return connection_of(self, mode)
        if not self._started:
            self._start()
        engine = self._writer_engine
        return (_immediate(engine) if _is_sqlite(engine) else engine).connect()

    factory._create_session, factory._create_connection = create_session, create_connection

    # On the class, so that it runs before oslo.db's listener on each engine, which then sees the mark and stays out.
    @sqlalchemy.event.listens_for(sqlalchemy.engine.Engine, "begin")
    def begin(connection: Any) -> None:
        wanted = connection.get_execution_options().get(_IMMEDIATE)
        if wanted and "in_transaction" not in connection.info:
            connection.execute(sqlalchemy.text("BEGIN IMMEDIATE"))
            connection.info["in_transaction"] = True


def _is_sqlite(engine: Any) -> bool:
    return bool(engine.dialect.name == "sqlite")


def _immediate(engine: Any) -> Any:
    """The same engine, its connections marked; made once for each engine."""
    marked = engine.__dict__.get(_IMMEDIATE)
    if marked is None:
        marked = engine.__dict__[_IMMEDIATE] = engine.execution_options(**{_IMMEDIATE: True})
    return marked


def _locked_is_a_deadlock() -> None:
    def locked(error: Any, _match: Any, _engine: Any, _disconnected: Any) -> None:
        raise exception.DBDeadlock(error)

    exc_filters.filters("sqlite", sqlalchemy.exc.OperationalError, r".*database is locked.*")(locked)


class _FilePool(pool.QueuePool):
    """A pool that takes the place of no pool, whatever it is asked for."""

    def __init__(self, creator: Any, **options: Any) -> None:
        super().__init__(creator, **{**options, "pool_size": _KEPT, "max_overflow": _MOST, "timeout": _WAIT})


def _keep_connections() -> None:
    names = {name: getattr(pool, name) for name in dir(pool) if not name.startswith("__")}
    engines.pool = types.SimpleNamespace(**{**names, "NullPool": _FilePool})
