"""What other tools wrote down becomes files of the estate by one command: right as they stand, and without secrets."""

import hashlib
import shutil
from pathlib import Path
from typing import Final

import pytest

from cli.training import commit
from tests.integration.cli.conftest import Cli
from tests.unit.inventory.estates import ESTATE, SITE

SAMPLES: Final = Path(__file__).parents[2] / "samples"
WIDE: Final = SITE.replace(
    "addresses: [198.51.100.0/24]}", 'addresses: [198.51.100.0/24, "2001:db8:64::/48"], exposed: true}'
)
SOURCES: Final = {
    "terraform": ("terraform/payroll.tfstate",),
    "an export of Heat": ("heat/portal-export.json",),
    "a listing and a template of Heat": ("heat/portal-resources.json", "heat/portal-template.json"),
}
LEFT: Final = {"terraform": "random_password.db", "heat": "OS::Heat::WaitCondition alarm"}
TOLD: Final = ("--site", "primary", "--tenant", "finance", "--level", "3", "--zone", "business", "--owner", "财务处")


@pytest.fixture
def estate(town: Path) -> Path:
    """An estate that offers what the samples use, and has no tenant yet."""
    estate = town / "estate"
    for old in ("primary", "dr"):
        shutil.rmtree(estate / old)
    (estate / "primary").mkdir()
    (estate / "estate.yaml").write_text(ESTATE, "utf-8")
    digest = hashlib.sha256((estate / "images/base.raw").read_bytes()).hexdigest()
    (estate / "primary/site.yaml").write_text(WIDE.replace("ab" * 32, digest), "utf-8")
    commit(estate, "before")
    return estate


@pytest.mark.parametrize("source", SOURCES)
def test_samples_become_files_that_are_right_and_hold_no_secret(cli: Cli, estate: Path, source: str) -> None:
    tool = "terraform" if source == "terraform" else "heat"
    command = ("estate", "import", tool, *(str(SAMPLES / one) for one in SOURCES[source]), *TOLD)
    said = cli(*command)
    assert said.code == 4, said.err
    assert LEFT[tool] in said.out, "what is not understood is told by name"
    assert "zhengyun cloud adopt finance --site primary" in said.err
    written = [estate / f"primary/{folder}/finance.yaml" for folder in ("tenants", "adopt")]
    told = said.out + said.err + "".join(one.read_text("utf-8") for one in written)
    assert not [one for one in ("Hunter2", "SECRET-KEY", "c2VjcmV0") if one in told]
    checked = cli("check")
    assert checked.code == 0, checked.err
    before = written[0].read_bytes()
    again = cli(*command)
    assert (again.code, "ZY-CLOUD-233" in again.err, written[0].read_bytes() == before) == (3, True, True), again.err
