"""As whom a person comes in to the records, where the settings' address names nobody."""

from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from records import codes
from records.separation.offices import EXECUTOR, Names
from zhengyun.errors import ZhengyunError


def addressed(url: str, person: str, executor: str = EXECUTOR) -> str:
    """The same address, with the person's own login; one that names a login stays as it is.

    Raises: ZhengyunError (ZY-REC-041; ZY-REC-060: it names no database).
    """
    try:
        told = conninfo_to_dict(url)
    except ProgrammingError:
        # Whoever opens it says what is wrong with it.
        return url
    names = names_at(url)
    if told.get("user"):
        return url
    return make_conninfo(url, user=names.executor if person == executor else names.login(person))


def names_at(url: str) -> Names:
    """What everybody is called at an address, whoever it names.

    Raises: ZhengyunError (ZY-REC-060: it names no database).
    """
    return Names(_part(url, "dbname"))


def named(url: str) -> str:
    """The same address, if it names who comes in: PostgreSQL would take whoever runs this program, without a word.

    Raises: ZhengyunError (ZY-REC-060, 061).
    """
    _part(url, "dbname")
    _part(url, "user")
    return url


def _part(url: str, name: str) -> str:
    try:
        told = conninfo_to_dict(url)
    except ProgrammingError as error:
        raise ZhengyunError(codes.NO_ADDRESS, problem=str(error).strip()) from error
    if not told.get(name):
        where = f"postgresql://{told.get('host') or ''}/{told.get('dbname') or ''}"
        raise ZhengyunError(codes.NO_USER if name == "user" else codes.NO_DATABASE_NAMED, database=where)
    return str(told[name])
