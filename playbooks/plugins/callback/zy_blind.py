# SPDX-License-Identifier: GPL-3.0-or-later
"""Tells who started Ansible which tasks were left out because this is check mode: of these nobody can say what they would do."""

import runpy
from pathlib import Path
from typing import Any

from ansible.plugins.callback import CallbackBase

DOCUMENTATION = """
name: zy_blind
type: notification
short_description: Tells of tasks that check mode leaves out
description: [A task that a condition leaves out is nothing; one that only check mode leaves out is told over the private socket.]
author: [The zhengyun authors (@zhengyun)]
"""

# Plugins are loaded one by one: what two of them need lies beside.
ask = runpy.run_path(str(Path(__file__).parents[1] / "zy_ask.py"))["ask"]


class CallbackModule(CallbackBase):
    """Listens to what is skipped."""

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "notification"
    CALLBACK_NAME = "zy_blind"
    CALLBACK_NEEDS_ENABLED = True

    def v2_runner_on_skipped(self, result: Any) -> None:
        """A task was left out on a host."""
        told = result.result if hasattr(result, "result") else result._result
        task = result.task if hasattr(result, "task") else result._task
        host = result.host if hasattr(result, "host") else result._host
        if "false_condition" in told or told.get("skip_reason") or task.loop:
            return
        role = task._role.get_name() if task._role else ""
        ask(
            {
                "tell": "blind",
                "host": host.get_name(),
                "role": role,
                "task": task.name or task.action,
                "module": task.action,
            }
        )
