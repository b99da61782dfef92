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

from ansible.module_utils.basic import AnsibleModule
from ansible.module_utils.zy_state import back


def main() -> None:
    module = AnsibleModule(argument_spec={name: {"type": "str", "required": True} for name in ("role", "change")})
    role = module.params["role"]
    try:
        told = back(module.params["change"], role)
    except (OSError, ValueError) as error:
        module.fail_json(msg=f"{role} was not taken back: {error}")
    if altered := [one["path"] for one in told if one.get("altered")]:
        module.fail_json(msg=f"altered since it was laid, and left as it is: {', '.join(altered)}", zhengyun=told)
    module.exit_json(changed=any(one["changed"] for one in told), zhengyun=told)


if __name__ == "__main__":
    main()
