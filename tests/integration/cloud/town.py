"""A training set with a small estate of its own on the small site, and people who type commands there."""

import contextlib
import hashlib
import io
import json
import os
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from cli.main import run
from cli.training import commit, git, prepare
from cli.training_people import PEOPLE
from lab.openstack import rest
from lab.openstack.proxy import Proxy
from tests.estates import CONTENTS, write_images
from tests.lab_site import NAME, LabSite

# Seconds that a call is tried for: long enough for a busy machine, short enough to be waited for.
PATIENCE: Final = 4
TYPED: Final = (sys.executable, "-c", "from cli.main import main; main()")
# More than all hosts of the small site have.
HUGE: Final = 500
SITE: Final = """\
site: primary
title: 主中心
zones:
  office: {{title: 办公区, level: 2, addresses: [198.51.100.0/24]}}
flavors:
  {name}-tiny: {{vcpus: 1, ram: 64 MiB, disk: 1 GiB}}
  {name}-huge: {{vcpus: {huge}, ram: 64 MiB, disk: 1 GiB}}
images:
  {name}-base: {{title: 基础镜像, file: first.raw, sha256: {digest}, min_disk: 1 GiB}}
"""
TENANT: Final = """\
tenant: {name}
quota: {{servers: 5, vcpus: 600, ram: 4 GiB, volumes: 4, storage: 20 GiB}}
networks:
  office: {{zone: office, addresses: [{{addresses: 198.51.100.0/28, dns: {dns}}}]}}
{spare}groups:
  web:
    rules:
      - {{from: 0.0.0.0/0, protocol: tcp, ports: 443}}
systems: {{{systems}}}
"""
SYSTEM: Final = """\
desk: {{title: 办公, level: 2, zone: office, objective: {{rto: 1 d, rpo: 1 d}}, \
servers: {{{servers}}}}}"""
SERVER: Final = "{one}: {{flavor: {flavor}, image: {name}-base, networks: [office], groups: [web], volumes: {volumes}}}"


@dataclass(frozen=True)
class Said:
    """How a command ended and what it said."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The result as data."""
        return json.loads(self.out)


@dataclass(frozen=True)
class Department:
    """What the one department of a town shall have: servers, each with its flavor and volumes, by size in GiB or whole."""

    servers: Mapping[str, tuple[str, Mapping[str, int | str]]] = field(default_factory=dict)
    dns: Sequence[str] = ()
    spare: str = ""
    """The range of a second network, where nothing stands."""

    def text(self, name: str) -> str:
        """Its file."""
        servers = [
            SERVER.format(one=one, name=name, flavor=f"{name}-{size}", volumes=_braces(volumes))
            for one, (size, volumes) in self.servers.items()
        ]
        systems = SYSTEM.format(servers=", ".join(servers)) if servers else ""
        spare = f"  spare: {{zone: office, addresses: {self.spare}}}\n" if self.spare else ""
        return TENANT.format(name=name, systems=systems, dns=json.dumps([*self.dns]), spare=spare)


def _braces(volumes: Mapping[str, int | str]) -> str:
    told = {name: one if isinstance(one, str) else f"{one} GiB" for name, one in volumes.items()}
    return "{" + ", ".join(f"{name}: {one}" for name, one in told.items()) + "}"


