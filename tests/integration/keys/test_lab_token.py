"""The lab's token: begun once, its PINs closed to others, taken up again where it was broken off, and told where it cannot be."""

import platform
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from keys.keyring import Keyring
from keys.references import Reference
from lab import codes
from lab.place import Place
from lab.progress import silent
from lab.token import library
from lab.token.begin import Token, begin
from tests.softhsm import another
from zhengyun.errors import ZhengyunError

ROOT = Path(__file__).resolve().parents[3]


def labels(token: Token) -> list[str]:
    """The tokens there, as a process of its own sees them."""
    script = (
        "import sys\nfrom pathlib import Path\nfrom keys.keyring import Keyring\n"
        "print(*Keyring(Path('.'), module=Path(sys.argv[1])).tokens().labels(), sep='\\n')"
    )
    command = [sys.executable, "-c", script, str(token.module)]
    done = subprocess.run(command, env={**token.variables}, cwd=ROOT, capture_output=True, text=True, check=True)
    return done.stdout.splitlines()


def test_a_token_is_begun_once_and_its_pins_are_closed(tmp_path: Path) -> None:
    first = another(tmp_path, "政务云")
    pin = first.pin
    again = another(tmp_path, "政务云")
    second = another(tmp_path, "county")
    assert (again, again.pin) == (first, pin)
    assert len(pin) >= 20
    assert second.pin != pin
    assert sorted(labels(first)) == ["county", "政务云"]
    for file in (tmp_path / "token").iterdir():
        assert stat.S_IMODE(file.stat().st_mode) & 0o077 == 0, file


def test_what_was_broken_off_is_taken_up_again(tmp_path: Path) -> None:
    """Its PINs are drawn and kept before the token is made: whatever there is of it opens with them."""
    first = another(tmp_path, "town")
    (tmp_path / "token" / "town.ready").unlink()
    again = another(tmp_path, "town")
    assert again.pin == first.pin
    assert labels(again) == ["town"]


def test_a_key_outlives_the_process_that_made_it(tmp_path: Path) -> None:
    token = another(tmp_path, "town")
    script = (
        "import sys\nfrom pathlib import Path\nfrom keys.keyring import Keyring\nfrom keys.references import Reference\n"
        "keyring, place = Keyring(Path('.'), module=Path(sys.argv[1])), Reference('town', 'log')\n"
        "pin = sys.stdin.readline().strip()\n"
        "made = keyring.make(place, 'p256', lambda _: pin).public if sys.argv[2] == 'make' else None\n"
        "print(keyring.unlock(place, lambda _: pin).public.value)\n"
    )
    told = [
        subprocess.run(
            [sys.executable, "-c", script, str(token.module), work],
            input=token.pin,
            env={**token.variables},
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for work in ("make", "use")
    ]
    assert told[0] == told[1] != ""


@pytest.mark.parametrize("label", ["", "x" * 33, "审" * 11, "a/b", "../a", "a\nb", " a", ".", "\udc80"])
def test_a_label_that_cannot_be_is_refused(tmp_path: Path, label: str) -> None:
    with pytest.raises(ZhengyunError) as raised:
        begin(Place(tmp_path), label, silent)
    assert raised.value.code is codes.BAD_LABEL
    assert not list(tmp_path.iterdir())


def test_where_it_cannot_be_had_that_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A user who has nothing cached, on a machine without apt-get; nothing half done is left."""
    monkeypatch.setattr(library, "USUAL", ())
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ZhengyunError) as raised:
        begin(Place(tmp_path / "lab"), "town", silent, {"XDG_CACHE_HOME": str(tmp_path / "cache")})
    assert raised.value.code is codes.NO_TOKEN_LIBRARY
    assert "apt-get" in str(raised.value)
    assert not list((tmp_path / "cache" / "zhengyun").glob("*/**/*.so"))


def test_a_library_that_does_not_work_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was cached is damaged."""
    token = another(tmp_path / "one", "town")
    cached = tmp_path / "cache" / "zhengyun" / f"{library.PACKAGE}-{platform.machine()}" / "usr"
    monkeypatch.setattr(library, "USUAL", ())
    cached.mkdir(parents=True)
    (cached / library.NAME).write_bytes(token.module.read_bytes()[:1000])
    with pytest.raises(ZhengyunError) as raised:
        begin(Place(tmp_path / "lab"), "town", silent, {"XDG_CACHE_HOME": str(tmp_path / "cache")})
    assert raised.value.code is codes.NO_TOKEN
    shutil.rmtree(tmp_path / "cache")


def test_the_references_of_lab_and_product_agree(tmp_path: Path) -> None:
    """What the lab calls a token is what the product finds it by."""
    token = another(tmp_path, "政务云 & 政务外网")
    place = Keyring(tmp_path).place("log", token.label)
    assert isinstance(place, Reference)
    assert labels(token) == [place.token]
