"""A part of a change fails: which departments are whole and which are not is told, with the cause, and the rest is done."""

from typing import Final

import pytest

from cli.training import commit
from lab.openstack.proxy import EVER, Fault
from tests.integration.cloud.conftest import Found
from tests.integration.cloud.town import Department

pytestmark = [pytest.mark.lab, pytest.mark.slow]

NAME: Final = "uneven"
WANTED: Final = Department()
ESTATE: Final = """\
estate: {name}
title: 云洲市
network: external
sites: [primary]
departments: {{{name}: {{title: 财政局}}, {name}-b: {{title: 卫生健康委员会}}}}
"""


def test_what_fails_in_one_department_is_told_as_its_own_and_the_other_is_whole(found: Found) -> None:
    """The second network that is asked for cannot be made, however often; whose it is, is chance."""
    town = found(NAME)
    estate, other = town.root / "estate", f"{NAME}-b"
    (estate / "estate.yaml").write_text(ESTATE.format(name=NAME), "utf-8")
    text = WANTED.text(other).replace("198.51.100.0/28", "198.51.100.64/28")
    (estate / f"primary/tenants/{other}.yaml").write_text(text, "utf-8")
    commit(estate, "two departments")
    request = town.agreed(WANTED)
    fault = Fault("POST", r"^/v2.0/networks$", through=False, status=500, times=EVER, spared=1)
    with town.proxy.told(fault):
        said = town.types("change", "apply", request)
    assert said.code == 1, said.out + said.err
    departments = {one["tenant"]: one for one in town.receipt(request)["departments"]}
    (torn,) = [name for name in (NAME, other) if departments[name]["failed"]]
    (whole,) = {NAME, other} - {torn}
    (cause,) = departments[torn]["causes"]
    assert (cause["action"], cause["code"]) == (f"create primary/network/{torn}/office", "ZY-CLOUD-004")
    assert departments[torn]["skipped"] == cause["not_begun"] > 0
    assert (departments[whole]["failed"], departments[whole]["skipped"], departments[whole]["waiting"]) == (0, 0, 0)
    assert f"primary · {torn}  " in said.out + said.err
    assert f"primary · {whole}  " not in said.out + said.err
    left = town.left()
    assert left
    assert {one.split("/")[2] for one in left} == {torn}
