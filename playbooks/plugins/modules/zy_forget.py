#!/usr/bin/python3
"""Take away the copies of files with secrets that a change has kept of a role, now that it has ended well."""

DOCUMENTATION = r"""
module: zy_forget
short_description: Takes away kept copies of files with secrets
description:
  - What C(zy_file) has kept of files with secrets is there to be laid again where the role fails; after that it only would be one copy more.
  - Copies of other files stay.
options:
  role: {description: The role whose files these are., type: str, required: true}
  change: {description: The change that laid them., type: str, required: true}
author: [The zhengyun authors (@zhengyun)]
"""
EXAMPLES = r"""
- name: Its secrets are in its files alone
  zy_forget: {role: snmp_agent, change: c-0001}
"""
RETURN = r"""
"""

from ansible.module_utils.basic import AnsibleModule
from ansible.module_utils.zy_state import forget_secrets


def main() -> None:
    module = AnsibleModule(argument_spec={name: {"type": "str", "required": True} for name in ("role", "change")})
    role = module.params["role"]
    try:
        forget_secrets(module.params["change"], role)
    except (OSError, ValueError) as error:
        module.fail_json(msg=f"copies of files with secrets of {role} are still kept: {error}")
    module.exit_json(changed=False)


if __name__ == "__main__":
    main()
