"""What a permit opens: connections to the sites that its plan acts on, and to no other."""

from pathlib import Path

import pytest

from cli.session import Session
from cli.wiring import House
from lab.openstack.clouds import Cloud, render
from lab.openstack.services import EXECUTOR
from tests.permits import asked
from tests.unit.governance.requests import PLAN
from zhengyun.errors import ZhengyunError


@pytest.fixture
def house(town: Path) -> House:
    """A machine that knows the one site and not the other, as each site's own executor does."""
    known = Cloud("http://127.0.0.1:9", "primary", {EXECUTOR: "secret", "admin": "secret"})
    (town / "clouds.yaml").write_text(render({"primary": known}))
    return House(Session(quiet=True))


def test_a_permit_opens_no_site_that_its_plan_leaves_alone(house: House) -> None:
    with house.writing(house.estate(), asked(PLAN), {"primary"}) as clouds:
        assert set(clouds) == {"primary"}


def test_a_site_that_is_acted_on_and_has_no_entry_is_named(house: House) -> None:
    with (
        pytest.raises(ZhengyunError, match="no usable entry dr"),
        house.writing(house.estate(), asked(PLAN), {"dr"}),
    ):
        pass
