"""A host whose look program does not answer, or answers with something else: it is named, and the others are planned."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from lab.town.node import Node
from lab.town.standing import Town
from tests.playing import play

pytestmark = pytest.mark.lab

HOST, OTHER = "p-ih1", "p-c2"
# A minute in the product's own runs: tests/integration/cli/test_hosts_broken.py waits for that.
SOON = {"ANSIBLE_TASK_TIMEOUT": "30"}
PROGRAM = "/usr/local/libexec/zhengyun-look"


@contextmanager
def looking(node: Node, text: str) -> Iterator[None]:
    """A host with this in the place of its look program, until the block ends."""
    put = f"cp -a {PROGRAM} /run/kept-look && cat > {PROGRAM}"
    assert node.run("sh", "-c", put, stdin=text).returncode == 0
    try:
        yield
    finally:
        assert node.run("sh", "-c", f"cp -a /run/kept-look {PROGRAM} && rm /run/kept-look").returncode == 0


def test_a_host_that_hangs_holds_up_nobody_else(small_town: Town) -> None:
    with looking(small_town.node(HOST), "#!/bin/sh\nexec sleep 600\n"):
        done = play(small_town, (HOST, "accounts"), (OTHER, "accounts"), check=True, variables=SOON)
    assert done.complete
    assert (OTHER, "accounts") not in done.troubles
    assert "imed out" in done.troubles[HOST, "accounts"][2]


def test_a_host_that_says_what_has_no_form_is_not_planned(small_town: Town) -> None:
    lie = '{"schema": "zhengyun-look/1", "paths": {"/etc/a": {"mode": "{{ 1 }}"}}, "accounts": {}, "processes": []}'
    with looking(small_town.node(HOST), f"#!/bin/sh\necho '{lie}'\n"):
        done = play(small_town, (HOST, "accounts"), (OTHER, "accounts"), check=True)
    assert done.complete
    assert (OTHER, "accounts") not in done.troubles
    assert "does not tell how this host stands" in done.troubles[HOST, "accounts"][2]
