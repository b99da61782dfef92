"""The part that is the records' PostgreSQL."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Final

from cli.proving.database_tries import DATABASE, PART
from cli.proving.databases import DatabaseStage, heard, may_enter
from cli.proving.parts import Told
from cli.proving.trials import Catalogue, MissingError
from cli.proving.trials import prove as tried
from cli.text import reason
from cli.wiring import House
from governance.proving import Proof, Toxic, Untried, unseen
from records.separation.addressing import names_at
from records.separation.offices import Holder, Office, holders
from zhengyun.errors import N_, ZhengyunError

if TYPE_CHECKING:
    from records.separation.separating import Separation

NO_DATABASE: Final = N_("the records are not on PostgreSQL")
NOBODY: Final = N_("nobody's password for the database is known here")
ENTRANCES: Final = N_(
    "which ways in there are the server tells its superuser alone: zhengyun records separate --check --by, with a superuser's URL"
)
FILES: Final = "pg_hba.conf, pg_ident.conf"
NOT_SAID: Final = N_("a right that does not follow from the role file")
SEPARATE: Final = N_("zhengyun records separate")
SCHEME: Final = "postgresql:"
FIRST: Final = (Office.AUDIT.value, Office.SECURITY.value)
Separate = Callable[[str], "Separation"]


def catalogue() -> Catalogue[DatabaseStage]:
    """What is tried."""
    return DATABASE


def prove(house: House, told: Told) -> Proof:
    """Try it with every login that has a password here.

    Raises: MissingError where the records are elsewhere; ZhengyunError (ZY-REC-*) where it cannot be reached.
    """
    url = str(house.session.settings.records)
    if not url.startswith(SCHEME):
        raise MissingError(NO_DATABASE)
    names = names_at(url)
    who = holders(house.roles, names, house.clock.now(), house.executor_account)
    known = {office: one for office, one in _by_office(who) if may_enter(url, one)}
    if not known:
        raise MissingError(NOBODY)
    return proof_at(DatabaseStage(url, names, known), house.separation, who, told)


def proof_at(stage: DatabaseStage, separation: Separate, who: tuple[Holder, ...], told: Told = lambda _: None) -> Proof:
    """The same at a stage."""
    proof = tried(DATABASE, stage, heard, told)
    seen = _looked(stage, separation, who)
    return Proof((*proof.results, *seen.results), seen.toxic, (*proof.untried, *seen.untried))


def _by_office(who: tuple[Holder, ...]) -> Iterator[tuple[str, Holder]]:
    for office in Office:
        yield from ((office.value, one) for one in who if office in one.offices)


def _looked(stage: DatabaseStage, separation: Separate, who: tuple[Holder, ...]) -> Proof:
    """Everything that is not as it follows from the role file, as the first sees it who may look."""
    from records.attempts import as_login

    words = ""
    for holder in dict.fromkeys(stage.holders[one] for one in (*FIRST, *stage.holders) if one in stage.holders):
        try:
            seen = separation(as_login(stage.url, holder.login))
            found = seen.differences(who)
            untried = () if seen.sees_entrances() else (Untried(PART, FILES, ENTRANCES),)
        except ZhengyunError as error:
            words = f"{error.code.id} {reason(error)}"
            continue
        return Proof((), tuple(Toxic(PART, str(one.fact), one.fact.of, NOT_SAID, SEPARATE) for one in found), untried)
    return Proof((unseen(PART, words),))
