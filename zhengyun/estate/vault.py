"""The vault's configuration as a plan has it: where it stands, and what it is made of."""

from typing import Final

from zhengyun.people import Role

SITE: Final = "vault"
"""What stands in a site's place where a plan is about the vault's configuration; no site of the estate is called so."""

TENANT: Final = "vault"
"""What stands in a tenant's place there: whatever is granted for a department, or for what all share, is not for this."""

POLICY: Final = "vault-policy"
ENTRANCE: Final = "vault-entrance"
KEY: Final = "vault-key"
ENTITY: Final = "vault-entity"
ALIAS: Final = "vault-alias"
GROUP: Final = "vault-group"
MOUNT: Final = "vault-mount"
SIGNING: Final = "vault-signing"
TOKENS: Final = "vault-tokens"
NAMESPACE: Final = "vault-namespace"

KINDS: Final = frozenset({POLICY, ENTRANCE, KEY, ENTITY, ALIAS, GROUP, MOUNT, SIGNING, TOKENS, NAMESPACE})

FACTORS: Final = (Role.SYSTEM, Role.SECURITY)
"""Whose words the vault itself waits for before its configuration changes; a chain that lacks one of them ends there."""
