# SPDX-License-Identifier: GPL-3.0-or-later
"""Asks who started Ansible before each play whether it may begin: between two roles nothing is half done."""

import os
import runpy
from pathlib import Path
from typing import Any

from ansible.plugins.callback import CallbackBase

DOCUMENTATION = """
name: zy_turn
type: notification
short_description: Begins no play that is not to begin
description: [Ansible ends before a play where the answer over the private socket is no, or where nobody answers any more.]
author: [The zhengyun authors (@zhengyun)]
"""

# Plugins are loaded one by one: what two of them need lies beside.
ask = runpy.run_path(str(Path(__file__).parents[1] / "zy_ask.py"))["ask"]


class CallbackModule(CallbackBase):
    """Listens to plays."""

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "notification"
    CALLBACK_NAME = "zy_turn"
    CALLBACK_NEEDS_ENABLED = True

    def v2_playbook_on_play_start(self, play: Any) -> None:
        """A play is about to begin; what is raised here Ansible would only warn of."""
        try:
            if ask({"ask": "turn", "play": play.get_name()}).get("ok") is True:
                return
        except OSError:
            pass
        os._exit(1)
