"""The transcript of docs/certificates.md: every command is run again, and says what the page says."""

from pathlib import Path

import pytest

from docs.certifying import BEGIN, END, FILE, JARS, told

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not all(jar.exists() for jar in JARS), reason="to run it: apt-get install libbcpkix-java default-jdk-headless"
    ),
]


def test_the_page_tells_what_happens(tmp_path: Path) -> None:
    page = FILE.read_text("utf-8")
    stored = page[page.index(BEGIN) + len(BEGIN) : page.index(END)]
    assert told(tmp_path) == stored, "write it anew: make transcript"
