"""The private folder of a run: only for its owner, gone at its end, and swept away where the run was killed."""

import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from playbooks.folder import PREFIX, private, sweep

HOLDING = """
import sys, time
from pathlib import Path
from playbooks.folder import private
with private(Path(sys.argv[1])) as folder:
    (folder / "known_hosts").write_text("x")
    print(folder, flush=True)
    time.sleep(600)
"""


def test_it_is_for_its_owner_alone_and_gone_at_the_end(tmp_path: Path) -> None:
    with private(tmp_path) as folder:
        (folder / "a").mkdir()
        (folder / "a" / "b").write_text("x")
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert list(tmp_path.iterdir()) == []


def test_it_is_gone_after_a_failure_too(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), private(tmp_path):
        raise RuntimeError
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_run_has_left_is_swept_away_by_the_next_and_no_other(tmp_path: Path) -> None:
    words = [sys.executable, "-c", HOLDING, str(tmp_path)]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            left = Path(process.stdout.readline().strip())
            assert sweep(tmp_path) == ()
            process.send_signal(signal.SIGKILL)
            process.wait(60)
            assert left.is_dir()
            with private(tmp_path) as folder:
                assert list(tmp_path.iterdir()) == [folder]
        finally:
            process.kill()


def test_nothing_of_others_is_swept(tmp_path: Path) -> None:
    (tmp_path / f"{PREFIX}x").mkdir()
    (tmp_path / f"{PREFIX}y").symlink_to(tmp_path)
    assert sweep(tmp_path) == ()
    assert len(list(tmp_path.iterdir())) == 2
