"""How people come into a real vault: with the key that it was told of, under their own name, for a minute."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from keys import files
from keys.files import FileSigner
from tests.cast import NOW, changed
from tests.ruled import roles_of
from tests.vaults import Vault, fresh
from vault import codes
from vault.entrance import enter, leave, pem
from vault.founding import first
from vault.wanted import wanted
from zhengyun.errors import ZhengyunError

pytestmark = pytest.mark.lab


def now() -> datetime:
    """The machine's time."""
    return datetime.now(UTC)


@pytest.fixture(scope="module")
def bao(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Vault]:
    """A vault of a village, with nothing in it but what is laid first."""
    with fresh(tmp_path_factory.mktemp("village-vault")) as made:
        yield made


@pytest.fixture(scope="module")
def people(bao: Vault, tmp_path_factory: pytest.TempPathFactory) -> dict[str, FileSigner]:
    """Two people of the village, each with a key of another algorithm, whom the vault lets in."""
    folder = tmp_path_factory.mktemp("village")
    made = {}
    for name, algorithm in (("li", "ed25519"), ("wang", "p256")):
        files.make(folder / f"{name}.json", "correct horse", algorithm)
        made[name] = files.unseal(folder / f"{name}.json", "correct horse")
    roles = roles_of()
    for name, signer in made.items():
        roles = changed(roles, name, key=signer.public)
    first(bao.server, bao.root, wanted(roles, NOW, pem))
    return made


def test_each_comes_in_with_his_own_key_and_is_the_entity_of_his_name(
    bao: Vault, people: dict[str, FileSigner]
) -> None:
    for name, signer in people.items():
        came = enter(bao.server, name, signer, now())
        entity = bao.ask("GET", f"identity/entity/id/{came.entity}")
        assert entity["name"] == name
        assert 0 < came.seconds <= 3600
        leave(bao.server, came.token)
        with pytest.raises(ZhengyunError) as said:
            bao.server.ask("GET", "auth/token/lookup-self", token=came.token)
        assert said.value.code is codes.REFUSED


def test_nobody_comes_in_under_anothers_name(bao: Vault, people: dict[str, FileSigner]) -> None:
    with pytest.raises(ZhengyunError) as said:
        enter(bao.server, "li", people["wang"], now())
    assert said.value.code is codes.NOT_LET_IN
    with pytest.raises(ZhengyunError) as said:
        enter(bao.server, "village-nobody", people["wang"], now())
    assert said.value.code is codes.NOT_LET_IN


@pytest.mark.parametrize("seconds", [-25, 25])
def test_clocks_that_are_a_little_apart_are_no_matter(bao: Vault, people: dict[str, FileSigner], seconds: int) -> None:
    assert enter(bao.server, "li", people["li"], now() + timedelta(seconds=seconds)).token


@pytest.mark.parametrize("minutes", [-10, 10])
def test_clocks_that_are_ten_minutes_apart_are_told_as_the_reason(
    bao: Vault, people: dict[str, FileSigner], minutes: int
) -> None:
    with pytest.raises(ZhengyunError) as said:
        enter(bao.server, "li", people["li"], now() + timedelta(minutes=minutes))
    assert said.value.code is codes.CLOCKS
    assert abs(int(str(said.value.values["seconds"])) - 600) < 60


def test_what_is_written_needs_the_version_that_it_replaces(bao: Vault, people: dict[str, FileSigner]) -> None:
    assert people
    with pytest.raises(ZhengyunError) as said:
        bao.ask("POST", "secret/data/village", {"data": {"a": "b"}})
    assert said.value.code is codes.ANSWERED
    bao.ask("POST", "secret/data/village", {"data": {"a": "b"}, "options": {"cas": 0}})


def test_the_log_of_the_vault_has_no_secret_in_it(bao: Vault, people: dict[str, FileSigner]) -> None:
    assert people
    bao.ask("POST", "secret/data/hush", {"data": {"a": "a-very-secret-word"}, "options": {"cas": 0}})
    text = bao.log.read_text("utf-8")
    assert "secret/data/hush" in text
    assert "a-very-secret-word" not in text
    assert bao.root not in text
