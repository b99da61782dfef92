"""What a standing permit needs of the vault: opened beforehand by the executor, agreed to with the permit, and gone with it.

So a script at night gets what people have agreed to for it by day, while nobody is awake; and of that as much as they have agreed to.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final, NamedTuple

import click

from cli.authorising import Desk, at_the_vault, is_asked
from cli.drawing import overtaken_ahead
from cli.executing import DROPPED, openings_of, standing
from cli.leaves import IN_FORCE, NOT_YET, USED_UP, WAITS, Held, one_of, words
from cli.locking import alone
from cli.lost import end_lost
from cli.starting import start
from cli.text import _, listed, reason
from cli.wiring import House
from zhengyun.change import CLOSED, ChangeRequest, State
from zhengyun.entry import Note
from zhengyun.errors import Exit, Problems, ZhengyunError
from zhengyun.instant import parse
from zhengyun.leave import Leave
from zhengyun.office import same
from zhengyun.reading import texts
from zhengyun.standing import Standing
from zhengyun.subject import STANDING

if TYPE_CHECKING:
    from vault.ahead import Ahead
    from vault.opening import Waiting

TAKEN: Final = "vault.taken"
# So a standing permit stands while something may lie in the vault for it.
ALIVE: Final = frozenset({WAITS, IN_FORCE, NOT_YET, USED_UP})


class Lying(NamedTuple):
    """What lies in the vault for a standing permit, or has been dropped."""

    request: str
    state: State
    over: bool
    waiting: "tuple[Waiting, ...]" = ()
    dropped: tuple[str, ...] = ()

    @property
    def exit(self) -> Exit:
        """8 while it waits for somebody's word."""
        whole = self.over or (self.state is State.APPROVED and all(one.approved for one in self.waiting))
        return Exit.OK if whole else Exit.WAITING

    def document(self) -> Mapping[str, object]:
        """As JSON data."""
        return standing(self.request, self.state, self.waiting, self.dropped)

    def lines(self) -> Iterator[str]:
        """In some lines."""
        if self.over:
            text = _("{request} is over; of what was opened for it beforehand is worthless now: {count}")
            yield text.format(request=self.request, count=len(self.dropped))
            return
        for need in {one.need.key: one.need for one in self.waiting}.values():
            of = [one for one in self.waiting if one.need == need]
            text = _("{need}: opened beforehand {count} times, authorised {authorised}, until {until}")
            authorised = sum(one.approved for one in of)
            yield text.format(need=need, count=len(of), authorised=authorised, until=min(one.until for one in of))
        if self.exit is Exit.WAITING:
            text = _("a security administrator agrees to it, and authorises it: zhengyun change approve {request}")
            yield text.format(request=self.request)


def is_lent(house: House, found: ChangeRequest) -> bool:
    """Whether a request is about something for which credentials are opened beforehand."""
    return found.permit.subject == STANDING and bool(house.executor_name)


def run(house: House, found: ChangeRequest, *, gone: str = "") -> Lying:
    """The executor's part: open what is left of a standing permit, or drop it where that is over.

    What he had opened and holds no more is made worthless, on this machine or on one that is `gone` for good.

    Raises: ZhengyunError (ZY-VAULT-*, ZY-CLI-030).
    """
    from vault.ahead import open_ahead

    house.proven()
    one, state = one_of(house, found), found.state(house.clock.now())
    with by_himself(house):
        if is_over(house, one):
            return Lying(found.id, state, over=True, dropped=drop(house, found.id))
        if overtaken_ahead(house, found.id):
            drop(house, found.id)
        executor = house.executor(house.signer)
        end_lost(house, executor, found.id, _drawn(house), gone)
        ahead = _ahead(house, one)
        # What a change has drawn and was torn off with before it could say so is that change's own.
        drawn = len(_begun(house, one) & {*executor.folder.requests()})
        ahead = ahead._replace(left=max(0, ahead.left - drawn))
        return Lying(found.id, state, over=False, waiting=open_ahead(executor, ahead, openings_of(house, found.id)))


@contextmanager
def by_himself(house: House) -> Iterator[None]:
    """In the executor's own folder: nobody else can hold him up."""
    folder = house.session.settings.wrapped_store
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with alone(folder / "ahead.lock"):
        yield


def open_for(house: House, name: str, subject: object) -> None:
    """Have opened what a new standing permit needs, where a vault is."""
    from cli.starting import open_for as begin

    if isinstance(subject, Standing) and subject.sites:
        begin(house, name)


def close_for(house: House, found: ChangeRequest) -> None:
    """Have dropped what lies there for a standing permit that was taken back; without the executor whoever takes it back ends it."""
    from cli.dropping import revoke

    if not is_lent(house, found) or not openings_of(house, found.id):
        return
    try:
        code = start(house, found.id)
    except ZhengyunError as error:
        house.session.say(reason(error))
        code = int(error.exit)
    if code != Exit.OK:
        revoke(house, found.id)


