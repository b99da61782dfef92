# SPDX-License-Identifier: GPL-3.0-or-later
"""Have the kernel take the rules that a role has laid: where something was laid, where it has others, or where a change is carried on that was broken off."""

from typing import Any

from ansible.plugins.action import ActionBase


class ActionModule(ActionBase):
    """In check mode it says whether it would load them, which the account that looks needs no leave for; the module does the rest."""

    _VALID_ARGS = frozenset(("role", "change", "state", "laid", "command"))
    _supports_check_mode = True

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        result: dict[str, Any] = super().run(tmp, task_vars)
        known, words = task_vars or {}, dict(self._task.args)
        laid, loads = words.pop("laid", False), words["state"] == "loaded"
        again = words["role"] in (known.get("zy_again") or {}).get(known["inventory_hostname"], ())
        if loads and not (laid or again or known["zy_found"]["rules"] != "laid"):
            return {**result, "changed": False}
        if not self._task.check_mode:
            result |= self._execute_module("zy_rules", module_args=words, task_vars=known)
        if not loads or result.get("failed"):
            return result
        # The same in check mode and out of it, so that what was agreed to can be held against what was done.
        diff = {"before": {"rules": known["zy_found"]["rules"]}, "after": {"rules": "laid"}}
        return {**result, "changed": True, "diff": diff}
