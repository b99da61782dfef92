#!/usr/bin/python3
"""Take a role's files back unless somebody has reached this host anew within a time: nobody is locked out for longer."""

DOCUMENTATION = r"""
module: zy_guard
short_description: Takes back what nobody has confirmed
description:
  - Where it is I(armed), a process of its own waits on the host; when the time is up it does what C(zy_back) does and runs a command.
  - Where the host is I(reached), over a connection made since, it is told to leave everything as it is.
options:
  role: {description: The role whose files these are., type: str, required: true}
  change: {description: The change that laid them., type: str, required: true}
  state: {description: What to do., type: str, choices: [armed, reached], required: true}
  seconds: {description: How long it waits., type: int, default: 60}
  command: {description: What is run once everything is as it was., type: list, elements: str, default: []}
author: [The zhengyun authors (@zhengyun)]
"""
EXAMPLES = r"""
- name: Watch over it
  zy_guard: {role: ssh_hardening, change: c-0001, state: armed, command: [/usr/sbin/service, ssh, reload]}
"""
RETURN = r"""
kept: {description: Whether what was laid stays., returned: reached, type: bool}
"""

import os
import subprocess
import time

from ansible.module_utils.basic import AnsibleModule
from ansible.module_utils.zy_state import back, folder

# Seconds between two looks at whether it was reached.
LOOK = 0.5


def arm(mark: str, role: str, change: str, seconds: int, command: list[str]) -> None:
    """Leave a process that waits; it has nothing of the connection by which it was started."""
    with open(mark, "w", encoding="utf-8") as file:
        file.write("armed\n")
    if os.fork():
        return
    os.setsid()
    if os.fork():
        os._exit(0)
    os.chdir("/")
    # The null device in the place of all three, or who started us would wait for our end.
    for number in range(3):
        os.dup2(os.open(os.devnull, os.O_RDWR), number)
    wait(mark, role, change, seconds, command)
    os._exit(0)


def wait(mark: str, role: str, change: str, seconds: int, command: list[str]) -> None:
    """Take everything back when the time is up; whoever comes too late finds the mark gone."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        time.sleep(LOOK)
        if not os.path.exists(mark):
            return
    try:
        os.unlink(mark)
    except FileNotFoundError:
        return
    back(change, role)
    subprocess.run(command, stdin=subprocess.DEVNULL, check=False, timeout=60)


def main() -> None:
    module = AnsibleModule(
        argument_spec={
            "role": {"type": "str", "required": True},
            "change": {"type": "str", "required": True},
            "state": {"type": "str", "choices": ["armed", "reached"], "required": True},
            "seconds": {"type": "int", "default": 60},
            "command": {"type": "list", "elements": "str", "default": []},
        }
    )
    role, change, state, seconds, command = (
        module.params[name] for name in ("role", "change", "state", "seconds", "command")
    )
    try:
        mark = os.path.join(folder(change), f"{role}.armed")
        if state == "armed":
            arm(mark, role, change, seconds, command)
            module.exit_json(changed=False)
        os.unlink(mark)
    except FileNotFoundError:
        module.fail_json(msg=f"{role} was taken back: nobody reached the host in time", kept=False)
    except (OSError, ValueError) as error:
        module.fail_json(msg=f"{role}: {error}")
    module.exit_json(changed=False, kept=True)


if __name__ == "__main__":
    main()
