"""What `role prove` takes over all parts in one run: our own verbs, two sites of the lab, a vault, a PostgreSQL and an installed host.

Everything is the lab's own, and is there before the clock runs. It is for root, as a host with accounts of its own is.
"""

import contextlib
import io
import json
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from bench.measure import call, table
from bench.road import lab, settings
from cli.main import run
from cli.session import Session
from cli.wiring import House
from lab.database import control
from lab.files import write_private
from lab.place import Place
from records.separation.offices import Names, holders
from records.separation.separating import Separation
from tests.hosts import PROGRAM, debian, installed_on
from tests.vaults import fresh
from vault.entrance import pem
from vault.founding import first
from vault.wanted import wanted
from zhengyun.entry import Note
from zhengyun.settings import VARIABLE

DATABASE: Final = "proving"
KEEPER: Final = "keeper"
SECONDS: Final = 900


def proving() -> None:
    """One run, and what each part of it took by itself."""
    file = Path(settings()[VARIABLE])
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        stack.enter_context(_vault(file, folder))
        stack.enter_context(_database(file, folder))
        host = installed_on(stack.enter_context(debian(folder / "host", lab().root, folder))).host
        words = (PROGRAM, "role", "prove", "-o", "json", "--settings", str(file))
        said: list[Any] = []
        timed = call(lambda: said.append(host.run(*words, variables={"LANG": "C.UTF-8"}, seconds=SECONDS)))
    assert said[0].stdout, said[0].stderr
    _show(json.loads(said[0].stdout), timed.wall, timed.cpu)


def _show(document: Any, wall: float, cpu: float) -> None:
    parts = Counter[str]()
    refused = Counter[str]()
    for one in document["attempts"]:
        parts[one["part"]] += one["seconds"]
        refused[one["part"]] += one["outcome"] == "refused"
    rows = [(part, refused[part], seconds) for part, seconds in parts.items()]
    table("`role prove`, its attempts one after the other in each part", ("part", "refused", "s"), rows)
    whole = [(document["tried"], document["refused"], document["seconds"], wall, cpu)]
    table("`role prove` over all parts in one run", ("tried", "refused", "s", "with its start s", "our CPU s"), whole)
    for one in (*document["worked"], *document["unknown"]):
        print(f"* {one['id']}: {one['words']} {one['doubt']}")
    for one in document["untried"]:
        print(f"* {one['what']}: {one['why'].format(**one['facts'])}")


@contextmanager
def _vault(file: Path, folder: Path) -> Iterator[None]:
    """A vault that is configured by the set's role file."""
    with fresh(folder / "vault") as made:
        file.write_text(f'{file.read_text("utf-8")}\n[vault]\naddress = "{made.server.address}"\n', "utf-8")
        house = House(Session(quiet=True, settings_name=str(file)))
        first(made.server, made.root, wanted(house.roles, house.clock.now(), pem, house.vault_settings.executor))
        house.database.close()
        yield


@contextmanager
def _database(file: Path, folder: Path) -> Iterator[None]:
    """A PostgreSQL with the set's records, in which each office has its own rights, and everybody a password."""
    place, passwords = Place(folder / "postgresql"), folder / "passwords"
    server = control.up(place)
    try:
        control.as_superuser(server, f"CREATE ROLE {KEEPER} LOGIN SUPERUSER PASSWORD '{KEEPER}';")
        control.as_superuser(server, f"CREATE DATABASE {DATABASE} OWNER {KEEPER} TEMPLATE template0;")
        write_private(passwords, f"*:*:*:*:{KEEPER}\n")
        url = server.url(KEEPER, DATABASE, passwords)
        house = House(Session(quiet=True, settings_name=str(file)))
        people = holders(house.roles, Names(DATABASE), house.clock.now(), house.executor_account)
        with contextlib.redirect_stdout(io.StringIO()):
            assert not run(["records", "move", "--to", url, "--settings", str(file), "-q"])
        separation = Separation(url)
        separation.apply(people, Note("records.separated", house.session.person, {"version": 1}), house.clock)
        for one in people:
            separation.password(one.login, KEEPER)
        lines = [line for line in file.read_text("utf-8").splitlines() if not line.startswith("records ")]
        nobody = url.replace(f"{KEEPER}@", "")
        file.write_text("\n".join([f'records = "{nobody}"', *lines, ""]), "utf-8")
        yield
    finally:
        control.destroy(place)
