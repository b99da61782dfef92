#!/usr/bin/python3
"""Make accounts on this host, or take away those that a change has made: without a password, each with a group and a home of its own."""

DOCUMENTATION = r"""
module: zy_accounts
short_description: Makes accounts, and takes away what a change has made
description:
  - Called by the action plugin of the same name, which compares and asks whether they may be made.
  - Each name is kept under the change before its account is made. What is taken away are exactly these.
options:
  change: {description: Names the change; what it has made is kept under it., type: str, required: true}
  names: {description: Accounts that are to be made., type: list, elements: str, default: []}
  absent: {description: Take away what the change has made., type: bool, default: false}
author: [The zhengyun authors (@zhengyun)]
"""
EXAMPLES = r"""
- name: Make an account
  zy_accounts: {change: c-0001, names: [zy-audit]}
"""
RETURN = r"""
names: {description: Accounts that were made or taken away., returned: always, type: list}
"""

import json
import os
import pwd
import re
import subprocess

from ansible.module_utils.basic import AnsibleModule
from ansible.module_utils.zy_state import folder, read, replace

OURS = r"zy-[a-z0-9]+(-[a-z0-9]+)*"
MAKE = (
    "/usr/sbin/useradd",
    "--create-home",
    "--user-group",
    "--comment",
    "zhengyun",
    "--password",
    "*",
)
SHELL = "/bin/sh"
# Who speaks to a router as a device has no other shell.
SHELLS = {"zy-net": "/usr/local/libexec/zhengyun-frr"}
REMOVE = ("/usr/sbin/userdel", "--remove")
SECONDS = 60


class Refused(Exception):
    """What stands in the way, in words."""


def there(name: str) -> bool:
    """Whether this host has an account of that name."""
    try:
        pwd.getpwnam(name)
    except KeyError:
        return False
    return True


def call(words: tuple[str, ...]) -> None:
    """Have one of Debian's programs do it. Raises: Refused with its words; OSError."""
    done = subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, timeout=SECONDS)
    if done.returncode:
        raise Refused(f"{words[0]}: {' '.join((done.stderr or done.stdout).split())[-500:]}")


def kept(change: str) -> str:
    """Where the names of what a change has made stand. Raises: ValueError."""
    return os.path.join(folder(change), "accounts.made")


def made(change: str) -> list[str]:
    """What a change has made, or has begun to."""
    try:
        told = json.loads(read(kept(change)))
    except FileNotFoundError:
        return []
    return [str(name) for name in told]


def make(change: str, names: list[str]) -> list[str]:
    """Make accounts; one that is there already stays as it is, and is none of this change's.

    Raises: Refused; OSError; ValueError.
    """
    foreign = [name for name in names if not re.fullmatch(OURS, name)]
    if foreign:
        raise Refused(f"no account of ours is called {', '.join(map(repr, foreign))}")
    missing = [name for name in names if not there(name)]
    os.makedirs(folder(change), 0o700, exist_ok=True)
    for name in missing:
        # First the name: what is broken off in the middle is known.
        replace(kept(change), json.dumps(sorted({*made(change), name})).encode(), 0o600)
        call((*MAKE, "--shell", SHELLS.get(name, SHELL), name))
    return missing


def remove(change: str) -> list[str]:
    """Take away what the change has made, and nothing else.

    Raises: Refused; OSError; ValueError.
    """
    names = [name for name in made(change) if there(name)]
    for name in names:
        call((*REMOVE, name))
    if made(change):
        os.unlink(kept(change))
    return names


def main() -> None:
    module = AnsibleModule(
        argument_spec={
            "change": {"type": "str", "required": True},
            "names": {"type": "list", "elements": "str", "default": []},
            "absent": {"type": "bool", "default": False},
        }
    )
    change, names = module.params["change"], module.params["names"]
    try:
        done = remove(change) if module.params["absent"] else make(change, names)
    except (Refused, OSError, ValueError, subprocess.TimeoutExpired) as error:
        module.fail_json(msg=f"accounts: {error}")
    module.exit_json(changed=bool(done), names=done)


if __name__ == "__main__":
    main()
