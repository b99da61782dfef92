"""The configuration of the small site's own server: OpenBao on raft storage, one node, with its audit log.

Written whole by us and never by hand: a snapshot is restored only where the audit stanza is the same to the letter. Accessors stand
in the audit log as they are: they open nothing, and whoever reconciles it has to tell which change each was for.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Final

NODE: Final = "one"
DEVICE: Final = "file"
# Whoever reaches the port could else begin, or disturb, the making of a root token or the sharing of the key anew.
CLOSED: Final = "disable_unauthed_generate_root_endpoints = true\n  disable_unauthed_rekey_endpoints = true"
OPENED: Final = CLOSED.replace("true", "false")
"""In its place, for the hour in which keepers of two roles bring back a vault that nobody can configure any more."""


@dataclass(frozen=True, slots=True)
class Embedded:
    """What the server has to be told: `listen` and `cluster` are `host:port`, `address` is what clients type; files are absolute.

    Without a certificate it speaks plain HTTP, which only the loopback may.
    """

    listen: str
    cluster: str
    address: str
    storage: Path
    audit: Path
    certificate: Path | None = None
    key: Path | None = None


def render(wanted: Embedded) -> str:
    """The configuration, in HCL."""
    tls = "tls_disable = true"
    if wanted.certificate:
        tls = f'tls_cert_file = {_text(wanted.certificate)}\n  tls_key_file = {_text(wanted.key)}\n  tls_min_version = "tls12"'
    return f"""\
ui = false
api_addr = {_text(wanted.address)}
cluster_addr = {_text(f"https://{wanted.cluster}")}

storage "raft" {{
  path = {_text(wanted.storage)}
  node_id = {_text(NODE)}
  performance_multiplier = 1
}}

listener "tcp" {{
  address = {_text(wanted.listen)}
  {tls}
  {CLOSED}
}}

audit "file" {_text(DEVICE)} {{
  options {{
    file_path = {_text(wanted.audit)}
    mode = "0640"
    hmac_accessor = "false"
  }}
}}
"""


def _text(value: object) -> str:
    """A text as HCL writes it: JSON's, and nothing in it is a template."""
    return json.dumps(str(value), ensure_ascii=False).replace("${", "$${").replace("%{", "%%{")
