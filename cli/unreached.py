"""Why a host could not be reached: asked once more over a connection that tells the reasons apart."""

from cli.wiring import House
from playbooks.codes import AWAY
from remote.codes import UNREACHABLE
from remote.port import target
from zhengyun.errors import Problems, ZhengyunError
from zhengyun.estate import Estate


def explained(house: House, estate: Estate, problems: Problems) -> Problems:
    """The same problems, each host that was away with its own reason: another key, nobody let in, silence.
    One that answers now, and one to which there is no way, was away: that is told with what can be planned all the same.

    Raises: ZhengyunError (ZY-HOST-040, ZY-HOST-041, ZY-SSH-011).
    """
    names = [str(one.values["host"]) for one in problems.errors if one.code is AWAY]
    targets = [target(estate.hosts.hosts[name]) for name in names]
    asked = house.connector().run_all(targets, "true") if targets else ()
    why = {one.host: one.trouble for one in asked if one.trouble}
    return Problems(tuple(_first(why.get(str(one.values.get("host"))), one) for one in problems.errors))


def _first(found: ZhengyunError | None, told: ZhengyunError) -> ZhengyunError:
    return found if found is not None and found.code is not UNREACHABLE and told.code is AWAY else told
