#!/usr/bin/python3
"""Lay the files of one role on this host: all of them validated before the first is in its place, what was there kept."""

# What stands above the imports is what Ansible reads of a module.
DOCUMENTATION = r"""
module: zy_file
short_description: Lays files of a role, whole or not at all
description:
  - Called by the action plugin of the same name, which compares and asks whether each file may be laid.
  - Writes beside the target, validates, keeps what was there for C(zy_back), and renames.
options:
  role: {description: The role whose files these are., type: str, required: true}
  change: {description: Names the change; what was there is kept under it., type: str, required: true}
  files: {description: The files as they shall stand and as they are thought to stand., type: list, elements: dict, required: true}
author: [The zhengyun authors (@zhengyun)]
"""
EXAMPLES = r"""
- name: Lay a file
  zy_file:
    role: time_client
    files:
      - {path: /etc/chrony/chrony.conf, content: "makestep 1 3\n", mode: "0644", validate: "/usr/sbin/chronyd -p -f %s"}
"""
RETURN = r"""
laid: {description: Paths that were laid or taken away., returned: always, type: list}
"""

import contextlib
import grp
import json
import os
import pwd
import shlex
import shutil
import stat
import subprocess
from typing import Any

from ansible.module_utils.basic import AnsibleModule
from ansible.module_utils.zy_state import (
    KEPT,
    LAID,
    folder,
    forget_others,
    keyed,
    known_laid,
    read,
    replace,
    sha256,
    staged,
    write,
)

SECONDS = 60
MOST = 10
"""So many changes can be taken back; older ones are forgotten."""

FILE = {
    "path": {"type": "str", "required": True},
    "content": {"type": "str", "no_log": True, "default": ""},
    "absent": {"type": "bool", "default": False},
    "mode": {"type": "str", "default": ""},
    "owner": {"type": "str", "default": ""},
    "group": {"type": "str", "default": ""},
    "marked": {"type": "str", "default": ""},
    "validate": {"type": "str", "default": ""},
    "before": {"type": "dict", "default": None},
    "blind": {"type": "bool", "default": False},
}


class Refused(Exception):
    """What stands in the way, in words."""


def standing(path: str, laid: dict[str, Any], secret: bool = False) -> dict[str, Any] | None:
    """How a path stands, told as the look program tells it; what may hold `secret`s by a keyed digest where it is not as it was laid."""
    try:
        found = os.lstat(path)
    except (FileNotFoundError, NotADirectoryError):
        return None
    if not stat.S_ISREG(found.st_mode):
        raise Refused(f"{path}: no regular file stands there")
    digest = sha256(read(path))
    marked, whole = laid.get(path, ("", ""))
    if marked and whole == digest:
        digest = marked
    elif marked or secret:
        digest = keyed(path, digest)
    return {
        "sha256": digest,
        "mode": f"{stat.S_IMODE(found.st_mode):04o}",
        "owner": named(pwd.getpwuid, found.st_uid),
        "group": named(grp.getgrgid, found.st_gid),
    }


def named(table: Any, number: int) -> str:
    """The name of a user or group, or its number where it has none."""
    try:
        return str(table(number)[0])
    except KeyError:
        return str(number)


def stage(one: dict[str, Any], laid: dict[str, Any]) -> None:
    """Hold what is there against what was approved, and prepare a file beside its target.

    Raises: Refused.
    """
    path = one["path"]
    if not os.path.isabs(path) or os.path.normpath(path) != path or path.startswith("//"):
        raise Refused(f"{path}: no normal path leads there")
    # A look program of before tells files with secrets as it tells others.
    if not one["blind"] and one["before"] not in (standing(path, laid), standing(path, laid, secret=True)):
        raise Refused(f"{path}: it no longer stands as it did when this was planned")
    if one["absent"]:
        return
    os.makedirs(os.path.dirname(path), 0o755, exist_ok=True)
    for left in (staged(path), f"{staged(path)}-try"):
        with contextlib.suppress(FileNotFoundError):
            os.unlink(left)
    write(staged(path), one["content"].encode(), int(one["mode"], 8), one["owner"], one["group"])


