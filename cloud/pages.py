"""Lists that come in pages, in the form of each service.

Nova, Neutron and Cinder name the next page in a list of links beside the items, Glance by a `next`, Keystone by
`links.next`. Whatever the form, the link's `marker` says where the next page begins.
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, urlsplit

Body = Mapping[str, Any]


def next_marker(body: Body, key: str) -> str:
    """Where the next page of the list `key` begins, or nothing where this was the last."""
    markers = parse_qs(urlsplit(_link(body, key)).query).get("marker", ())
    return markers[-1] if markers else ""


def cut_short(body: Body, key: str) -> bool:
    """Whether the service left items out and names no way to them, as Keystone does under its `list_limit`."""
    return bool(body.get("truncated")) and not next_marker(body, key)


def _link(body: Body, key: str) -> str:
    own = body.get("links")
    beside = body.get(f"{key}_links") or ()
    links = [
        body.get("next"),
        own.get("next") if isinstance(own, Mapping) else None,
        *(link.get("href") for link in beside if link.get("rel") == "next"),
    ]
    return next((str(link) for link in links if link), "")
