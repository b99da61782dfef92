# SPDX-License-Identifier: GPL-3.0-or-later
"""The one way in which our roles lay files: rendered here, compared by digests, allowed one by one, laid by the module `zy_file`."""

import difflib
import hashlib
import posixpath
import re
import runpy
from pathlib import Path
from typing import Any

from ansible.errors import AnsibleActionFail
from ansible.plugins.action import ActionBase

MARK = re.compile(r"@@([a-z0-9_-]+/[a-z0-9_-]+)@@")
"""A secret's place in a text."""
STANDING = ("sha256", "mode", "owner", "group")
FILE = {"path", "content", "mode", "owner", "group", "validate", "secrets", "absent"}

# Plugins are loaded one by one: what two of them need lies beside.
ask = runpy.run_path(str(Path(__file__).parents[1] / "zy_ask.py"))["ask"]


class ActionModule(ActionBase):
    """Answers with `zhengyun`: each file with what stood there and what stands there now, or would."""

    _VALID_ARGS = frozenset(("role", "files"))
    _supports_check_mode = True

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        result: dict[str, Any] = super().run(tmp, task_vars)
        known = task_vars or {}
        self._host, self._role = str(known["inventory_hostname"]), str(self._task.args["role"])
        found = known.get("zy_found", {}).get("paths")
        if found is None:
            raise AnsibleActionFail("nobody has looked at this host: the task `zy_look` comes before")
        wanted = [self._wanted(dict(one), found) for one in self._task.args["files"]]
        told = [one["told"] for one in wanted]
        result = {**result, "changed": any(one["changed"] for one in told), "zhengyun": told}
        changing = [one for one in wanted if one["told"]["changed"]]
        if self._task.check_mode:
            self._show(changing)
            return result
        return {**result, **self._lay(changing, known)} if changing else result

    def _wanted(self, one: dict[str, Any], found: dict[str, Any]) -> dict[str, Any]:
        """A file as it shall stand, with its marks, and what is told of it."""
        if foreign := one.keys() - FILE:
            raise AnsibleActionFail(f"zy_file: a file has no {', '.join(sorted(foreign))}")
        path, text = str(one["path"]), str(one.get("content", ""))
        if not path.startswith("/") or path.startswith("//") or posixpath.normpath(path) != path:
            raise AnsibleActionFail(f"{path}: no normal path leads there")
        secrets = sorted(str(name) for name in one.get("secrets", ()))
        if sorted(MARK.findall(text)) != secrets:
            raise AnsibleActionFail(
                f"{path}: the marks of secrets in the text are not exactly those that the role declares: {secrets}"
            )
        digests = {
            name: str(self._asked({"ask": "digest", "host": self._host, "name": name})["digest"]) for name in secrets
        }
        marked = MARK.sub(lambda hit: digests[hit[1]], text)
        after = None
        if not one.get("absent"):
            after = {"sha256": _sha256(marked), "mode": str(one.get("mode", "0644"))}
            after |= {"owner": str(one.get("owner", "root")), "group": str(one.get("group", "root"))}
        before = found.get(path)
        told = {"role": self._role, "path": path, "before": before, "after": after, "changed": before != after}
        told |= {"secrets": secrets} if secrets else {}
        # What the look program is not told to look at cannot be predicted.
        told |= {} if path in found else {"blind": "not among the paths that this host tells of"}
        return {"one": one, "text": text, "marked": marked, "secrets": secrets, "told": told}

    def _asked(self, request: dict[str, Any]) -> dict[str, Any]:
        try:
            answer: dict[str, Any] = ask(request)
        except OSError as error:
            raise AnsibleActionFail(
                f"{self._role}: what was asked of who started this was not answered: {error}"
            ) from error
        return answer

    def _lay(self, changing: list[dict[str, Any]], known: dict[str, Any]) -> dict[str, Any]:
        """Have the module lay what is allowed; nothing at all where one file is not."""
        for one in changing:
            told = {key: one["told"][key] for key in ("role", "path", "before", "after")}
            answer = self._asked({"ask": "may", "host": self._host, **told})
            if answer.get("ok") is not True:
                raise AnsibleActionFail(f"{told['path']}: not laid: {answer.get('why') or 'no reason given'}")
        files = [self._argument(one) for one in changing]
        words = {"role": self._role, "change": str(known["zy_change"]), "files": files}
        done: dict[str, Any] = self._execute_module("zy_file", module_args=words, task_vars=known)
        return done

    def _argument(self, one: dict[str, Any]) -> dict[str, Any]:
        """What the module is told of a file: now with the secrets themselves."""
        values = {
            name: str(self._asked({"ask": "secret", "host": self._host, "name": name})["value"])
            for name in one["secrets"]
        }
        text, told = MARK.sub(lambda hit: values[hit[1]], one["text"]), one["told"]
        return {
            "path": told["path"],
            "content": text,
            "absent": told["after"] is None,
            "mode": (told["after"] or {}).get("mode", ""),
            "owner": (told["after"] or {}).get("owner", ""),
            "group": (told["after"] or {}).get("group", ""),
            "marked": _sha256(one["marked"]) if values else "",
            "validate": str(one["one"].get("validate", "")),
            "before": told["before"],
            "blind": "blind" in told,
        }

    def _show(self, changing: list[dict[str, Any]]) -> None:
        """Tell for people's eyes how the texts differ; of what only root may read, what it shall be."""
        for one in changing:
            path, old, label = one["told"]["path"], "", "nothing is there"
            if one["told"]["before"]:
                done = self._low_level_execute_command(f"cat -- {self._connection._shell.quote(path)}", sudoable=False)
                read = done["rc"] == 0 and not one["secrets"]
                old, label = (
                    (done["stdout"], "as it stands") if read else ("", "as it stands, which who looks may not read")
                )
            lines = difflib.unified_diff(
                old.splitlines(keepends=True),
                one["marked"].splitlines(keepends=True),
                f"{self._host}:{path} ({label})",
                f"{self._host}:{path} ({self._role})",
            )
            self._asked({"tell": "diff", "host": self._host, "role": self._role, "path": path, "text": "".join(lines)})


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
