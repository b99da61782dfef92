"""What the log keeps of a proof: its digest and its numbers, and of what was wrong no more than how much it was."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from cli.proven import enter, kept
from cli.session import Session
from cli.training import make_estate
from cli.training_town import entrust
from cli.wiring import House
from keys import passphrases

PROOF = {
    "version": "0.1.0",
    "training": True,
    "networks": ["external", "internal"],
    "scope": {"partial": ["hosts"], "networks": {"internal": {"hosts": 2, "legs": 3, "left_out": ["a-h8", "a-h9"]}}},
    "plan": {"digest": "sha256:aa", "made": "2026-11-01T00:00:00Z", "network": "internal", "signer": "operator"},
    "began": "2026-11-01T00:00:01Z",
    "ended": "2026-11-01T00:00:02Z",
    "valid_until": "2026-12-01T00:00:02Z",
    "allowed": {"tried": 3, "open": 3},
    "forbidden": {"tried": 5, "open": 1},
    "unknown": 0,
    "controls": 8,
    "controls_failed": 0,
    "mutation": {"tried": 2, "caught": 1, "survivors": [{"host": "a-fw", "kind": "rule", "name": "zy:x"}]},
    "score": 8750,
    "as_declared": False,
    "passed": False,
    "matrix": [],
    "wrong": [{"why": "open"}],
    "halves": [],
    "digest": "sha256:bb",
}


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    """A training set whose log has begun."""
    monkeypatch.setattr(passphrases, "COST", {"n": 16, "r": 1, "p": 1})
    make_estate(tmp_path / "estate")
    made = House(Session(quiet=True, settings_name=str(entrust(tmp_path))))
    yield made
    made.database.close()


def test_a_proof_is_entered_with_its_numbers_also_where_it_has_failed(house: House) -> None:
    noted = enter(house, PROOF)
    (found,) = house.book.of_kind("network.proven")
    assert (found.number, found.actor) == (noted.number, "operator")
    assert found.body["digest"] == "sha256:bb"
    assert found.body["forbidden"] == {"tried": 5, "open": 1}
    assert (found.body["passed"], found.body["wrong"]) == (False, 1)
    scope = {"partial": ["hosts"], "networks": {"internal": {"hosts": 2, "legs": 3, "left_out": 2}}}
    assert (found.body["scope"], found.body["as_declared"]) == (scope, False)
    assert found.body["mutation"] == {"tried": 2, "caught": 1, "survivors": 1}


def test_a_proof_without_mutants_says_none(house: House) -> None:
    assert enter(house, {**PROOF, "mutation": None}).body["mutation"] is None


def test_a_kept_configuration_is_entered_by_its_digest(house: House) -> None:
    kept(house, "a-r1", "sha256:cc")
    (found,) = house.book.of_kind("device.saved")
    assert found.body == {"device": "a-r1", "digest": "sha256:cc"}
