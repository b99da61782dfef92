"""What Keystone keeps in a domain and in no project: each name is taken once a domain."""

from typing import Any, ClassVar

from cloud.kinds.base import Kind
from cloud.view import Item, View
from zhengyun.resource import Foreign, Value


class InDomain(Kind):
    """A kind of Keystone's whose things lie in a domain: ours, or one that we have made."""

    in_project: ClassVar = False

    def items(self, view: View) -> list[Item]:
        """Those of our own domain and of domains of ours."""
        return [item for item in view.lists[self.name] if view.trusts(item["domain_id"])]

    def project(self, item: Item) -> str:
        """None."""
        del item
        return ""

    def common(self, item: Item, view: View) -> dict[str, Value]:
        """Its name and title, its domain, and whether it is in use."""
        told: dict[str, Any] = {"name": item["name"], "title": item.get("description") or ""}
        return {**told, "domain": view.domain_path(item["domain_id"]) or None, "enabled": item["enabled"]}

    def foreign(self, item: Item, view: View) -> Foreign:
        """Somebody else's, whose name is taken in that domain."""
        return super().foreign(item, view)._replace(within=view.domain_path(item["domain_id"]))
