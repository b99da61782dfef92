# SPDX-License-Identifier: GPL-3.0-or-later
"""Programs of a host called one after the other in one go, and what each says held against what it shall: no module goes there for it."""

import runpy
import shlex
from pathlib import Path
from typing import Any

from ansible.errors import AnsibleActionFail
from ansible.plugins.action import ActionBase

beside = Path(__file__).parents[1] / "zy_called.py"
called = runpy.run_path(str(beside))

# Where a program never ends, in seconds; the task itself may take longer (`ANSIBLE_TASK_TIMEOUT`).
SECONDS = 60


class ActionModule(ActionBase):
    """Fails with the words of the first call that does not end or say as it shall; changes nothing, so that check mode has no use for it."""

    _VALID_ARGS = frozenset(("calls",))
    _supports_check_mode = False

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        result: dict[str, Any] = super().run(tmp, task_vars)
        calls = [dict(one) for one in self._task.args["calls"]]
        for one in calls:
            if foreign := one.keys() - called["WORDS"]:
                raise AnsibleActionFail(f"zy_calls: a call has no {', '.join(sorted(foreign))}")
        words = [[str(word) for word in one["call"]] for one in calls]
        done = self._low_level_execute_command("\n".join(called["script"](shlex.join(one), SECONDS) for one in words))
        told = called["answers"](done["stdout"])
        if len(told) != len(calls):
            raise AnsibleActionFail(f"{words[len(told)][0]}: {called['last'](done['stderr']) or 'it was never called'}")
        for one, asked, (code, text) in zip(calls, words, told, strict=True):
            if why := called["wrong"](one, code, text):
                return {**result, "failed": True, "changed": False, "msg": f"{' '.join(asked)}: {why}"}
        return {**result, "changed": False}
