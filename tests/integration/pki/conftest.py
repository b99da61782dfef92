"""What the tests against other people's programs share: artefacts of both families, made once."""

import pytest

from tests.authorities import FAMILIES
from tests.integration.pki.artefacts import Artefacts, make


@pytest.fixture(scope="session")
def both(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Artefacts]:
    """The artefacts of each family."""
    root = tmp_path_factory.mktemp("artefacts")
    for family in FAMILIES:
        (root / family).mkdir()
    return {family: make(root / family, family) for family in FAMILIES}


@pytest.fixture(params=FAMILIES)
def made(both: dict[str, Artefacts], request: pytest.FixtureRequest) -> Artefacts:
    """The artefacts of a family."""
    return both[request.param]
