"""Clouds that are older, lack extensions, or are entered by credentials that lead nowhere else."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from cloud.openstack import OpenStack
from lab.openstack.older import older, without
from lab.openstack.proxy import EVER, says
from tests.carrying import bring_about, planned, told
from tests.integration.cloud.conftest import Road
from tests.integration.cloud.small import everything, networks_only
from tests.lab_site import NAME, LabSite, answer
from zhengyun.errors import Exit, Problems, ZhengyunError
from zhengyun.estate import AddressGroup, Site

pytestmark = pytest.mark.lab

ZED = {"compute": "2.93", "block_storage": "3.70", "placement": "1.39"}
OLDER = {"compute": "2.63", "block_storage": "3.50", "placement": "1.30"}


@pytest.mark.parametrize(("name", "number", "versions"), [("zed", 140, ZED), ("rocky", 141, OLDER)])
def test_everything_is_done_on_an_older_cloud(road: Road, name: str, number: int, versions: dict[str, str]) -> None:
    town = everything(name, number)
    with road.proxy.told(*older(**versions)):
        assert not bring_about(town, road.cloud(name)).not_done()
        assert told(planned(town, road.cloud(name), deep=True)) == []
        assert not bring_about(replace(town, tenants=()), road.cloud(name)).not_done()


def test_what_is_spoken_and_what_is_missing_is_told(road: Road) -> None:
    with road.proxy.told(*older(**OLDER), *without("address-group", "router")):
        services = {one.name: one for one in road.cloud("told").services()}
    assert (services["compute"].version, services["compute"].spoken) == ("2.63", "2.63")
    assert services["compute"].missing == ("server groups", "servers that are moved as the scheduler allows")
    assert services["block-storage"].spoken == "3.50"
    assert services["network"].missing == ("address-group", "router")
    now = {one.name: one for one in road.cloud("told").services()}
    assert (now["compute"].spoken, now["compute"].missing) == ("2.90", ())
    assert now["network"].missing == ()


def test_one_that_is_too_old_is_refused_by_its_version(road: Road) -> None:
    with road.proxy.told(*older(compute="2.50")), pytest.raises(ZhengyunError) as raised:
        road.cloud("too-old").observe()
    assert (raised.value.code.id, raised.value.exit) == ("ZY-CLOUD-200", Exit.REFUSED)
    assert "compute speaks at most version 2.50; at least 2.61" in str(raised.value)


def test_without_an_extension_only_what_needs_it_is_refused(road: Road) -> None:
    town = networks_only("lacking", 142)
    lacks = (*without("address-group"), says(404, "GET", "/address-groups$", times=EVER))
    with road.proxy.told(*lacks):
        assert not bring_about(town, road.cloud("lacking")).not_done()
        assert told(planned(town, road.cloud("lacking"))) == []
        assert _refused(_with_addresses(town), road.cloud("lacking")) == ["ZY-CLOUD-040"]


def test_an_application_credential_reads_and_is_refused_before_it_applies(lab_site: LabSite, tmp_path: Path) -> None:
    session = lab_site.session()
    path = f"/users/{session.user}/application_credentials"
    body = {"application_credential": {"name": "trial", "unrestricted": True}}
    made = answer(session, "POST", "identity", path, body)["application_credential"]
    entry = {
        "auth_type": "v3applicationcredential",
        "auth": {
            "auth_url": lab_site.known.auth_url,
            "application_credential_id": made["id"],
            "application_credential_secret": made["secret"],
        },
        "region_name": NAME,
    }
    clouds = tmp_path / "clouds.yaml"
    clouds.write_text(json.dumps({"clouds": {NAME: entry}}))
    cloud = lab_site.cloud("credential", clouds=clouds)
    # Others have left things at the site, which are nobody's here.
    assert not [one for one in cloud.observe().existing if one.kind != "unclaimed"]
    town = networks_only("credential", 143)
    assert _refused(town, cloud) == ["ZY-CLOUD-202"]
    cloud.applies = False
    assert planned(town, cloud), "who agrees makes the same plan"


def _with_addresses(town: Site) -> Site:
    tenant = replace(town.tenants[0], address_groups=(AddressGroup("partners", ("192.0.2.0/28",)),))
    return replace(town, tenants=(tenant,))


def _refused(town: Site, cloud: OpenStack) -> list[str]:
    with pytest.raises(Problems) as raised:
        planned(town, cloud)
    return [error.code.id for error in raised.value.errors]
