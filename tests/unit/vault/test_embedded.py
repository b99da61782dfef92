"""The configuration of the small site's server: what stands in it, whatever its files are called."""

from dataclasses import replace
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from vault.embedded import Embedded, render

FOLDER = Path("/srv/vault")
BARE = Embedded("127.0.0.1:8200", "127.0.0.1:8201", "http://127.0.0.1:8200", FOLDER / "raft", FOLDER / "audit.log")


def test_without_a_certificate_it_speaks_plainly_and_with_one_only_tls() -> None:
    assert "tls_disable = true" in render(BARE)
    tls = render(replace(BARE, certificate=FOLDER / "c.pem", key=FOLDER / "k.pem"))
    assert "tls_disable" not in tls
    assert f'tls_cert_file = "{FOLDER}/c.pem"' in tls
    assert 'tls_min_version = "tls12"' in tls


def test_the_ways_to_a_root_token_that_take_no_token_are_closed() -> None:
    text = render(BARE)
    assert "disable_unauthed_generate_root_endpoints = true" in text
    assert "disable_unauthed_rekey_endpoints = true" in text


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0/"), min_size=1))
def test_no_name_of_a_file_ends_its_text_or_begins_another_line(name: str) -> None:
    text = render(Embedded("127.0.0.1:1", "127.0.0.1:2", "http://127.0.0.1:1", FOLDER / name, FOLDER / "audit.log"))
    (line,) = [line for line in text.split("\n") if line.strip().startswith("path =")]
    assert line.rstrip().endswith('"')
    assert line.replace("\\\\", "").replace('\\"', "").count('"') == 2
    assert text.count("\n") == render(BARE).count("\n")
