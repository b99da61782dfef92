"""`ca verify` with constraints on names and with policies, by files alone."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.corpus.policies import A, B, maps, says
from tests.corpus.subtrees import dns
from tests.integration.cli.conftest import Cli
from tests.paths import Link, called, constraints, path


def words(folder: Path, links: Sequence[Link]) -> tuple[str, ...]:
    """The command about a path of three."""
    for name, data in zip(("leaf", "issuing", "root"), path(links), strict=True):
        (folder / name).write_bytes(data)
    leaf, issuing, root = (str(folder / name) for name in ("leaf", "issuing", "root"))
    return ("ca", "verify", leaf, "--root", root, "--by-way-of", issuing, "--no-status")


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ((), 0),
        (("--explicit-policy",), 0),
        (("--policy", A), 0),
        (("--policy", B), 5),
        (("--policy", A, "--inhibit-any"), 0),
        (("--policy", A, "--inhibit-map"), 5),
        (("--explicit-policy", "--inhibit-map"), 5),
    ],
)
def test_policies_that_are_mapped(cli: Cli, tmp_path: Path, options: tuple[str, ...], code: int) -> None:
    said = cli(
        *words(tmp_path, [Link("Root"), Link("Issuing", (says(A), maps(A, B))), Link("www", (says(B),))]), *options
    )
    assert said.code == code, said.out


def test_a_wildcard_over_an_excluded_name(cli: Cli, tmp_path: Path) -> None:
    bound = constraints(excluded=[dns("vault.city.example")])
    whole = words(tmp_path, [Link("Root"), Link("Issuing", (bound,)), Link("www", (called(dns("*.city.example")),))])
    said = cli(*whole)
    assert said.code == 5
    assert "C=CN,O=City,CN=Issuing: it may not certify the name *.city.example" in said.out
