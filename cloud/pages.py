"""Lists that come in pages, in the form of each service.

Nova, Neutron and Cinder name the next page in a list of links beside the items, Glance by a `next`, Keystone by
`links.next`. Whatever the form, the link's `marker` says where the next page begins. Beside its `volume_types` Cinder
calls the links `volume_type_links`.
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, urlsplit

Body = Mapping[str, Any]


def next_marker(body: Body, key: str) -> str:
    """Where the next page of the list `key` begins, or nothing where this was the last."""
    try:
        markers = parse_qs(urlsplit(_link(body, key)).query).get("marker", ())
    except ValueError:  # no address at all
        return ""
    return markers[-1] if markers else ""


def cut_short(body: Body, key: str) -> bool:
    """Whether the service left items out and names no way to them, as Keystone does under its `list_limit`."""
    return bool(body.get("truncated") or _link(body, key)) and not next_marker(body, key)


def is_list(body: object, key: str) -> bool:
    """Whether an answer is a page of the list at all: what stands before a service may answer in its place."""
    items = body.get(key) if isinstance(body, Mapping) else None
    return isinstance(items, list) and all(isinstance(item, Mapping) for item in items)


def _link(body: Body, key: str) -> str:
    own, beside = body.get("links"), body.get(f"{key}_links") or body.get(f"{key.removesuffix('s')}_links")
    links = [
        body.get("next"),
        own.get("next") if isinstance(own, Mapping) else None,
        *(
            link.get("href")
            for link in (beside if isinstance(beside, list) else ())
            if isinstance(link, Mapping) and link.get("rel") == "next"
        ),
    ]
    return next((str(link) for link in links if link), "")