def validate(one: dict[str, Any], files: list[dict[str, Any]]) -> None:
    """Have the program that will read a file say that it can: of a copy that names the others where they are prepared.

    Raises: Refused with its words.
    """
    if not one["validate"] or one["absent"]:
        return
    text = one["content"]
    for other in files:
        text = text if other["absent"] else text.replace(other["path"], staged(other["path"]))
    copy = f"{staged(one['path'])}-try"
    write(copy, text.encode(), int(one["mode"], 8), one["owner"], one["group"])
    try:
        words = [word.replace("%s", copy) for word in shlex.split(one["validate"])]
        done = subprocess.run(
            words, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, timeout=SECONDS
        )
    finally:
        os.unlink(copy)
    if done.returncode:
        said = (done.stderr or done.stdout).strip()[-1000:].replace(copy, one["path"])
        raise Refused(f"{one['path']}: {words[0]} does not take it: {said}")


def keep(kept: str, role: str, files: list[dict[str, Any]], laid: dict[str, Any]) -> None:
    """Keep what stands there, so that `zy_back` can lay it again, beside what the same change has laid before it was broken off."""
    os.makedirs(kept, 0o700, exist_ok=True)
    listing, paths = os.path.join(kept, f"{role}.json"), {one["path"] for one in files}
    before = known(listing)
    told = [one for one in before if one["path"] not in paths]
    for number, one in enumerate(files, len(before)):
        path, copy = one["path"], f"{role}.{number}"
        secret = bool(one["marked"]) or path in laid
        # What the look program has told is what may be told on.
        found = standing(path, laid, secret) if one["blind"] else one["before"]
        if found:
            replace(os.path.join(kept, copy), read(path), 0o600)
        after = "" if one["absent"] else sha256(one["content"].encode())
        told.append(
            {"path": path, "before": found, "copy": copy, "laid": laid.get(path), "after": after, "secret": secret}
        )
    replace(listing, json.dumps(told).encode(), 0o600)


def known(listing: str) -> list[dict[str, Any]]:
    """What a change has kept of a role before."""
    try:
        told: list[dict[str, Any]] = json.loads(read(listing))
    except FileNotFoundError:
        return []
    return told


def put(files: list[dict[str, Any]], laid: dict[str, Any]) -> None:
    """Each file into its place, in order. What the look program compares by is there before the file is."""
    for one in files:
        laid.pop(one["path"], None)
        if one["marked"] and not one["absent"]:
            laid[one["path"]] = [one["marked"], sha256(one["content"].encode())]
    replace(LAID, json.dumps(laid, sort_keys=True).encode(), 0o600)
    for one in files:
        if one["absent"]:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(one["path"])
        else:
            os.replace(staged(one["path"]), one["path"])


def forget() -> None:
    """What was kept for older changes."""
    changes = sorted((os.path.join(KEPT, name) for name in os.listdir(KEPT)), key=os.path.getmtime)
    for one in changes[:-MOST]:
        shutil.rmtree(one)


def lay(role: str, change: str, files: list[dict[str, Any]]) -> None:
    """Lay all files of a role, or none.

    Raises: Refused; OSError.
    """
    laid = known_laid()
    os.makedirs(KEPT, 0o700, exist_ok=True)
    try:
        for one in files:
            stage(one, laid)
        for one in files:
            validate(one, files)
        keep(folder(change), role, files, laid)
        put(files, laid)
        forget()
        forget_others(change)
    finally:
        for one in files:
            with contextlib.suppress(OSError):
                os.unlink(staged(one["path"]))


def main() -> None:
    module = AnsibleModule(
        argument_spec={
            "role": {"type": "str", "required": True},
            "change": {"type": "str", "required": True},
            "files": {"type": "list", "elements": "dict", "required": True, "options": FILE},
        }
    )
    role, change, files = (module.params[name] for name in ("role", "change", "files"))
    try:
        lay(role, change, files)
    except (Refused, ValueError) as refused:
        module.fail_json(msg=f"nothing of {role} was laid: {refused}")
    except (OSError, subprocess.TimeoutExpired) as error:
        module.fail_json(msg=f"{role} was not laid: {error}")
    module.exit_json(changed=True, laid=[one["path"] for one in files])


if __name__ == "__main__":
    main()
