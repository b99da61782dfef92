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
import hashlib
import json
import os
import pwd
import re
import shlex
import shutil
import stat
import subprocess
from typing import Any

from ansible.module_utils.basic import AnsibleModule

STATE = "/var/lib/zhengyun"
LAID = f"{STATE}/laid.json"
SECONDS = 60
KEPT = 10
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


def standing(path: str, laid: dict[str, Any]) -> dict[str, Any] | None:
    """How a path stands, told as the look program tells it."""
    try:
        found = os.lstat(path)
    except (FileNotFoundError, NotADirectoryError):
        return None
    if not stat.S_ISREG(found.st_mode):
        raise Refused(f"{path}: no regular file stands there")
    digest = sha256(read(path))
    marked, whole = laid.get(path, ("", ""))
    return {
        "sha256": marked if marked and whole == digest else digest,
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


def read(path: str) -> bytes:
    """What is in a file, no link followed."""
    with os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW), "rb") as file:
        return file.read()


def sha256(data: bytes) -> str:
    """The digest of bytes."""
    return hashlib.sha256(data).hexdigest()


def known_laid() -> dict[str, Any]:
    """What was laid here with secrets: path to the digests of the marked text and of the file."""
    try:
        told = json.loads(read(LAID))
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return {}
    return told if isinstance(told, dict) else {}


def write(path: str, data: bytes, mode: int, owner: str = "root", group: str = "root") -> None:
    """Write a new file that is on the disk when this returns; nothing is left of it where that fails."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            shutil.chown(path, owner, group)
            os.fchmod(file.fileno(), mode)
            os.fsync(file.fileno())
    except BaseException:
        os.unlink(path)
        raise


def replace(path: str, data: bytes, mode: int) -> None:
    """Put a file of our own state in its place."""
    fresh = f"{path}.new"
    with contextlib.suppress(FileNotFoundError):
        os.unlink(fresh)
    write(fresh, data, mode)
    os.replace(fresh, path)


def staged(path: str) -> str:
    """The name beside a target under which it is prepared; no folder of drop-ins reads such names."""
    folder, name = os.path.split(path)
    return os.path.join(folder, f".{name}.zhengyun-new")


def stage(one: dict[str, Any], laid: dict[str, Any]) -> None:
    """Hold what is there against what was approved, and prepare a file beside its target.

    Raises: Refused.
    """
    path = one["path"]
    found = standing(path, laid)
    if not one["blind"] and found != one["before"]:
        raise Refused(f"{path}: it no longer stands as it did when this was planned")
    if one["absent"]:
        return
    os.makedirs(os.path.dirname(path), 0o755, exist_ok=True)
    with contextlib.suppress(FileNotFoundError):
        os.unlink(staged(path))
    write(staged(path), one["content"].encode(), int(one["mode"], 8), one["owner"], one["group"])


def validate(one: dict[str, Any]) -> None:
    """Have the program that will read a file say that it can.

    Raises: Refused with its words.
    """
    if not one["validate"] or one["absent"]:
        return
    words = [word.replace("%s", staged(one["path"])) for word in shlex.split(one["validate"])]
    done = subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, timeout=SECONDS)
    if done.returncode:
        said = (done.stderr or done.stdout).strip()[-1000:]
        raise Refused(f"{one['path']}: {words[0]} does not take it: {said}")


def keep(folder: str, role: str, files: list[dict[str, Any]], laid: dict[str, Any]) -> None:
    """Keep what stands there, so that `zy_back` can lay it again."""
    os.makedirs(folder, 0o700, exist_ok=True)
    told = []
    for number, one in enumerate(files):
        path, copy = one["path"], f"{role}.{number}"
        found = standing(path, laid)
        if found:
            replace(os.path.join(folder, copy), read(path), 0o600)
        after = "" if one["absent"] else sha256(one["content"].encode())
        told.append({"path": path, "before": found, "copy": copy, "laid": laid.get(path), "after": after})
    replace(os.path.join(folder, f"{role}.json"), json.dumps(told).encode(), 0o600)


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
    folder = f"{STATE}/kept"
    changes = sorted((os.path.join(folder, name) for name in os.listdir(folder)), key=os.path.getmtime)
    for one in changes[:-KEPT]:
        shutil.rmtree(one)


def lay(role: str, change: str, files: list[dict[str, Any]]) -> None:
    """Lay all files of a role, or none.

    Raises: Refused; OSError.
    """
    laid = known_laid()
    os.makedirs(f"{STATE}/kept", 0o700, exist_ok=True)
    try:
        for one in files:
            stage(one, laid)
        for one in files:
            validate(one)
        keep(os.path.join(STATE, "kept", change), role, files, laid)
        put(files, laid)
        forget()
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
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,127}", change):
        module.fail_json(msg=f"{change!r} does not name a change")
    try:
        lay(role, change, files)
    except Refused as refused:
        module.fail_json(msg=f"nothing of {role} was laid: {refused}")
    except (OSError, subprocess.TimeoutExpired) as error:
        module.fail_json(msg=f"{role} was not laid: {error}")
    module.exit_json(changed=True, laid=[one["path"] for one in files])


if __name__ == "__main__":
    main()
