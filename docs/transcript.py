"""`make transcript`: tell the demo, and put what it says into README, with what differs from run to run made alike."""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
README: Final = ROOT / "README.md"
BEGIN: Final = (
    "<!-- transcript: written by `make transcript`, held against the real thing by the tests -->\n```console\n"
)
END: Final = "```\n<!-- end of transcript -->"
# What is told while something takes its time, and how long that is, is different each time.
PASSING: Final = re.compile(r"^(\d+ of \d+ ended|.*; trying again in |\s+\d+ s  )")
ALIKE: Final = (
    (re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"), "2026-03-02T09:15:00Z"),
    # Where a line was cut off in the middle of an instant.
    (re.compile(r"\d{4}-\d\d-\d\d(?=T?[\d:]*…)"), "2026-03-02"),
    (re.compile(r"\b(?=[0-9a-f]*[a-f])[0-9a-f]{12}\b|\b\d{12}\b"), "3f9c1e07a2b4"),
    (re.compile(r"\b(?=[0-9a-f]*[a-f])[0-9a-f]{13,64}\b|\b\d{13,64}\b"), "3f9c1e07a2b4d658"),
    (re.compile(r"the newest (\d+) entries, [^,]*,"), r"the newest \1 entries, 4 s,"),
    (re.compile(r"bundle.zip: \d+ bytes"), "bundle.zip: 20408 bytes"),
    (re.compile(r"Told in \d+ s; .*"), "Told in … s; the numbers are in .lab/demo.json."),
    (re.compile(r"ZHENGYUN_SETTINGS=.*"), "ZHENGYUN_SETTINGS=.lab/demo/zhengyun.toml"),
    (re.compile(r"http://127.0.0.1:\d+: open, version [\d.]+"), "http://127.0.0.1:8200: open, version 2.7.2"),
    (re.compile(r'("accessors?": \[?")[0-9A-Za-z]{20,}'), r"\1u2EGmyzcqss1IdVWCnQtm3O0"),
    (re.compile(r"audit file: .*?(?=\n\n)", re.DOTALL), "audit file: .lab/vault/audit.log, 0.5 MiB, 74515 MiB free"),
    (re.compile(r"\x1b\[[0-9;]*m"), ""),
)
REQUEST: Final = re.compile(r"CR-[2-9A-Z]{6}")


def alike(said: str) -> str:
    """A run's words with times, digests and names of requests made alike, from the first chapter after the lab's."""
    lines = [line.rstrip() for line in said.splitlines() if not PASSING.match(line)]
    text = "\n".join(lines)
    for pattern, same in ALIKE:
        text = pattern.sub(same, text)
    names = dict.fromkeys(REQUEST.findall(text))
    for number, name in enumerate(names):
        text = text.replace(name, f"CR-{'ABCDEFGH'[number] * 6}")
    chapters = text.split("\n\n— ")
    return "— " + "\n\n— ".join(chapters[2:] if chapters[0].strip() == "" else chapters[1:]).strip() + "\n"


def told(environment: dict[str, str] | None = None) -> str:
    """Tell the demo in English and return its words.

    Raises: subprocess.CalledProcessError where the story does not end well.
    """
    zhengyun = Path(sys.executable).parent / "zhengyun"
    done = subprocess.run(
        [zhengyun, "demo", "--lang", "en"],
        env={**os.environ, **(environment or {})},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode:
        sys.stderr.write(done.stdout)
        done.check_returncode()
    return done.stdout


def stored() -> str:
    """The transcript that README holds."""
    text = README.read_text("utf-8")
    return text[text.index(BEGIN) + len(BEGIN) : text.index(END)]


def main() -> None:
    """Write it."""
    text = README.read_text("utf-8")
    before, after = text[: text.index(BEGIN) + len(BEGIN)], text[text.index(END) :]
    README.write_text(before + alike(told()) + after, "utf-8")


if __name__ == "__main__":
    main()
