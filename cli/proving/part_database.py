"""The part that is the records' PostgreSQL."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Final

from cli.proving.database_tries import DATABASE, PART
from cli.proving.databases import DatabaseStage, heard, may_enter
from cli.proving.parts import Told
from cli.proving.trials import Catalogue, MissingError
from cli.proving.trials import prove as tried
from cli.wiring import House
from governance.proving import Proof, Toxic
from records.separation.offices import Holder, Office, holders
from zhengyun.errors import N_, ZhengyunError

if TYPE_CHECKING:
    from records.separation.separating import Separation

NO_DATABASE: Final = N_("the records are not on PostgreSQL")
NOBODY: Final = N_("nobody's password for the database is known here")
NOT_SAID: Final = N_("a right that does not follow from the role file")
SEPARATE: Final = N_("zhengyun records separate")
SCHEME: Final = "postgresql:"
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
    separation = house.separation(url)
    who = holders(house.roles, separation.names, house.clock.now())
    known = {office: one for office, one in _by_office(who) if may_enter(url, one)}
    if not known:
        raise MissingError(NOBODY)
    return proof_at(DatabaseStage(url, separation.names, known), house.separation, who, told)


def proof_at(stage: DatabaseStage, separation: Separate, who: tuple[Holder, ...], told: Told = lambda _: None) -> Proof:
    """The same at a stage."""
    proof = tried(DATABASE, stage, heard, told)
    return Proof(proof.results, tuple(_toxic(stage, separation, who)), proof.untried)


def _by_office(who: tuple[Holder, ...]) -> Iterator[tuple[str, Holder]]:
    for office in Office:
        yield from ((office.value, one) for one in who if office in one.offices)


def _toxic(stage: DatabaseStage, separation: Separate, who: tuple[Holder, ...]) -> Iterator[Toxic]:
    """Everything that is not as it follows from the role file, as somebody sees it who may look."""
    from records.attempts import as_login

    for office in (Office.AUDIT, Office.SECURITY):
        holder = stage.holders.get(office)
        if holder is None:
            continue
        try:
            found = separation(as_login(stage.url, holder.login)).differences(who)
        except ZhengyunError:
            continue
        yield from (Toxic(PART, str(one.fact), one.fact.of, NOT_SAID, SEPARATE) for one in found)
        return
