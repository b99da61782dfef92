"""The dependency graph of a plan while it is carried out: what can be begun, what waits, what is lost."""

from collections.abc import Iterator, Sequence

from zhengyun.action import Action


class Graph:
    """Actions and what they need. Needs outside the given actions count as met."""

    def __init__(self, actions: Sequence[Action]) -> None:
        known = {action.id for action in actions}
        self._followers: dict[str, list[Action]] = {action.id: [] for action in actions}
        self._unmet: dict[str, set[str]] = {}
        for action in actions:
            self._unmet[action.id] = needs = set(action.needs) & known
            for need in needs:
                self._followers[need].append(action)
        self._actions = actions
        self._lost: set[str] = set()

    def first(self) -> list[Action]:
        """What can be begun at once."""
        return [action for action in self._actions if not self._unmet[action.id]]

    def done(self, action: Action) -> list[Action]:
        """What can be begun now that this action is done."""
        begun = []
        for follower in self._followers[action.id]:
            unmet = self._unmet[follower.id]
            unmet.discard(action.id)
            if not unmet and follower.id not in self._lost:
                begun.append(follower)
        return begun

    def failed(self, action: Action) -> Iterator[Action]:
        """Everything that rests on this action, directly or not, and that had not been lost before."""
        ahead = [action]
        while ahead:
            for follower in self._followers[ahead.pop().id]:
                if follower.id not in self._lost:
                    self._lost.add(follower.id)
                    ahead.append(follower)
                    yield follower

    def weights(self) -> dict[str, int]:
        """For each action the usual time, in tenths of a second, until the longest chain behind it has ended."""
        weight: dict[str, int] = {}
        for action in reversed(self._actions):  # a plan's order puts whatever is needed first
            behind = max((weight[follower.id] for follower in self._followers[action.id]), default=0)
            weight[action.id] = action.tenths + behind
        return weight
