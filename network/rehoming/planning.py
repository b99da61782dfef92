"""The steps of a move, each of which keeps the two networks apart; an order that would join them is refused with the step named."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from network import codes
from network.judging.judge import apart
from network.model import Model
from network.rehoming.checking import wrong
from network.rehoming.state import Ground, State
from zhengyun.errors import N_, Problems, Words, ZhengyunError
from zhengyun.estate import Estate
from zhengyun.estate.moving import Move, Step


def planned(old: Estate, new: Estate, move: Move, day: date) -> tuple[Step, ...]:
    """The order that the move gives, or the usual one, every step of it held against the model of both networks.

    Raises: Problems (ZY-NET-030, ZY-NET-031), ZhengyunError (ZY-NET-032: a step would join, with its number; ZY-NET-033, ZY-NET-034,
    ZY-NET-035).
    """
    if found := wrong(old, new, move):
        raise Problems(found)
    ground = Ground(old, new, move)
    steps = move.steps or tuple(usual(ground))
    state, proven, known = State(), False, _findings(ground, State(), day)
    for number, step in enumerate(steps, 1):
        told: dict[str, Any] = {"number": number, "step": text(step)}
        if step.deed == "attach" and not proven:
            raise ZhengyunError(codes.UNPROVEN_STEP, **told)
        state = _after(ground, state, step, told)
        problem = _joined(ground, state)
        if not problem and step.deed != "prove":
            problem = next(iter(sorted(_findings(ground, state, day) - known)), "")
        if problem:
            raise ZhengyunError(codes.JOINING_STEP, problem=problem, **told)
        # What was proven is proven until something else than an attachment changes: all that are attached then are proven together.
        proven = step.deed == "prove" or (proven and step.deed == "attach")
    _finished(ground, state, steps)
    return steps


def usual(ground: Ground) -> Iterator[Step]:
    """Off the old network everywhere, management last; new addresses; proof; onto the new one, management first; proof."""
    yield Step("prove")
    old, new = ground.old.hosts.segments, ground.segments
    for host, segment in sorted(
        ground.leaving, key=lambda one: (old[one[1]].management, one[0] in ground.move.hosts, one)
    ):
        yield Step("detach", host, segment)
    for host in sorted(ground.move.hosts):
        yield Step("readdress", host)
    yield Step("prove")
    for host, segment in sorted(
        ground.joining, key=lambda one: (not new[one[1]].management, one[0] in ground.move.hosts, one)
    ):
        yield Step("attach", host, segment)
    yield Step("prove")


def states(ground: Ground, steps: Sequence[Step]) -> Iterator[State]:
    """How the networks stand after each step."""
    state = State()
    for number, step in enumerate(steps, 1):
        state = _after(ground, state, step, {"number": number, "step": text(step)})
        yield state


def text(step: Step) -> str:
    """A step in a line."""
    return " ".join(one for one in (step.deed, step.host, step.segment) if one)


def _after(ground: Ground, state: State, step: Step, told: dict[str, Any]) -> State:
    port, what = (step.host, step.segment), ""
    if step.deed == "detach":
        what = "" if port in ground.leaving - state.detached else N_("it is not attached there, or does not move")
        state = replace(state, detached=state.detached | {port})
    elif step.deed == "attach":
        what = (
            ""
            if port in ground.joining - state.attached
            else N_("the move names no such place, or it is attached already")
        )
        state = replace(state, attached=state.attached | {port})
    elif step.deed == "readdress":
        fresh = step.host in ground.move.hosts and step.host not in state.readdressed
        what = "" if fresh else N_("it does not move, or has its new addresses already")
        state = replace(state, readdressed=state.readdressed | {step.host})
    if what:
        raise ZhengyunError(codes.IMPOSSIBLE_STEP, what=what, **told)
    return state


def _joined(ground: Ground, state: State) -> "Words | str":
    """What two networks have in common then: a segment, or a host that stands on segments of both."""
    on: dict[str, dict[bool, str]] = {}
    at: dict[str, dict[bool, str]] = {}
    new = {segment for _, segment in ground.joining}
    for host, segment, is_new in ground.attached(state):
        on.setdefault(segment, {})[is_new] = host
        if host in ground.move.hosts:
            at.setdefault(host, {})[(host, segment) in state.attached and segment in new] = segment
    for segment, hosts in sorted(on.items()):
        if len(hosts) > 1:
            facts = {"segment": segment, "old": hosts[False], "new": hosts[True]}
            return Words(
                N_("on segment {segment} {old} has an address of the old network, and {new} one of the new"), facts
            )
    for host, segments in sorted(at.items()):
        if len(segments) > 1:
            facts = {"host": host, "old": segments[False], "new": segments[True]}
            return Words(N_("{host} is attached to {old} of the old network, and to {new} of the new"), facts)
    return ""


def _findings(ground: Ground, state: State, day: date) -> set[str]:
    """What the model says that joins the two."""
    return {str(one) for one in apart(Model(ground.estates(state), day))}


def _finished(ground: Ground, state: State, steps: Sequence[Step]) -> None:
    left = [
        *((N_("still attached:"), f"{host} {segment}") for host, segment in sorted(ground.leaving - state.detached)),
        *((N_("not attached:"), f"{host} {segment}") for host, segment in sorted(ground.joining - state.attached)),
        *((N_("with its old addresses:"), host) for host in sorted(ground.move.hosts.keys() - state.readdressed)),
        *([] if steps[-1].deed == "prove" else [(N_("not proven:"), text(steps[-1]))]),
    ]
    if left:
        raise ZhengyunError(codes.UNFINISHED_MOVE, what=left[0][0], name=left[0][1])
