"""Control groups: asking for what waits for others' words, looking at what was asked for, agreeing to it, and having it.

What waits is had by a wrapped token; its accessor names it without opening it. It is done when it is had, and not before. It lives
by the pass that it was asked for with: when that is given back, nobody has it any more, whoever has agreed.
"""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from vault import codes
from vault.port import Answer, Need, Server, Wrapped
from zhengyun.errors import ZhengyunError

METHODS: Final = {"read": "GET", "list": "LIST", "update": "POST", "delete": "DELETE"}
# The vault calls a write so where nothing was there before.
CREATE: Final = "create"
REQUEST: Final = "sys/control-group/request"
AUTHORISE: Final = "sys/control-group/authorize"
UNWRAP: Final = "sys/wrapping/unwrap"
REVOKE: Final = "auth/token/revoke-accessor"
# Its own words, of which it has no others.
DEAD: Final = "invalid accessor"
AGREED_ALREADY: Final = "already authorized"
# The same of a token that was revoked with the one that it came from, or used up.
NO_MORE: Final = (DEAD, "token not found")
NOT_VALID: Final = "wrapping token is not valid"


class Asked(NamedTuple):
    """What the vault knows of an accessor: who has asked (the name of his entity), for what, and who has agreed."""

    entity: str
    need: Need
    approved: bool
    authorised: tuple[str, ...] = ()


def ask(server: Server, token: str, need: Need) -> Wrapped:
    """Ask for something that waits.

    Raises: ZhengyunError (ZY-VAULT-056: it was given at once; ZY-VAULT-001 to 008).
    """
    wrapped = server.ask(METHODS[need.operation], need.path, need.body or None, token=token).wrapped
    if wrapped is None:
        raise ZhengyunError(codes.NO_CONTROL_GROUP, what=need)
    return wrapped


def look(server: Server, token: str, accessor: str) -> Asked | None:
    """What was asked for under an accessor; nothing where that is over, or never was.

    Raises: ZhengyunError (ZY-VAULT-001 to 008).
    """
    try:
        said = server.ask("POST", REQUEST, {"accessor": accessor}, token=token).data
    except ZhengyunError as error:
        if said_so(error, DEAD):
            return None
        raise
    operation = "update" if said.get("request_operation") == CREATE else str(said.get("request_operation"))
    body: Mapping[str, Any] = said.get("request_data") or {}
    who = tuple(str(one.get("entity_name") or one.get("entity_id")) for one in said.get("authorizations") or ())
    need = Need(operation, str(said.get("request_path")), body)
    return Asked(str((said.get("request_entity") or {}).get("name")), need, bool(said.get("approved")), who)


def authorise(server: Server, token: str, accessor: str) -> bool:
    """Agree to what was asked for under an accessor; whether that was the last word that it waited for.

    Whoever is in no factor of its control group may say it too: it counts for nothing.

    Raises: ZhengyunError (ZY-VAULT-001 to 008).
    """
    try:
        return bool(server.ask("POST", AUTHORISE, {"accessor": accessor}, token=token).data.get("approved"))
    except ZhengyunError as error:
        if not said_so(error, AGREED_ALREADY):
            raise
    found = look(server, token, accessor)
    return bool(found and found.approved)


def revoke(server: Server, token: str, accessor: str) -> bool:
    """Make worthless what was asked for under an accessor, whoever has agreed to it; whether it still lived.

    Raises: ZhengyunError (ZY-VAULT-001 to 008).
    """
    try:
        server.ask("POST", REVOKE, {"accessor": accessor}, token=token)
    except ZhengyunError as error:
        if not any(said_so(error, words) for words in NO_MORE):
            raise
        return False
    return True


def unwrap(server: Server, wrapped: str, need: Need, request: str) -> Answer:
    """Have what was asked for, by the token that stands for it: that is all the leave that it takes.

    Raises: ZhengyunError (ZY-VAULT-055: not everybody has agreed, or it is over; ZY-VAULT-001 to 008).
    """
    try:
        return server.ask("POST", UNWRAP, {}, token=wrapped)
    except ZhengyunError as error:
        if said_so(error, NOT_VALID):
            raise ZhengyunError(codes.NOT_AUTHORISED, what=need, request=request) from error
        raise


def said_so(error: ZhengyunError, words: str) -> bool:
    """Whether the vault answered in these words."""
    return error.code is codes.ANSWERED and words in str(error.values.get("problem"))
