"""What the executor sees to by day for all standing permits: what is over goes, and what a night will need lies there."""

from cli.beforehand import by_himself, drop, is_lent, is_over, run
from cli.drawing import overtaken_ahead
from cli.leaves import one_of
from cli.text import _, reason
from cli.wiring import House
from records.codes import NO_REQUEST
from zhengyun.change import State
from zhengyun.errors import Exit, ZhengyunError


def drop_over(house: House) -> None:
    """Drop what lies there for each standing permit that is over, or that the records do not know; what could not be reached is told."""
    from vault.keeping import Folder

    for name in Folder(house.session.settings.wrapped_store).names():
        try:
            with by_himself(house):
                if _is_none(house, name) or overtaken_ahead(house, name):
                    drop(house, name)
        except ZhengyunError as error:
            text = _("what was opened in the vault for {request} could not be made worthless: {reason}")
            house.session.say(text.format(request=name, reason=reason(error)))


def open_lacking(house: House) -> None:
    """Open what each standing permit in force lacks, and say where not all that lies there is authorised: nobody is awake at night."""
    for found in house.ledger.requests({State.APPROVED}):
        try:
            if not is_lent(house, found) or not one_of(house, found).in_force:
                continue
            lying = run(house, found)
        except ZhengyunError as error:
            text = _("what {request} needs could not be opened in the vault: {reason}")
            house.session.say(text.format(request=found.id, reason=reason(error)))
            continue
        if lying.exit is Exit.WAITING:
            for line in lying.lines():
                house.session.say(line)


def _is_none(house: House, name: str) -> bool:
    """Whether a standing permit is over, or the records know none of that name."""
    try:
        return is_over(house, one_of(house, house.ledger.request(name)))
    except ZhengyunError as error:
        if error.code is not NO_REQUEST:
            raise
        return True
