"""Which entry of clouds.yaml is a site's: what says so first counts."""

from pathlib import Path

import pytest

from cli.entries import VARIABLE, entry_of, passed_over
from cli.session import Session
from tests.unit.governance.requests import refusal
from zhengyun.estate import Estate, Site

LINES = 'estate = "e"\nrecords = "r"\nkeys = "k"\n'


def _estate(*clouds: str) -> Estate:
    names = ("primary", "dr")
    sites = tuple(Site(name, name, cloud) for name, cloud in zip(names, clouds, strict=False))
    return Estate("town", "Town", "external", sites)


def _session(folder: Path, lines: str = "", *given: str) -> Session:
    file = folder / "zhengyun.toml"
    file.write_text(LINES + lines)
    return Session(settings_name=str(file), os_clouds=given)


@pytest.mark.parametrize(
    ("given", "lines", "cloud", "variable", "entry"),
    [
        ((), "", "", "", "primary"),
        ((), "", "", "mine", "mine"),
        ((), "", "declared", "mine", "declared"),
        ((), '[os_cloud]\nprimary = "set"\n', "declared", "mine", "set"),
        (("primary=typed",), '[os_cloud]\nprimary = "set"\n', "declared", "mine", "typed"),
        (("typed",), "", "declared", "mine", "typed"),
    ],
)
def test_one_site(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    given: tuple[str, ...],
    lines: str,
    cloud: str,
    variable: str,
    entry: str,
) -> None:
    monkeypatch.setenv(VARIABLE, variable)
    assert entry_of(_session(tmp_path, lines, *given), _estate(cloud), "primary") == entry
    assert passed_over(_estate(cloud)) == ""


def test_of_two_sites_the_environment_can_mean_neither_and_that_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, "mine")
    estate, session = _estate("", "declared"), _session(tmp_path, "", "dr=typed")
    assert [entry_of(session, estate, site.name) for site in estate.sites] == ["primary", "typed"]
    assert passed_over(estate) == "mine"


@pytest.mark.parametrize("given", ["nowhere=x", "primary=", "=x", "x", ""])
def test_what_names_no_site_or_no_entry_is_refused(tmp_path: Path, given: str) -> None:
    session = _session(tmp_path, "", given)
    assert refusal(lambda: entry_of(session, _estate("", ""), "primary")) == "ZY-CLOUD-203"


@pytest.mark.parametrize("line", ['os_cloud = "x"\n', "[os_cloud]\nprimary = 7\n", '[os_cloud]\nprimary = ""\n'])
def test_settings_of_another_form_are_refused(tmp_path: Path, line: str) -> None:
    session = _session(tmp_path, line)
    assert refusal(lambda: entry_of(session, _estate(""), "primary")) == "ZY-SET-004"
