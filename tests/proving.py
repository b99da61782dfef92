"""Proofs by packets in the town, as whoever keeps the lab asks for them."""

import json
import os
import subprocess
from typing import Any

from lab.town.standing import Town
from tests.hosts_road import PROGRAM, Said

SECONDS = 600


def prove(town: Town, *words: str) -> Said:
    """Prove, and say how it ended."""
    told = os.environ | {"ZHENGYUN_LAB": str(town.place.root.parent), "ZHENGYUN_LANG": "en"}
    said = [str(PROGRAM), "net", "prove", *words, "-o", "json", "-q"]
    done = subprocess.run(said, env=told, capture_output=True, text=True, check=False, timeout=SECONDS)
    return Said(done.returncode, done.stdout, done.stderr)


def proof(town: Town, *words: str) -> tuple[int, Any]:
    """The document of a proof that came about, whether it has passed or not."""
    said = prove(town, *words)
    assert said.code in (0, 1), said.out + said.err
    return said.code, json.loads(said.out)


def wrong(found: Any) -> set[tuple[str, str, int, str, str]]:
    """What came out otherwise than declared: zones, port, what was wanted, what was seen."""
    return {
        (one["source"]["zone"], one["target"]["zone"], one["port"], one["expected"], one["verdict"])
        for one in found["wrong"]
    }
