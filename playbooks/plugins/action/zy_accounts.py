# SPDX-License-Identifier: GPL-3.0-or-later
"""Accounts that are there, or are not: without a password, each with a group and a home of its own."""

import runpy
from pathlib import Path
from typing import Any

from ansible.errors import AnsibleActionFail
from ansible.plugins.action import ActionBase

said = runpy.run_path(str(Path(__file__).parents[1] / "zy_said.py"))["said"]

MAKE = "/usr/sbin/useradd --create-home --user-group --shell /bin/sh --comment zhengyun --password '*' {name}"
REMOVE = "/usr/sbin/userdel --remove {name}"


class ActionModule(ActionBase):
    """Which accounts there are is what the look program has told. Answers with `names` of those that were made or removed."""

    _VALID_ARGS = frozenset(("names", "absent"))
    _supports_check_mode = True

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        result: dict[str, Any] = super().run(tmp, task_vars)
        absent, wanted = bool(self._task.args.get("absent")), sorted(map(str, self._task.args["names"]))
        found = (task_vars or {})["zy_found"]["accounts"]
        names = wanted if absent else [name for name in wanted if name not in found]
        if names and not self._task.check_mode:
            for name in names:
                self._call((REMOVE if absent else MAKE).format(name=self._connection._shell.quote(name)))
        there: dict[str, list[str]] = {"accounts": names}
        diff = {"before": there if absent else {}, "after": {} if absent else there}
        return {**result, "changed": bool(names), "names": names, **({"diff": diff} if names else {})}

    def _call(self, command: str) -> None:
        done = self._low_level_execute_command(command)
        if done["rc"]:
            raise AnsibleActionFail(f"{command.partition(' ')[0]}: {said(done)}")
