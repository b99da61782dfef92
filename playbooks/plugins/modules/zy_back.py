#!/usr/bin/python3
"""Lay again what stood on this host before a change laid a role's files."""

DOCUMENTATION = r"""
module: zy_back
short_description: Takes back what a change has laid of a role
description:
  - Puts back what C(zy_file) has kept, file by file, in reverse order.
  - What somebody has altered since is left alone, and told of.
options:
  role: {description: The role whose files these are., type: str, required: true}
  change: {description: The change that laid them., type: str, required: true}
author: [The zhengyun authors (@zhengyun)]
"""
EXAMPLES = r"""
- name: Back to what was there
  zy_back: {role: time_client, change: c-0001}
"""
RETURN = r"""
zhengyun: {description: Each file with what stood there and what stands there now., returned: always, type: list}
"""

import contextlib
import hashlib
import json
import os
import shutil
from typing import Any

from ansible.module_utils.basic import AnsibleModule

STATE = "/var/lib/zhengyun"
LAID = f"{STATE}/laid.json"


def digest(path: str) -> str:
    """The sha256 of a file, nothing where none is there."""
    try:
        with open(path, "rb") as file:
            return hashlib.sha256(file.read()).hexdigest()
    except (FileNotFoundError, NotADirectoryError):
        return ""


def replace(path: str, data: bytes, before: dict[str, Any]) -> None:
    """A file in its place, with its owner and mode, at once."""
    folder, name = os.path.split(path)
    fresh = os.path.join(folder, f".{name}.zhengyun-new")
    with contextlib.suppress(FileNotFoundError):
        os.unlink(fresh)
    try:
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600), "wb") as file:
            file.write(data)
            file.flush()
            shutil.chown(fresh, before["owner"], before["group"])
            os.fchmod(file.fileno(), int(before["mode"], 8))
            os.fsync(file.fileno())
        os.replace(fresh, path)
    finally:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(fresh)


def back(folder: str, one: dict[str, Any], laid: dict[str, Any]) -> bool:
    """One file as it was; whether that changed anything."""
    path, before = one["path"], one["before"]
    if before is None:
        if not digest(path):
            return False
        os.unlink(path)
    else:
        copy = os.path.join(folder, one["copy"])
        if digest(path) == digest(copy):
            return False
        with open(copy, "rb") as file:
            replace(path, file.read(), before)
    laid.pop(path, None)
    if one["laid"]:
        laid[path] = one["laid"]
    return True


def main() -> None:
    module = AnsibleModule(argument_spec={name: {"type": "str", "required": True} for name in ("role", "change")})
    role, change = module.params["role"], module.params["change"]
    folder = os.path.join(STATE, "kept", os.path.basename(change))
    told, altered = [], []
    try:
        with open(os.path.join(folder, f"{role}.json"), encoding="utf-8") as file:
            kept = json.load(file)
    except FileNotFoundError:
        # It was broken off before anything was laid.
        module.exit_json(changed=False, zhengyun=[])
    try:
        with open(LAID, encoding="utf-8") as file:
            laid = json.load(file)
        for one in reversed(kept):
            if digest(one["path"]) not in {one["after"], digest(os.path.join(folder, one["copy"]))}:
                altered.append(one["path"])
                continue
            changed = back(folder, one, laid)
            told.append({"role": role, "path": one["path"], "before": None, "after": one["before"], "changed": changed})
        replace(LAID, json.dumps(laid, sort_keys=True).encode(), {"owner": "root", "group": "root", "mode": "0600"})
    except OSError as error:
        module.fail_json(msg=f"{role} was not taken back: {error}", zhengyun=told)
    if altered:
        module.fail_json(msg=f"altered since it was laid, and left as it is: {', '.join(altered)}", zhengyun=told)
    module.exit_json(changed=any(one["changed"] for one in told), zhengyun=told)


if __name__ == "__main__":
    main()
