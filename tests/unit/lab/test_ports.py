"""Ports that stay, and that nobody can take between their choice and their use."""

import itertools
import socket
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lab import codes
from lab.openstack import ports
from zhengyun.errors import ZhengyunError


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Do not wait for ports that will not become free."""
    monkeypatch.setattr(ports, "_PATIENCE", 0.0)


def test_a_kept_port_stays_and_a_new_one_is_held_at_once() -> None:
    first = ports.claim(["nova", "cinder"], {}, seed="a")
    numbers = ports.numbers(first)
    try:
        for port in numbers.values():
            assert ports.listen(port) is None
            assert ports.FIRST <= port < ports.LAST
            with socket.create_connection(("127.0.0.1", port), timeout=5):
                pass
    finally:
        ports.close(first)
    again = ports.claim(["cinder", "nova"], numbers, seed="another")
    assert ports.numbers(again) == numbers
    ports.close(again)


def test_a_stranger_keeps_the_port() -> None:
    stranger = next(held for port in ports.candidates("stranger", ()) if (held := ports.listen(port)))
    taken = stranger.getsockname()[1]
    with stranger:
        claimed = ports.claim(["nova"], {"nova": taken}, seed="stranger")
        assert ports.numbers(claimed)["nova"] != taken
        ports.close(claimed)


def test_other_sites_ports_are_not_chosen() -> None:
    first = next(ports.candidates("site", ()))
    claimed = ports.claim(["nova"], {}, seed="site", reserved={first})
    assert ports.numbers(claimed)["nova"] != first
    ports.close(claimed)


def test_two_labs_begin_their_search_apart() -> None:
    starts = {next(ports.candidates(f"lab {number}", ())) for number in range(50)}
    assert len(starts) > 45


@given(st.text(), st.sets(st.integers(ports.FIRST, ports.LAST), max_size=20))
def test_candidates_avoid_what_is_to_be_avoided(seed: str, avoid: set[int]) -> None:
    found = list(itertools.islice(ports.candidates(seed, avoid), 200))
    assert len(set(found)) == 200
    assert not set(found) & avoid
    assert not set(found) & set(ports.ephemeral())


def test_the_kernels_own_range_is_read(tmp_path: Path) -> None:
    setting = tmp_path / "range"
    setting.write_text("20000\t25000\n")
    assert ports.ephemeral(setting) == range(20000, 25001)
    assert ports.ephemeral(tmp_path / "nothing") == range(32768, 61000)


def test_no_port_left_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ports, "listen", lambda _port: None)
    with pytest.raises(ZhengyunError) as raised:
        ports.claim(["nova"], {}, seed="full")
    assert raised.value.code is codes.NO_PORT
