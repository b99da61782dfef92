# SPDX-License-Identifier: GPL-3.0-or-later
"""How a host stands, by its look program: once a play, for all that comes after it."""

import json
import runpy
from pathlib import Path
from typing import Any

from ansible.errors import AnsibleActionFail
from ansible.plugins.action import ActionBase

said = runpy.run_path(str(Path(__file__).parents[1] / "zy_said.py"))["said"]

PROGRAM = "/usr/local/libexec/zhengyun-look"
SCHEMA = "zhengyun-look/1"


class ActionModule(ActionBase):
    """Sets the fact `zy_found`. Who looks asks sudo for this one program; who runs is root already."""

    _VALID_ARGS: frozenset[str] = frozenset()
    _supports_check_mode = True

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        result: dict[str, Any] = super().run(tmp, task_vars)
        root = bool(self._play_context.become)
        done = self._low_level_execute_command(PROGRAM if root else f"sudo -n {PROGRAM}", sudoable=root)
        try:
            found = json.loads(done["stdout"]) if done["rc"] == 0 else {}
        except ValueError:
            found = {}
        if not isinstance(found, dict) or found.get("schema") != SCHEMA:
            raise AnsibleActionFail(f"{PROGRAM} does not tell how this host stands: {said(done) or 'it says nothing'}")
        return {**result, "changed": False, "ansible_facts": {"zy_found": found}}
