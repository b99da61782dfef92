"""Version discovery documents, as the services write them."""

from typing import Any

import pytest

from lab.openstack.versions import newest

NOVA = {
    "versions": [
        {"id": "v2.0", "status": "SUPPORTED", "version": "", "min_version": ""},
        {"id": "v2.1", "status": "CURRENT", "version": "2.104", "min_version": "2.1"},
    ]
}
GLANCE = {"versions": [{"id": "v2.9", "status": "SUPPORTED"}, {"id": "v2.17", "status": "CURRENT"}]}
PLACEMENT = {"versions": [{"id": "v1.0", "status": "CURRENT", "max_version": "1.39", "min_version": "1.0"}]}
KEYSTONE = {"version": {"id": "v3.14", "status": "stable"}}
OLD_ONES = {"versions": [{"id": "v2.9", "status": "SUPPORTED"}, {"id": "v2.10", "status": "SUPPORTED"}]}


@pytest.mark.parametrize(
    ("document", "version"),
    [
        (NOVA, "2.104"),
        (GLANCE, "v2.17"),
        (PLACEMENT, "1.39"),
        (KEYSTONE, "v3.14"),
        (OLD_ONES, "v2.10"),
        ({}, None),
        ("busy", None),
        ({"versions": {}}, None),
        ({"versions": ["v2"]}, None),
        ({"version": None}, None),
    ],
)
def test_the_newest_version_is_found(document: Any, version: str | None) -> None:
    assert newest(document) == version
