"""Connections to the sites that a plan acts on, and to no other."""

from pathlib import Path

import pytest

from cli.session import Session
from cli.wiring import House
from lab.openstack.clouds import Cloud, render
from lab.openstack.services import EXECUTOR
from zhengyun.errors import ZhengyunError


@pytest.fixture
def house(town: Path) -> House:
    """A machine that knows the one site and not the other, as each site's own executor does."""
    known = Cloud("http://127.0.0.1:9", "primary", {EXECUTOR: "secret", "admin": "secret"})
    (town / "clouds.yaml").write_text(render({"primary": known}))
    return House(Session(quiet=True))


def test_whoever_carries_out_has_no_connection_to_a_site_that_the_plan_leaves_alone(house: House) -> None:
    assert set(house.writing(house.estate(), {"primary"})) == {"primary"}


def test_a_site_that_is_acted_on_and_has_no_entry_is_named(house: House) -> None:
    with pytest.raises(ZhengyunError, match="no usable entry dr"):
        house.writing(house.estate(), {"dr"})
