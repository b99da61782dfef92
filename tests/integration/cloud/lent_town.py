"""A town whose credentials lie in a real vault, and an executor whom the command line starts."""

import json
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import yaml

from cli.session import Session
from cli.wiring import House
from tests.integration.cloud.conftest import Found
from tests.integration.cloud.town import Town
from tests.lab_site import answer
from tests.minted import FIRST, Hand, hand
from tests.vaults import Vault, fresh
from vault.entrance import pem
from vault.founding import first
from vault.needs import CLOUDS
from vault.wanted import wanted
from zhengyun.entry import Entry

PATIENCE: Final = 60
SECRET: Final = CLOUDS + "primary"
SERVICES: Final = ("identity", "placement", "image", "network", "compute", "block-storage")
RULES: Final = [{"service": service, "method": "GET", "path": "/**"} for service in SERVICES]
WORDS: Final = {"project_name": "admin", "user_domain_id": "default", "project_domain_id": "default"}
# By himself, as whom his command runs on a host that was laid out for him.
RUN: Final = (sys.executable, "-c", "from cli.main import main; main()", "change", "run", "--lang", "en", "--settings")


@dataclass(frozen=True)
class LentTown:
    """The town, its vault, and the user whose password is lent."""

    town: Town
    vault: Vault
    hand: Hand

    @property
    def folder(self) -> Path:
        """Where the executor keeps what waits."""
        return self.town.root / "wrapped"

    @property
    def kept(self) -> dict[str, str]:
        """What the vault keeps of the site."""
        found: dict[str, str] = self.vault.ask("GET", SECRET)["data"]
        return found

    def log(self, request: str) -> list[Entry]:
        """What the log tells of a request at the vault, in order."""
        house = House(Session(quiet=True, settings_name=str(self.town.settings)))
        found = [one for one in house.book.entries() if one.kind.startswith("vault.")]
        house.database.close()
        return [one for one in found if one.body.get("request") == request]

    def kinds(self, request: str) -> list[str]:
        """The same by kind."""
        return [one.kind for one in self.log(request)]

    def asked(self, *, starts: bool = True) -> str:
        """Plan what is declared and ask for it; whether that starts the executor."""
        file = self.planned()
        settings = None if starts else self.without_start()
        said = self.town.types("change", "submit", file, "-m", "wanted", "-o", "json", settings=settings)
        assert said.code == 0, said.err
        return str(said.json["request"])

    def planned(self) -> str:
        """The file of a plan of what is declared; there is something left to be done."""
        file = str(self.town.root / "plan.json")
        assert self._planned(file) == 4
        return file

    def settled(self) -> bool:
        """Whether there is nothing left to be done."""
        return self._planned(str(self.town.root / "left.json")) == 0

    def _planned(self, file: str) -> int:
        """Plan, and tell how that ended. Keystone ends a user's tokens with his password, and for a second those that he asks for then."""
        ends = time.monotonic() + PATIENCE
        while (planned := self.town.types("plan", "-f", file, "-q")).code not in {0, 4}:
            assert time.monotonic() < ends, planned.out + planned.err
            time.sleep(0.5)
        return planned.code

    def without_start(self) -> Path:
        """Settings that do not say how the executor is started."""
        file = self.town.root / "alone.toml"
        lines = self.town.settings.read_text("utf-8").splitlines(keepends=True)
        file.write_text("".join(line for line in lines if not line.startswith("run = ")), "utf-8")
        return file

    def tells(self, *secrets: str) -> list[str]:
        """The files of the town in which one of these stands; looked for by another process, as this one holds locks on some."""
        words = "\n".join(secrets)
        command = ["grep", "-rlFaf", "-", str(self.town.root)]
        return subprocess.run(command, input=words, capture_output=True, text=True, check=False).stdout.splitlines()


@contextmanager
def lent_town(found: Found, name: str, folder: Path) -> Iterator[LentTown]:
    """Found a town with a vault of its own; what the vault is configured with is all ours."""
    town = found(name)
    with fresh(folder) as vault:
        house = House(Session(quiet=True, settings_name=str(town.settings)))
        first(vault.server, vault.root, wanted(house.roles, datetime.now(UTC), pem))
        house.database.close()
        user = hand(town.lab, f"{name}-caretaker")
        _looks(town, user)
        data = {"username": user.name, "password": FIRST, **WORDS}
        vault.ask("POST", SECRET, {"data": data, "options": {"cas": 0}})
        run = json.dumps([*RUN, str(town.settings)])
        lines = f'\n[vault]\naddress = "{vault.server.address}"\nfolder = "wrapped"\nrun = {run}\n'
        head, *witnesses = town.settings.read_text("utf-8").split("\n[[witnesses]]")
        town.settings.write_text(head + lines + "".join("\n[[witnesses]]" + one for one in witnesses), "utf-8")
        yield LentTown(town, vault, user)


def _looks(town: Town, user: Hand) -> None:
    """All that the town's people and the executor have of the site: a credential of that user that looks."""
    session = town.lab.log_in(user.name, FIRST, "admin")
    body = {"application_credential": {"name": "looks", "roles": [{"name": "admin"}], "access_rules": RULES}}
    path = f"/users/{user.id}/application_credentials"
    made = answer(session, "POST", "identity", path, body)["application_credential"]
    said = yaml.safe_load(town.proxy.write_clouds(town.root / "proxied.yaml").read_text("utf-8"))
    entry = said["clouds"]["primary"]
    auth = {"auth_url": entry["auth"]["auth_url"], "application_credential_id": made["id"]}
    entry["auth"] = auth | {"application_credential_secret": made["secret"]}
    entry["auth_type"] = "v3applicationcredential"
    clouds = town.root / "clouds.yaml"
    clouds.write_text(json.dumps({"clouds": {"primary": entry}}), "utf-8")
    text = town.settings.read_text("utf-8")
    town.settings.write_text(re.sub(r"^clouds = .*$", 'clouds = "clouds.yaml"', text, flags=re.MULTILINE), "utf-8")
