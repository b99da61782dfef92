# SPDX-License-Identifier: GPL-3.0-or-later
"""How a host stands, by its look program: once a play, for all that comes after it."""

import runpy
from pathlib import Path
from typing import Any

from ansible.errors import AnsibleActionFail
from ansible.plugins.action import ActionBase

found = runpy.run_path(str(Path(__file__).parents[1] / "zy_found.py"))["found"]
said = runpy.run_path(str(Path(__file__).parents[1] / "zy_said.py"))["said"]

PROGRAM = "/usr/local/libexec/zhengyun-look"
# So much is read of what it says, in bytes; a host of ours tells some thousands. Whoever says more is cut off, and has told nothing.
LONGEST = 1 << 20
# So long it may run there, in seconds. Where sudo runs it for who looks, it is sudo that ends it (role accounts): nobody else may.
SECONDS = 90
ALONE = f"sudo -n {PROGRAM}"
AS_ROOT = f"timeout -k 5 {SECONDS} {PROGRAM}"
BOUND = "{{ {{ {command} | head -c {longest}; }} 2>&1 >&3 | head -c 4096 >&2; }} 3>&1"


class ActionModule(ActionBase):
    """Sets the fact `zy_found`. Who looks asks sudo for this one program; who runs is root already."""

    _VALID_ARGS: frozenset[str] = frozenset()
    _supports_check_mode = True

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        result: dict[str, Any] = super().run(tmp, task_vars)
        root = bool(self._play_context.become)
        command = BOUND.format(command=AS_ROOT if root else ALONE, longest=LONGEST)
        done = self._low_level_execute_command(command, sudoable=root)
        try:
            told = found(done["stdout"])
        except ValueError as error:
            nothing = said(done) or f"it says nothing, or took longer than {SECONDS} s"
            why = error if done["stdout"].strip() else nothing
            raise AnsibleActionFail(f"{PROGRAM} does not tell how this host stands: {why}") from error
        return {**result, "changed": False, "ansible_facts": {"zy_found": told}}
