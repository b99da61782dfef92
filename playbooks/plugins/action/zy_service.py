# SPDX-License-Identifier: GPL-3.0-or-later
"""Have a service take what a role has laid: where something was laid, where it does not run, or where a change is carried on that was broken off."""

import runpy
from pathlib import Path
from typing import Any

from ansible.errors import AnsibleActionFail
from ansible.plugins.action import ActionBase

said = runpy.run_path(str(Path(__file__).parents[1] / "zy_said.py"))["said"]

PROGRAM = "/usr/sbin/service"
"""Debian's own, for systemd and for scripts of System V; whose answer does not depend on what Ansible takes the host for."""
# A script of System V may begin before the end of what it has stopped, and then take that for running: 10 s at the most.
GONE = "n=0; while pidof {process} >/dev/null && [ $n -lt 100 ]; do sleep 0.1; n=$((n+1)); done"


class ActionModule(ActionBase):
    """In check mode it says whether it would, which the account that looks needs no leave for."""

    _VALID_ARGS = frozenset(("role", "name", "process", "state", "laid"))
    _supports_check_mode = True

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        result: dict[str, Any] = super().run(tmp, task_vars)
        known, words = task_vars or {}, self._task.args
        runs = words["process"] in known["zy_found"]["processes"]
        again = words["role"] in (known.get("zy_again") or {}).get(known["inventory_hostname"], ())
        if runs and not again and not words["laid"]:
            return {**result, "changed": False}
        state = str(words["state"]) if runs else "started"
        if not self._task.check_mode:
            self._call(str(words["name"]), str(words["process"]), state)
        # The same in check mode and out of it, so that what was agreed to can be held against what was done.
        diff = {"before": {"runs": runs}, "after": {"service": str(words["name"]), "state": state}}
        return {**result, "changed": True, "diff": diff}

    def _call(self, name: str, process: str, state: str) -> None:
        commands = {
            "reloaded": f"{PROGRAM} {name} reload",
            "restarted": f"{PROGRAM} {name} stop; {GONE.format(process=process)}; {PROGRAM} {name} start",
            "started": f"{PROGRAM} {name} start",
        }
        done = self._low_level_execute_command(commands[state])
        if done["rc"]:
            raise AnsibleActionFail(f"{name} was not {state}: {said(done) or 'it does not say why'}")
