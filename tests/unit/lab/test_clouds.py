"""clouds.yaml, read by another reader than its writer."""

from pathlib import Path

import yaml

from lab.openstack import clouds
from lab.openstack.clouds import Cloud

PASSWORDS = {"admin": 'a"b\\c: #', "zhengyun": "z", "nova": "never shown"}


def test_each_site_has_a_cloud_for_the_executor_and_one_for_the_administrator() -> None:
    text = clouds.render({"primary": Cloud("http://127.0.0.1:1/v3", "primary", PASSWORDS)})
    found = yaml.safe_load(text)["clouds"]
    assert set(found) == {"primary", "primary-admin"}
    assert found["primary"]["region_name"] == "primary"
    assert found["primary"]["auth"] == {
        "auth_url": "http://127.0.0.1:1/v3",
        "username": "zhengyun",
        "password": "z",
        "project_name": "admin",
        "user_domain_id": "default",
        "project_domain_id": "default",
    }
    assert found["primary-admin"]["auth"]["username"] == "admin"
    assert found["primary-admin"]["auth"]["password"] == PASSWORDS["admin"]
    assert "never shown" not in text


def test_a_lab_without_sites_is_a_file_too() -> None:
    assert yaml.safe_load(clouds.render({})) == {"clouds": {}}


def test_an_address_of_ones_own_stands_in_the_catalogues_place() -> None:
    cloud = Cloud("http://127.0.0.1:1/v3", "primary", PASSWORDS, {"block-storage": "http://127.0.0.1:2/v3"})
    found = yaml.safe_load(clouds.render({"primary": cloud}))["clouds"]
    assert {entry["block_storage_endpoint_override"] for entry in found.values()} == {"http://127.0.0.1:2/v3"}


def test_the_roots_of_a_site_behind_tls_are_named() -> None:
    cloud = Cloud("https://127.0.0.1:1/v3", "primary", PASSWORDS, roots=Path("/the lab/roots.pem"))
    found = yaml.safe_load(clouds.render({"primary": cloud}))["clouds"]
    assert {entry["cacert"] for entry in found.values()} == {"/the lab/roots.pem"}
