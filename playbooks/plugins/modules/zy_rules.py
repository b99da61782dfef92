#!/usr/bin/python3
"""Load a host's rules of nftables, all at once or not at all; keep those that the kernel had, and load them again."""

DOCUMENTATION = r"""
module: zy_rules
short_description: Has the kernel take the rules of nftables that were laid
description:
  - I(kept) writes down the rules that the kernel has; I(loaded) has it take those of the file in one step; I(compared) fails unless it has
    exactly those, and counts by them.
  - I(back) calls off whoever waits on the host, and runs the command by which he would have loaded what was kept.
options:
  role: {description: The role whose rules these are., type: str, required: true}
  change: {description: The change that laid them., type: str, required: true}
  state: {description: What to do., type: str, choices: [kept, loaded, compared, back], required: true}
  command: {description: What loads the rules of before., type: list, elements: str, default: []}
author: [The zhengyun authors (@zhengyun)]
"""
EXAMPLES = r"""
- name: Have the kernel take them
  zy_rules: {role: zone_firewall, change: c-0001, state: loaded}
"""
RETURN = r"""
rules: {description: How many rules the kernel has., returned: compared, type: int}
"""

import contextlib
import os
import subprocess

from ansible.module_utils.basic import AnsibleModule
from ansible.module_utils.zy_state import folder, replace

NFT, UNSHARE = "/usr/sbin/nft", "/usr/bin/unshare"
FILE = "/etc/nftables.conf"
EVERYTHING = "list ruleset"
SECONDS = 60


class Refused(Exception):
    """What nft says against it."""


def nft(*words: str, before: tuple[str, ...] = ()) -> str:
    """What nft says. Raises: Refused."""
    done = subprocess.run(
        [*before, NFT, *words], stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, timeout=SECONDS
    )
    if done.returncode:
        raise Refused(f"nft: {done.stderr.strip()[-1000:]}")
    return done.stdout


def keep(path: str) -> None:
    """Write down what the kernel has, so that one load brings it back whole."""
    os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
    replace(f"{path}.plain", nft("-s", *EVERYTHING.split()).encode(), 0o600)
    replace(path, f"flush ruleset\n{nft(*EVERYTHING.split())}".encode(), 0o600)


def compare() -> int:
    """How many rules the kernel has, where they are those of the file: loaded where no packet passes, both read the same.

    Raises: Refused.
    """
    script = f"{NFT} -f {FILE} && exec {NFT} -s {EVERYTHING}"
    done = subprocess.run(
        [UNSHARE, "-n", "/bin/sh", "-c", script],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=SECONDS,
    )
    own = nft("-s", *EVERYTHING.split())
    if done.returncode:
        raise Refused(f"{FILE}: {done.stderr.strip()[-1000:]}")
    if own != done.stdout:
        raise Refused(f"the kernel has other rules than {FILE}")
    counted = [line for line in own.splitlines() if 'comment "zy:' in line and "counter" in line]
    if not counted:
        raise Refused("no rule is counted")
    return len(counted)


def back(path: str, mark: str, command: list[str]) -> None:
    """Call off whoever waits, and do what he would have done; what was never kept was never touched. Raises: Refused."""
    with contextlib.suppress(FileNotFoundError):
        os.unlink(mark)
    if os.path.exists(path):
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, timeout=SECONDS
        )
        if done.returncode:
            raise Refused(done.stderr.strip()[-1000:])


def main() -> None:
    states = ["kept", "loaded", "compared", "back"]
    words: dict[str, dict[str, object]] = {name: {"type": "str", "required": True} for name in ("role", "change")}
    words |= {"state": {"type": "str", "choices": states, "required": True}}
    module = AnsibleModule(argument_spec={**words, "command": {"type": "list", "elements": "str", "default": []}})
    role, change, state, command = (module.params[name] for name in ("role", "change", "state", "command"))
    try:
        own = os.path.join(folder(change), f"{role}.rules")
        if state == "kept":
            keep(own)
        elif state == "loaded":
            nft("-f", FILE)
        elif state == "compared":
            module.exit_json(changed=False, rules=compare())
        else:
            back(own, os.path.join(folder(change), f"{role}.armed"), command)
    except (Refused, OSError, ValueError, subprocess.SubprocessError) as error:
        module.fail_json(msg=f"{role}: {error}")
    module.exit_json(changed=False)


if __name__ == "__main__":
    main()
