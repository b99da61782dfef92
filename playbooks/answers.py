"""What Ansible's plugins are answered over the private socket: while looking, and while a change is carried out."""

import threading
from collections.abc import Callable, Mapping
from typing import Final

from playbooks import codes
from playbooks.allowing import Allowed
from playbooks.events import Step
from playbooks.grammars import Where
from playbooks.plan import Diff
from playbooks.port import Secrets
from playbooks.socket import Answer, Ask
from zhengyun.errors import ZhengyunError

LOOKING: Final = "this is a look: nothing is changed by it"
STOPPED: Final = "the run has been stopped"
# Whoever is to begin no further play waits until he is ended, in seconds.
HELD: Final = 30.0


class Looking:
    """Answers for a look: secrets as their keyed digests, and leave for nothing. Keeps the diffs that it is told."""

    def __init__(self, inventory: Mapping[str, object], secrets: Secrets) -> None:
        self._inventory, self._secrets = inventory, secrets
        self._lock = threading.Lock()
        self._digests: dict[str, str] = {}
        self.diffs: list[Diff] = []
        self.blind: list[tuple[Where, Step]] = []

    def __call__(self, ask: Ask) -> Answer:
        """Answer one question. Raises: ZhengyunError as the secrets do; KeyError where a word is missing."""
        if ask.get("ask") == "inventory":
            return self._inventory
        if ask.get("ask") == "digest":
            return Looking.secret(self, str(ask["host"]), str(ask["name"]))
        if ask.get("ask") == "secret":
            return self.secret(str(ask["host"]), str(ask["name"]))
        if ask.get("ask") == "may":
            return self.may(ask)
        if ask.get("ask") == "step":
            return self.step(ask)
        return self._told(ask)

    def _told(self, ask: Ask) -> Answer:
        """Keep what is told."""
        with self._lock:
            if ask.get("tell") == "diff":
                self.diffs.append(Diff(*(str(ask[name]) for name in Diff._fields)))
            elif ask.get("tell") == "blind":
                where = Where(str(ask["host"]), str(ask["role"]))
                self.blind.append((where, Step(str(ask["task"]), str(ask["module"]))))
            else:
                return {"error": "there is no such question"}
        return {}

    def secret(self, host: str, name: str) -> Answer:
        """What stands in the place of a secret; each is read once."""
        del host
        with self._lock:
            if name not in self._digests:
                self._digests[name] = self._secrets.digest(name)
            return {"digest": self._digests[name]}

    def may(self, ask: Ask) -> Answer:
        """Whether a file may be written."""
        del ask
        return {"ok": False, "why": LOOKING}

    def step(self, ask: Ask) -> Answer:
        """Whether something else may be done."""
        return self.may(ask)


class Carrying(Looking):
    """Answers for a run: the secrets that the plan names, and leave for exactly what it holds, until it is stopped."""

    def __init__(
        self,
        inventory: Mapping[str, object],
        secrets: Secrets,
        allowed: Allowed,
        turn: Callable[[], bool],
        stopped: threading.Event,
    ) -> None:
        super().__init__(inventory, secrets)
        self._allowed, self._turn, self._stopped = allowed, turn, stopped

    def __call__(self, ask: Ask) -> Answer:
        """Answer one question. Raises: as a look, and ZhengyunError (ZY-HOST-031)."""
        if ask.get("ask") != "turn":
            return super().__call__(ask)
        if self._turn():
            return {"ok": True}
        threading.Event().wait(HELD)
        return {"ok": False}

    def secret(self, host: str, name: str) -> Answer:
        """A secret with its digest. Raises: ZhengyunError (ZY-HOST-031) where no file of the plan on that host has it."""
        if not self._allowed.secret(host, name):
            raise ZhengyunError(codes.NOT_ASKED, host=host, name=name)
        return {**super().secret(host, name), "value": self._secrets.value(name)}

    def may(self, ask: Ask) -> Answer:
        """Whether the plan holds this file, as it is to be and as it is."""
        if self._stopped.is_set():
            return {"ok": False, "why": STOPPED}
        why = self._allowed.why_not(ask)
        if not why:
            return {"ok": True}
        error = ZhengyunError(codes.NOT_AGREED, host=ask["host"], role=ask["role"], path=ask["path"], why=why)
        return {"ok": False, "why": str(error)}

    def step(self, ask: Ask) -> Answer:
        """Whether the plan holds this step, with what it comes to."""
        if self._stopped.is_set():
            return {"ok": False, "why": STOPPED}
        if not (why := self._allowed.why_no_step(ask)):
            return {"ok": True}
        error = ZhengyunError(codes.STEP_NOT_AGREED, host=ask["host"], role=ask["role"], task=ask["task"], why=why)
        return {"ok": False, "why": str(error)}
