# SPDX-License-Identifier: GPL-3.0-or-later
"""Ansible's inventory from who started it: hosts and what they are told come over the private socket, and lie in no file."""

import runpy
from pathlib import Path
from typing import Any

from ansible.errors import AnsibleParserError
from ansible.plugins.inventory import BaseInventoryPlugin

DOCUMENTATION = """
name: zhengyun
short_description: Hosts of the estate, over a private socket
description: [Asks who started Ansible for the hosts of this run, and for what they are told.]
author: [The zhengyun authors (@zhengyun)]
"""

# Plugins are loaded one by one: what two of them need lies beside.
ask = runpy.run_path(str(Path(__file__).parents[1] / "zy_ask.py"))["ask"]


class InventoryModule(BaseInventoryPlugin):
    """Reads a source called `zhengyun.socket`, in which nothing stands."""

    NAME = "zhengyun"

    def verify_file(self, path: str) -> bool:
        """Whether a source is ours."""
        return Path(path).name == "zhengyun.socket"

    def parse(self, inventory: Any, loader: Any, path: str, cache: bool = True) -> None:
        """Fill the inventory."""
        super().parse(inventory, loader, path, cache)
        try:
            told = ask({"ask": "inventory"})
        except OSError as error:
            raise AnsibleParserError(f"nobody tells which hosts there are: {error}") from error
        variables = told.pop("_meta")["hostvars"]
        for name, group in told.items():
            self._group(name, group)
        for host, words in variables.items():
            for key, value in words.items():
                inventory.set_variable(host, key, value)

    def _group(self, name: str, group: dict[str, Any]) -> None:
        self.inventory.add_group(name)
        for host in group.get("hosts", ()):
            self.inventory.add_host(host, group=name)
        for key, value in group.get("vars", {}).items():
            self.inventory.set_variable(name, key, value)
