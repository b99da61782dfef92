"""Looking at what is under way: one list a service for all of it, however much it is."""

import time
from collections.abc import Mapping, Sequence
from typing import Any, Final

from cloud import codes
from cloud.api import Api
from cloud.kinds.base import COMPUTE, VOLUME, Listing
from zhengyun.diff import Verb
from zhengyun.errors import ZhengyunError
from zhengyun.results import Outcome, Pending, Status
from zhengyun.run import failure

# What each phase of a server waits for, in Nova's words.
SERVER_PHASES: Final = {"active": "ACTIVE", "stopped": "SHUTOFF", "resized": "VERIFY_RESIZE"}
SETTLED: Final = frozenset({"available", "in-use"})
ALL: Final = ("all_tenants", "1")

Result = Outcome | Pending


def settle(api: Api, pending: Sequence[Pending]) -> list[Result]:
    """Say of each, in the same order, whether it has ended."""
    servers = _server_states(api, [one for one in pending if one.action.address.kind == "server"])
    volumes = _volumes(api) if any(one.action.address.kind in {"volume", "attachment"} for one in pending) else {}
    return [_late(_server(api, one, servers) if _is_server(one) else _volume(one, volumes)) for one in pending]


def _is_server(one: Pending) -> bool:
    return one.action.address.kind == "server"


def _server_states(api: Api, pending: Sequence[Pending]) -> Mapping[str, str]:
    """The state of servers, as far as it matters: one call for each state that something waits for."""
    if not pending:
        return {}
    wanted = {SERVER_PHASES[one.phase] for one in pending if one.phase in SERVER_PHASES}
    states = {} if not any(one.phase == "gone" for one in pending) else _with_status(api, "")
    for status in sorted(wanted | {"ERROR"}):
        states |= _with_status(api, status)
    return states


def _with_status(api: Api, status: str) -> dict[str, str]:
    query = (ALL, ("status", status)) if status else (ALL,)
    listed = api.list(Listing(COMPUTE, "/servers", "servers", query))
    return {server["id"]: status or "THERE" for server in listed}


def _server(api: Api, one: Pending, states: Mapping[str, str]) -> Result:
    state = states.get(one.made, "")
    if one.phase == "gone":
        return one if state and state != "ERROR" else _done(one)
    if state == "ERROR":
        return _broken(api, one)
    if state != SERVER_PHASES[one.phase]:
        return one
    if one.phase == "resized":
        api.post(COMPUTE, f"/servers/{one.made}/action", {"confirmResize": None}, wait_for_turn=True)
        return Pending(one.action, one.made, "active", one.deadline)
    return _done(one)


def _broken(api: Api, one: Pending) -> Outcome:
    server = api.get(COMPUTE, f"/servers/{one.made}")["server"]
    problem = str((server.get("fault") or {}).get("message", ""))
    if one.action.verb is Verb.CREATE:
        # It never lived. Left behind, it would count against the quota and stand in the way of the next attempt.
        api.delete(COMPUTE, f"/servers/{one.made}")
    wanted = SERVER_PHASES.get(one.phase, one.phase)
    error = ZhengyunError(codes.NOT_READY, thing=one.action.address, status="ERROR", wanted=wanted, problem=problem)
    return failure(one.action, error)


def _volumes(api: Api) -> Mapping[str, Mapping[str, Any]]:
    return {volume["id"]: volume for volume in api.list(Listing(VOLUME, "/volumes/detail", "volumes", (ALL,)))}


def _volume(one: Pending, volumes: Mapping[str, Mapping[str, Any]]) -> Result:
    volume = volumes.get(one.made)
    if volume is None:
        if one.phase == "gone":
            return _done(one)
        return failure(one.action, ZhengyunError(codes.NO_SUCH_THING, thing=one.action.address))
    status = str(volume["status"])
    if status.startswith("error"):
        error = ZhengyunError(
            codes.NOT_READY, thing=one.action.address, status=status, wanted=one.phase, problem="see Cinder's messages"
        )
        return failure(one.action, error)
    ended = {
        "available": status == "available",
        "settled": status in SETTLED,
        "in-use": status == "in-use",
        "detached": status == "available" and not volume["attachments"],
    }
    return _done(one) if ended.get(one.phase, False) else one


def _done(one: Pending) -> Outcome:
    return Outcome(one.action.id, Status.DONE, one.made)


def _late(result: Result) -> Result:
    """Give up on what takes too long."""
    if isinstance(result, Outcome) or time.monotonic() < result.deadline:
        return result
    error = ZhengyunError(codes.TOO_SLOW, thing=result.action.address, status=result.phase, seconds=600)
    return failure(result.action, error)
