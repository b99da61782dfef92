"""Policies as others hold paths against them: where they say otherwise than the house, it is told why."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import pytest

from pki import pem
from pki.verdict import Check, Result
from tests.acceptance import JUDGES, Others
from tests.corpus.policies import ANY, CASES, EXPLICIT, NO_ANY, NO_MAPPING, Case, drawn
from tests.integration.pki.artefacts import run
from tests.integration.pki.programs import needs, paths_judged
from tests.paths import step

FLAGS: Final = {EXPLICIT: "-explicit_policy", NO_MAPPING: "-inhibit_map", NO_ANY: "-inhibit_any"}
OPENSSL: Final = {
    "mapped under any policy that is inhibited": "a mapping under any policy counts, although nobody may say any policy",
    "grown past any tree": "it builds the tree, and gives up at a thousand nodes",
}
BOUNCY: Final = {
    "mapped from two": "of two policies that one stands for, the first alone counts",
    "mapped beside any policy and another that ends": "a mapping beside any policy keeps what the next does not say",
    "any policy below one that began late": "any policy stands for none that began under any",
}


def written(place: Path, case: Case) -> None:
    """A path as files: each in both forms, those between the leaf and the root together, and what is wanted."""
    place.mkdir()
    (place / "wanted").write_text("\n".join(case.wanted))
    texts = []
    for depth, data in enumerate(case.path()):
        (place / f"{depth}.cer").write_bytes(data)
        texts.append(pem.written("CERTIFICATE", data))
    leaf, *between, root = texts
    for name, text in (("leaf", leaf), ("between", "".join(between)), ("root", root)):
        (place / f"{name}.pem").write_text(text)


def by_openssl(folder: Path, cases: Sequence[Case]) -> dict[str, bool]:
    """What its command says of each. Without a policy that is wanted it has to be told that any is."""
    said = {}
    for case in cases:
        at = folder / str(case)
        flags = [FLAGS[word] for word in case.wanted if word in FLAGS]
        told = run("openssl", "verify", "-policy_check", "-policy", case.policy or ANY, *flags, "-CAfile", at / "root.pem", "-untrusted", at / "between.pem", at / "leaf.pem")  # fmt: skip
        said[case.name] = told.endswith("[0]")
    return said


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for each case."""
    root = tmp_path_factory.mktemp("policies")
    for case in CASES:
        written(root / str(case), case)
    return root


def test_openssl(made: Path, others: Others) -> None:
    needs("openssl", "openssl")
    others("policies", "p256", "OpenSSL", JUDGES)
    said = by_openssl(made, CASES)
    assert {case.name for case in CASES if said[case.name] != case.accepted} == set(OPENSSL)


def test_bouncycastle(made: Path, others: Others, tmp_path: Path) -> None:
    others("policies", "p256", "BouncyCastle", JUDGES)
    told = paths_judged(made, tmp_path)
    wrong = {case.name for case in CASES if (told[str(case)] == "accepted") != case.accepted}
    assert wrong == set(BOUNCY)


def test_openssl_on_paths_of_any_policies(tmp_path: Path) -> None:
    """BouncyCastle's tree is not asked: it says otherwise than OpenSSL and the house in one of forty, as above."""
    needs("openssl", "openssl")
    cases = list(drawn(5, 200))
    for case in cases:
        written(tmp_path / str(case), case)
    ours = {}
    for case in cases:
        options = {"mapping": NO_MAPPING not in case.wanted, "any_policy": NO_ANY not in case.wanted}
        found = step(case.path(), Check.POLICY, policy=case.policy, explicit=True, **options)
        ours[case.name] = found.result is Result.PASSED
    assert 50 < sum(ours.values()) < 150
    assert by_openssl(tmp_path, cases) == ours