def looked(house: House, desk: Desk) -> None:
    """Hold what lies there against the standing permit; say what is not open.

    Raises: Problems (ZY-VAULT-050 to 053, 080), ZhengyunError (ZY-VAULT-*).
    """
    from vault.ahead import match_ahead
    from vault.control import look

    if not desk.token:
        return
    ahead = _ahead(house, one_of(house, desk.found))
    openings, mine = openings_of(house), _untaken(house, ahead.name)
    asked = {one: said for one in mine if (said := look(house.vault_server, desk.token, one))}
    match = match_ahead(ahead, openings, asked, house.executor_name)
    if match.strange:
        raise Problems(match.strange)
    desk.agrees_to(match._replace(fits=tuple(one for one in match.fits if not asked[one.accessor].approved)))
    if match.missing:
        text = _(
            "not open in the vault: {needs}; once it is (zhengyun change run {request}), approve again to authorise it"
        )
        house.session.say(text.format(needs=listed(dict.fromkeys(map(str, match.missing))), request=ahead.name))
    elif ahead.needs:
        text = _("opened in the vault beforehand, {count} times until {until}: {needs}")
        needs = listed(map(str, ahead.needs))
        house.session.say(text.format(count=ahead.left, until=ahead.until, needs=needs))


def again(house: House, found: ChangeRequest) -> bool:
    """Whether a standing permit has been agreed to, and whoever acts may have what lies there to authorise."""
    now, person = house.clock.now(), house.session.person
    return (
        is_lent(house, found)
        and found.state(now) is State.APPROVED
        and is_asked(house)
        and not same(house.roles, person, found.permit.asker, now)
    )


def authorise(house: House, found: ChangeRequest, *, yes: bool) -> None:
    """Authorise what was opened since for a standing permit that has been agreed to; nothing is signed.

    Raises: ZhengyunError (ZY-PERMIT-006, ZY-VAULT-*), Problems (ZY-VAULT-050 to 053, 080).
    """
    from zhengyun import codes

    person, one = house.proven(), one_of(house, found)
    if same(house.roles, person, one.leave.subject.person, house.clock.now()):
        raise ZhengyunError(codes.SELF_APPROVAL, request=found.id, person=person)
    if is_over(house, one):
        _say_nothing(house, found)
        return
    with at_the_vault(house, found) as desk:
        looked(house, desk)
        if house.session.output == "table":
            for line in words(one.leave.subject):
                house.session.say(line)
        if not yes:
            text = _("Authorise in the vault what {request} needs?")
            click.confirm(text.format(request=found.id), abort=True, err=True)
        if not desk.authorise():
            _say_nothing(house, found)


def _say_nothing(house: House, found: ChangeRequest) -> None:
    house.session.say(_("nothing waits in the vault for your word about {request}").format(request=found.id))


def _ahead(house: House, one: Held) -> "Ahead":
    from vault.ahead import Ahead
    from vault.needs import cloud

    subject = one.leave.subject
    sites = subject.sites if isinstance(subject, Standing) else ()
    left = one.leave.left + len(_begun(house, one))
    return Ahead(one.request.id, tuple(map(cloud, sites)), left if sites else 0, subject.not_after)


def _begun(house: House, one: Held) -> set[str]:
    """The changes that the door has let through under a standing permit, that are not over, and that have taken nothing yet."""
    now = house.clock.now()
    return begun(one.leave, _taken(house), lambda name: house.ledger.request(name).state(now) in CLOSED)


def begun(leave: Leave, taken: Collection[str], is_over: Callable[[str], bool]) -> set[str]:
    """Of the uses that count, those that may still take theirs of the vault."""
    return {name for name in leave.used[: leave.subject.count] if name not in taken and not is_over(name)}


def _taken(house: House) -> set[str]:
    """The changes that have taken something of the vault."""
    return {str(entry.body.get("request")) for entry in house.book.of_kind(TAKEN)}


def _untaken(house: House, name: str) -> list[str]:
    """What the log says that was opened for a standing permit, that is not over, and that no change has taken.

    What was opened before somebody took his yes back is on its way out: it serves nobody, and nobody agrees to it again.
    """
    from governance.withdrawals import WITHDRAWN
    from vault.opening import OPENED

    of, now = list[Mapping[str, object]](), house.clock.now()
    for entry in house.book.of_kind(OPENED, WITHDRAWN):
        if entry.body.get("request") == name:
            of = [*of, entry.body] if entry.kind == OPENED else []
    gone = _drawn(house)
    return [str(one["accessor"]) for one in of if str(one["accessor"]) not in gone and parse(str(one["until"])) > now]


def _drawn(house: House) -> set[str]:
    """What changes have taken, and what was one use with that: it went with it."""
    of = house.book.of_kind(TAKEN)
    return {str(one) for entry in of for field in ("accessors", "drawn") for one in texts(entry.body.get(field) or ())}


def is_over(house: House, one: Held) -> bool:
    """Whether nothing lies in the vault for a standing permit any more, or should."""
    return one.standing not in ALIVE or parse(one.leave.subject.not_after) <= house.clock.now()


def drop(house: House, name: str) -> tuple[str, ...]:
    """Make worthless what lies there for a standing permit; return the accessors. Raises: ZhengyunError (ZY-VAULT-*)."""
    from vault.ahead import forget_ahead, revoke_ahead

    executor = house.executor(house.signer)
    dropped = revoke_ahead(executor, name)
    if dropped:
        house.book.append(Note(DROPPED, house.session.person, {"request": name, "accessors": list(dropped)}))
    forget_ahead(executor, name)
    return dropped
