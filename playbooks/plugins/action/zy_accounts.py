# SPDX-License-Identifier: GPL-3.0-or-later
"""Accounts that are to be there, or those that this change has made and that are to go again."""

import runpy
from pathlib import Path
from typing import Any

from ansible.errors import AnsibleActionFail
from ansible.plugins.action import ActionBase

ask = runpy.run_path(str(Path(__file__).parents[1] / "zy_ask.py"))["ask"]


class ActionModule(ActionBase):
    """Which accounts there are is what the look program has told; which were made, what the module has kept on the host: no variable says so.
    Answers with `names` of those that were made or removed."""

    _VALID_ARGS = frozenset(("names", "absent"))
    _supports_check_mode = True

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        result: dict[str, Any] = super().run(tmp, task_vars)
        known = task_vars or {}
        if self._task.args.get("absent"):
            return {**result, **self._module(known, [], absent=True)}
        found = known["zy_found"]["accounts"]
        names = sorted(name for name in map(str, self._task.args["names"]) if name not in found)
        if not names:
            return {**result, "changed": False, "names": []}
        diff: dict[str, Any] = {"before": {}, "after": {"accounts": names}}
        done: dict[str, Any] = {"changed": True, "names": names}
        if not self._task.check_mode:
            self._agreed(str(known["inventory_hostname"]), diff)
            done = self._module(known, names, absent=False)
        return {**result, **done, "diff": diff}

    def _agreed(self, host: str, diff: dict[str, Any]) -> None:
        """Hold what is to be made against the plan, before it is made."""
        request = {"ask": "step", "host": host, "role": "accounts", "task": self._task.name, "diff": diff}
        try:
            answer = ask(request)
        except OSError as error:
            raise AnsibleActionFail(
                f"accounts: what was asked of who started this was not answered: {error}"
            ) from error
        if answer.get("ok") is not True:
            raise AnsibleActionFail(f"no account is made: {answer.get('why') or 'no reason given'}")

    def _module(self, known: dict[str, Any], names: list[str], *, absent: bool) -> dict[str, Any]:
        words = {"change": str(known["zy_change"]), "names": names, "absent": absent}
        done: dict[str, Any] = self._execute_module("zy_accounts", module_args=words, task_vars=known)
        return done