@dataclass(frozen=True)
class Town:
    """One estate with people, keys, records and a way to the site on which faults can be told."""

    name: str
    root: Path
    lab: LabSite
    proxy: Proxy

    def declare(self, department: Department) -> None:
        """Write the department's file and commit it."""
        file = self.root / f"estate/primary/tenants/{self.name}.yaml"
        if not file.exists() or file.read_text("utf-8") != department.text(self.name):
            file.write_text(department.text(self.name), "utf-8")
            commit(self.root / "estate", "as wanted now")

    def types(self, *arguments: str, settings: Path | None = None) -> Said:
        """Somebody types a command and waits for its end."""
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = run([*arguments, "--settings", str(settings or self.settings), "--lang", "en"])
        return Said(code, out.getvalue(), err.getvalue())

    def starts(self, *arguments: str) -> "Running":
        """A command in a process of its own, which goes on meanwhile."""
        command = [*TYPED, *arguments, "--settings", str(self.settings), "--lang", "en"]
        environment = {**os.environ, "ZHENGYUN_LAB": str(self.lab.place.root)}
        process = subprocess.Popen(
            command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )  # fmt: skip
        return Running(process)

    def agreed(self, department: Department) -> str:
        """Declare it, plan it, ask for it, and let the security administrator agree; returns the request."""
        self.declare(department)
        file = str(self.root / "plan.json")
        planned = self.types("plan", "-f", file, "-q")
        assert planned.code == 4, planned.out + planned.err
        request = str(self.types("change", "submit", file, "-m", "wanted", "-o", "json").json["request"])
        self.agree(request)
        return request

    def agree(self, request: str) -> None:
        """Let everybody agree whom the request's chain names, one after the other."""
        chain = self.types("change", "show", request, "-o", "json").json["permit"]["chain"]
        left = list(PEOPLE)
        for role in chain:
            post = next(post for post in left if post.role == role)
            left.remove(post)
            approved = self.types("change", "approve", request, "--as", post.name, "--yes", "-q")
            assert approved.code == 0, approved.err

    def applied(self, department: Department) -> str:
        """All of it, done."""
        request = self.agreed(department)
        said = self.types("change", "apply", request)
        assert said.code == 0, said.out + said.err
        return request

    def left(self) -> list[str]:
        """What a plan would do now."""
        said = self.types("plan", "-f", str(self.root / "left.json"), "-o", "json", "-q")
        assert said.code in {0, 4}, said.err
        return [str(action["id"]) for action in said.json["plan"]["actions"]]

    def state(self, request: str) -> str:
        """The state of a request."""
        return str(self.types("change", "show", request, "-o", "json").json["state"])

    def receipt(self, request: str) -> Any:
        """Its receipt."""
        return self.types("change", "receipt", request, "-o", "json").json

    def written(self) -> list[str]:
        """What has been asked of the services, since faults were told, that changes something."""
        return [call for call in self.proxy.seen if not call.startswith(("GET ", "HEAD ")) and "/auth/" not in call]

    def session(self) -> rest.Session:
        """Somebody with rights at the site."""
        return self.lab.session()

    @property
    def settings(self) -> Path:
        """The settings file."""
        return self.root / "zhengyun.toml"


@dataclass(frozen=True)
class Running:
    """A command that is under way."""

    process: "subprocess.Popen[str]"

    def end(self) -> Said:
        """Wait for its end."""
        out, err = self.process.communicate(timeout=180)
        return Said(self.process.returncode, out, err)

    def said(self, word: str) -> bool:
        """Read what it tells on stderr until a word comes; False where it ends without it."""
        assert self.process.stderr
        return any(word in line for line in self.process.stderr)

    def kill(self) -> None:
        """End it as a crash would."""
        self.process.kill()
        self.process.communicate(timeout=60)


def _with_one_witness(settings: str) -> str:
    """Settings that ask one witness, as many as the rules call for: each is a process, and an apply here takes seconds."""
    head, first, *_ = settings.split("[[witnesses]]")
    return f"{head}[[witnesses]]{first}"


def found(lab: LabSite, proxy: Proxy, clouds: Path, name: str) -> Town:
    """Found a town of that name, with nothing of it in the cloud yet."""
    there = lab.session().get("identity", f"/projects?name={name}")["projects"]
    assert not there, f"another test of this site has called its department {name}"
    root = lab.place.root / name
    estate = root / "estate"
    (estate / "primary/tenants").mkdir(parents=True)
    heading = (
        f"estate: {name}\ntitle: 云洲市\nnetwork: external\nsites: [primary]\ndepartments: {{{name}: {{title: 局}}}}\n"
    )
    (estate / "estate.yaml").write_text(heading, "utf-8")
    digest = hashlib.sha256(CONTENTS["first.raw"]).hexdigest()
    (estate / "primary/site.yaml").write_text(SITE.format(name=name, digest=digest, huge=HUGE), "utf-8")
    write_images(estate / "images")
    git(estate, "init", "-q", "-b", "main")
    git(estate, "config", "user.name", "operator")
    git(estate, "config", "user.email", "operator@training.invalid")
    settings = prepare(lab.place, name)
    text = settings.read_text("utf-8").replace(f'"{lab.place.clouds}"', f'"{clouds}"')
    settings.write_text(f"patience = {PATIENCE}\n{_with_one_witness(text)}", "utf-8")
    return Town(name, root, lab, proxy)


def wait_for(event: threading.Event) -> None:
    """Wait until a fault has been met."""
    assert event.wait(60), f"nothing came to it at {NAME}"
