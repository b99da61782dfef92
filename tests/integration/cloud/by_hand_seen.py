"""Everything that services tell of a project that somebody built in, without what our marks are made of."""

from typing import Any, Final

from tests.integration.cloud.by_hand_more import Builder

OURS: Final = ("zhengyun",)
# What services write down by themselves when a mark is put on.
MOVING: Final = frozenset({"updated_at", "updated", "revision_number"})
NEUTRONS: Final = (
    "networks",
    "subnets",
    "ports",
    "routers",
    "security-groups",
    "address-groups",
    "floatingips",
    "qos/policies",
    "trunks",
    "rbac-policies",
    "subnetpools",
)


def everything(by: Builder) -> dict[str, Any]:
    """By what it is, everything that is told."""
    found: dict[str, Any] = {"project": by.ask("GET", "identity", f"/projects/{by.project}", who=by.admin)}
    for service, path in (
        ("compute", "/os-quota-sets/"),
        ("block-storage", "/os-quota-sets/"),
        ("network", "/quotas/"),
    ):
        found[f"{service} quota"] = by.ask("GET", service, path + by.project)
    for collection in NEUTRONS:
        key = collection.rpartition("/")[2].replace("-", "_")
        found[key] = by.ask("GET", "network", f"/{collection}")[key]
    for key in ("robot", "person") if "robot" in by.made else ():
        user = by.made[key]["id"]
        found[key] = by.ask("GET", "identity", f"/users/{user}", who=by.admin)["user"]
        roles = by.ask("GET", "identity", f"/role_assignments?user.id={user}", who=by.admin)
        found[f"{key} roles"] = roles["role_assignments"]
    found["server groups"] = by.ask("GET", "compute", "/os-server-groups")["server_groups"]
    found["types"] = by.ask("GET", "block-storage", "/types?is_public=None")["volume_types"]
    found["servers"] = by.ask("GET", "compute", "/servers/detail?all_tenants=1")["servers"]
    found["flavors"] = by.ask("GET", "compute", "/flavors/detail?is_public=None")["flavors"]
    found["keys"] = by.ask("GET", "compute", "/os-keypairs")["keypairs"]
    found["images"] = by.ask("GET", "image", "/v2/images")["images"]
    for collection in ("volumes", "snapshots", "backups"):
        path = f"/{collection}/detail?all_tenants=1"
        found[collection] = by.ask("GET", "block-storage", path)[collection]
    return {name: unmarked(value) for name, value in found.items()}


def unmarked(value: Any) -> Any:
    """A value without our marks, and without what services write down by themselves; lists in one order."""
    if isinstance(value, dict):
        return {name: unmarked(one) for name, one in value.items() if name not in MOVING and not name.startswith(OURS)}
    if isinstance(value, list):
        kept = [unmarked(one) for one in value if not str(one).startswith(OURS)]
        return sorted(kept, key=lambda one: str(one.get("id", one)) if isinstance(one, dict) else str(one))
    return "" if str(value).startswith(OURS) else value
