"""The transcript of docs/certificates.md: every command is run again, and says what the page says."""

from pathlib import Path

import pytest

from docs.certifying import BEGIN, END, FILE, JARS, told
from keys import passphrases

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not all(jar.exists() for jar in JARS), reason="to run it: apt-get install libbcpkix-java default-jdk-headless"
    ),
]


def test_the_page_tells_what_happens(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # The training set's keys open at a cost that tests can bear; each of the many commands opens its people's and witnesses' keys.
    monkeypatch.setattr(passphrases, "COST", {"n": 16, "r": 1, "p": 1})
    page = FILE.read_text("utf-8")
    stored = page[page.index(BEGIN) + len(BEGIN) : page.index(END)]
    assert told(tmp_path) == stored, "write it anew: make transcript"
