"""What a client finds: versions, credentials, sizes, defaults."""

import json
import os
from collections.abc import Callable
from typing import Any

import openstack
import pytest

from lab.openstack import control
from lab.place import Place

pytestmark = pytest.mark.lab


def test_each_service_reports_a_version_of_its_own(place: Place) -> None:
    (status,) = control.status(place, ("primary",))
    assert status.up
    assert status.region == "primary"
    versions = {service.name: service.version or "" for service in status.services}
    assert set(versions) == {"keystone", "placement", "glance", "neutron", "nova", "cinder"}
    assert versions["keystone"].startswith("v3.")
    assert versions["nova"].startswith("2.")
    assert versions["cinder"].startswith("3.")
    assert versions["placement"].startswith("1.")


def test_a_site_that_was_never_up_has_a_status(place: Place) -> None:
    (status,) = control.status(place, ("dr",))
    assert (status.up, status.auth_url) == (False, None)
    assert not any(service.alive for service in status.services)


@pytest.mark.parametrize("cloud", ["primary", "primary-admin"])
def test_openstacks_own_client_reads_clouds_yaml(place: Place, cloud: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OS_CLIENT_CONFIG_FILE", str(place.clouds))
    connection = openstack.connect(cloud=cloud)
    assert connection.config.region_name == "primary"
    assert connection.get_project("admin") is not None
    assert len(list(connection.compute.hypervisors())) == 2
    assert {"fast", "bulk", "shared"} <= {kind.name for kind in connection.block_storage.types()}
    assert list(connection.network.networks(name="no such network")) == []


def test_nobody_else_can_read_the_credentials(place: Place) -> None:
    assert place.clouds.stat().st_mode & 0o777 == 0o600
    for directory, names, files in os.walk(place.site("primary").root):
        modes = {name: os.lstat(os.path.join(directory, name)).st_mode & 0o077 for name in (*names, *files)}  # noqa: PTH118
        parent_is_closed = os.stat(directory).st_mode & 0o077 == 0  # noqa: PTH116
        assert parent_is_closed or not any(modes.values()), directory


def test_placement_shows_the_size_of_each_host(site: Any) -> None:
    found = site.get("placement", "/allocation_candidates?resources=VCPU:1", version="placement 1.29")
    summaries = found["provider_summaries"]
    assert len(summaries) == 2
    for provider in summaries.values():
        # Processors are overcommitted four times.
        assert provider["resources"]["VCPU"] == {"capacity": 32, "used": 0}
        assert provider["resources"]["MEMORY_MB"]["capacity"] == 16_384
        assert provider["resources"]["DISK_GB"]["capacity"] == 200


def test_quotas_are_those_of_a_department(person: Callable[..., Any], site: Any) -> None:
    project = person("quota", "member").session.project
    quota = site.get("network", f"/v2.0/quotas/{project}/details.json")["quota"]
    assert quota["security_group"]["limit"] == 200
    assert quota["security_group_rule"]["limit"] == 4000
    assert quota["router"]["limit"] == 50


def test_every_daemon_is_up(site: Any) -> None:
    nova = site.get("compute", "/os-services")["services"]
    assert sorted(each["binary"] for each in nova) == ["nova-compute"] * 2 + ["nova-conductor", "nova-scheduler"]
    cinder = site.get("block-storage", f"/{site.session.project}/os-services")["services"]
    assert sorted(each["binary"] for each in cinder) == ["cinder-backup", "cinder-scheduler"] + ["cinder-volume"] * 3
    assert {each["state"] for each in (*nova, *cinder)} == {"up"}


def test_new_security_groups_let_out_and_default_lets_its_members_in(person: Callable[..., Any]) -> None:
    tenant = person("secgroups", "member")
    made = tenant.create("network", "/v2.0/security-groups", {"security_group": {"name": "new"}})
    assert sorted((rule["direction"], rule["ethertype"]) for rule in made["security_group_rules"]) == [
        ("egress", "IPv4"),
        ("egress", "IPv6"),
    ]
    (default,) = tenant.get("network", "/v2.0/security-groups?name=default")["security_groups"]
    rules = {
        (rule["direction"], rule["ethertype"]): rule["remote_group_id"] for rule in default["security_group_rules"]
    }
    assert rules == {
        ("egress", "IPv4"): None,
        ("egress", "IPv6"): None,
        ("ingress", "IPv4"): default["id"],
        ("ingress", "IPv6"): default["id"],
    }


def test_passwords_are_not_the_same_in_any_two_places(place: Place) -> None:
    passwords = json.loads(place.site("primary").kept.read_text())["passwords"]
    assert len(set(passwords.values())) == len(passwords)
    assert all(len(password) >= 32 for password in passwords.values())
