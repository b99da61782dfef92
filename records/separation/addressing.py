"""As whom a person comes in to the records, where the settings' address names nobody."""

from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from records.separation.offices import Names

EXECUTOR = "executor"


def addressed(url: str, person: str) -> str:
    """The same address, with the person's own login; one that names a login stays as it is.

    Raises: ZhengyunError (ZY-REC-041).
    """
    try:
        told = conninfo_to_dict(url)
    except ProgrammingError:
        # Whoever opens it says what is wrong with it.
        return url
    if told.get("user") or not told.get("dbname"):
        return url
    names = Names(str(told["dbname"]))
    return make_conninfo(url, user=names.executor if person == EXECUTOR else names.login(person))
