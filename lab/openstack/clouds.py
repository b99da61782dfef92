"""`clouds.yaml`: the lab's addresses and credentials, in the form that OpenStack's own clients read."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from lab.openstack.services import EXECUTOR, PEOPLE


@dataclass(frozen=True, slots=True)
class Cloud:
    """One site as a client sees it. `endpoints` stand in the catalogue's place, by service type; `roots` is the file of those that
    its certificate leads to, where it speaks TLS.
    """

    auth_url: str
    region: str
    passwords: Mapping[str, str] = field(repr=False)
    endpoints: Mapping[str, str] = field(default_factory=dict)
    roots: Path | None = None


def render(sites: Mapping[str, Cloud]) -> str:
    """The text of the file: for each site a cloud of its name for the executor, and `<site>-admin`.

    Every text is quoted as JSON, which is YAML too.
    """
    lines = ["# Written by `zhengyun lab up`. Whoever can read this file can change the lab.", "clouds:"]
    for name, cloud in sites.items():
        lines += _entry(name, cloud, EXECUTOR)
        lines += _entry(f"{name}-admin", cloud, PEOPLE[0])
    if not sites:
        lines[-1] = "clouds: {}"
    return "\n".join(lines) + "\n"


def _entry(name: str, cloud: Cloud, user: str) -> list[str]:
    auth = {
        "auth_url": cloud.auth_url,
        "username": user,
        "password": cloud.passwords[user],
        "project_name": "admin",
        "user_domain_id": "default",
        "project_domain_id": "default",
    }
    return [
        f"  {name}:",
        "    auth_type: password",
        "    auth:",
        *(f"      {key}: {json.dumps(value)}" for key, value in auth.items()),
        f"    region_name: {json.dumps(cloud.region)}",
        '    identity_api_version: "3"',
        "    interface: public",
        *([f"    cacert: {json.dumps(str(cloud.roots))}"] if cloud.roots else []),
        *(
            f"    {service.replace('-', '_')}_endpoint_override: {json.dumps(url)}"
            for service, url in cloud.endpoints.items()
        ),
    ]
