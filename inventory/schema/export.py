"""The JSON Schema (draft 2020-12) of estate files, from the same models that check them."""

from typing import Any

from pydantic import BaseModel

from inventory.schema.adopt import AdoptFile
from inventory.schema.devices import DevicesFile
from inventory.schema.drift import DriftFile
from inventory.schema.estate import EstateFile
from inventory.schema.hosts import HostsFile
from inventory.schema.network import NetworkFile
from inventory.schema.pki import PkiFile
from inventory.schema.site import SiteFile
from inventory.schema.tenant import TenantFile
from inventory.schema.time import TimeFile

MODELS: dict[str, type[BaseModel]] = {
    "estate": EstateFile,
    "site": SiteFile,
    "tenant": TenantFile,
    "adopt": AdoptFile,
    "drift": DriftFile,
    "pki": PkiFile,
    "hosts": HostsFile,
    "devices": DevicesFile,
    "time": TimeFile,
    "network": NetworkFile,
}


def schema(file: str) -> dict[str, Any]:
    """The schema of `estate`, `site`, `tenant`, `adopt`, `drift`, `pki`, `hosts`, `devices`, `time` or `network` files."""
    made = MODELS[file].model_json_schema(by_alias=True)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:zhengyun:estate:{file}:1",
        **made,
    }
