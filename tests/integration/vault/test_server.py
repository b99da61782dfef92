"""A real server of OpenBao: what it answers, and what we make of what it refuses."""

from pathlib import Path

import pytest

from tests.vaults import Vault, empty
from vault import codes
from vault.server import HttpServer
from zhengyun.errors import Code, ZhengyunError

pytestmark = pytest.mark.lab


def refused(code: Code, server: HttpServer, method: str, path: str, token: str = "") -> ZhengyunError:
    """What a server's refusal is to us."""
    with pytest.raises(ZhengyunError) as said:
        server.ask(method, path, {}, token=token)
    assert said.value.code is code, said.value
    return said.value


def test_a_vault_that_is_open_says_so(bao: Vault) -> None:
    health = bao.server.health()
    assert (health.begun, health.sealed, health.active) == (True, False, True)
    assert health.version.startswith("2.")
    assert health.clock > 1_700_000_000


def test_whoever_has_no_token_or_a_made_up_one_is_refused_in_the_vaults_own_words(bao: Vault) -> None:
    assert "permission denied" in str(refused(codes.REFUSED, bao.server, "GET", "sys/mounts"))
    assert "permission denied" in str(refused(codes.REFUSED, bao.server, "GET", "sys/mounts", "s.made-up"))


def test_what_is_not_there_and_what_is_malformed_are_told_apart(bao: Vault) -> None:
    nothing = refused(codes.ANSWERED, bao.server, "GET", "sys/policies/acl/nobody-has-this", bao.root)
    assert "404" in str(nothing)
    malformed = refused(codes.ANSWERED, bao.server, "POST", "sys/mounts/wrong", bao.root)
    assert "400" in str(malformed)


def test_a_server_that_is_not_there_is_unreachable() -> None:
    gone = HttpServer("http://127.0.0.1:9")
    assert "refused" in str(refused(codes.UNREACHABLE, gone, "GET", "sys/mounts")).lower()
    with pytest.raises(ZhengyunError) as said:
        gone.health()
    assert said.value.code is codes.UNREACHABLE


def test_a_sealed_vault_says_so_and_opens_again_with_two_shares(bao: Vault) -> None:
    bao.seal()
    try:
        assert bao.server.health().sealed
        refused(codes.SEALED, bao.server, "GET", "sys/mounts", bao.root)
    finally:
        bao.unseal()
    assert bao.ask("GET", "sys/mounts")


def test_after_a_restart_it_is_sealed_and_keeps_what_it_had(bao: Vault) -> None:
    bao.ask("PUT", "sys/policies/acl/kept-over-restart", {"policy": 'path "a" { capabilities = ["read"] }'})
    bao.restart()
    assert bao.server.health().sealed
    bao.unseal()
    assert "capabilities" in bao.ask("GET", "sys/policies/acl/kept-over-restart")["policy"]


def test_one_that_was_never_set_up_says_so(tmp_path: Path) -> None:
    with empty(tmp_path) as (_, server):
        health = server.health()
        assert (health.begun, health.sealed) == (False, True)
        refused(codes.NOT_BEGUN, server, "GET", "sys/mounts", "whatever")
