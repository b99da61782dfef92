#!/usr/bin/python3
"""Take a role's files back unless somebody has reached this host anew within a time: nobody is locked out for longer."""

DOCUMENTATION = r"""
module: zy_guard
short_description: Takes back what nobody has confirmed
description:
  - Where it is I(armed), a process of its own waits on the host; when the time is up it does what C(zy_back) does and runs a command.
  - Where the host is I(reached), over a connection made since, it is told to leave everything as it is.
  - Whoever arms anew takes the place of all who waited before, for whatever change; I(asked) says whether somebody waits.
options:
  role: {description: The role whose files these are., type: str, required: true}
  change: {description: The change that laid them., type: str, required: true}
  state: {description: What to do., type: str, choices: [armed, asked, reached], required: true}
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
waits: {description: Whether it will be taken back unless the host is reached., returned: asked, type: bool}
"""

import contextlib
import fcntl
import glob
import os
import secrets
import subprocess
import time
from collections.abc import Iterator

from ansible.module_utils.basic import AnsibleModule
from ansible.module_utils.zy_state import KEPT, STATE, back, folder, read, replace

# Seconds between two looks at whether it was reached.
LOOK = 0.5


@contextlib.contextmanager
def alone(role: str) -> Iterator[None]:
    """Nobody arms while somebody takes back, and the other way round."""
    with open(os.path.join(STATE, f"{role}.lock"), "w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def arm(mark: str, role: str, change: str, seconds: int, command: list[str]) -> None:
    """Leave a process that waits; it has nothing of the connection by which it was started."""
    own = secrets.token_hex(16).encode()
    # Carried on, a role may have nothing to lay: then nothing was kept, either.
    os.makedirs(os.path.dirname(mark), mode=0o700, exist_ok=True)
    with alone(role):
        # Who waits for another change would take back what this one has laid, where both lay the same.
        for other in glob.glob(os.path.join(KEPT, "*", f"{role}.armed")):
            os.unlink(other)
        replace(mark, own, 0o600)
    if os.fork():
        return
    os.setsid()
    if os.fork():
        os._exit(0)
    os.chdir("/")
    # The null device in the place of all three, or who started us would wait for our end.
    for number in range(3):
        os.dup2(os.open(os.devnull, os.O_RDWR), number)
    end = time.monotonic() + seconds
    while time.monotonic() < end and armed(mark, own):
        time.sleep(LOOK)
    take_back(mark, own, role, change, command)
    os._exit(0)


def armed(mark: str, own: bytes) -> bool:
    """Whether this one's own mark is there: whoever armed after it has laid another."""
    try:
        return bool(read(mark) == own)
    except FileNotFoundError:
        return False


def take_back(mark: str, own: bytes, role: str, change: str, command: list[str]) -> None:
    """Take everything back where the mark is still one's own; whoever comes too late finds it gone."""
    with alone(role):
        try:
            if not armed(mark, own):
                return
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
            "state": {"type": "str", "choices": ["armed", "asked", "reached"], "required": True},
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
        if state == "asked":
            module.exit_json(changed=False, waits=os.path.exists(mark))
        os.unlink(mark)
    except FileNotFoundError:
        module.fail_json(msg=f"{role} was taken back: nobody reached the host in time", kept=False)
    except (OSError, ValueError) as error:
        module.fail_json(msg=f"{role}: {error}")
    module.exit_json(changed=False, kept=True)


if __name__ == "__main__":
    main()
