"""The story: an estate declared, planned, agreed to, applied, meddled with, and put right, all of it on record."""

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from cli import lab
from cli.demo.convicting import AUDITOR, convict, verify_alone
from cli.demo.steps import SECURITY, give_up, submit, take_back
from cli.demo.teller import Teller
from cli.session import Session
from cli.text import _
from cli.training import make_estate, prepare
from cli.training_vault import entrust
from cli.wiring import House
from zhengyun.errors import Exit
from zhengyun.settings import VARIABLE

FOLDER: Final = "demo"
# Where the intruder opens a door: site, tenant, security group, port.
DOOR: Final = ("primary", "finance", "app", 22)


def tell(session: Session) -> Mapping[str, Any]:
    """Tell the story and return what came of it."""
    teller = Teller(session)
    with teller.chapter("lab", _("The lab: two data centres, each a real OpenStack")):
        settings = _stage(session)
    with _on(settings):
        found = _chapters(teller, House(Session(quiet=True, settings_name=str(settings))))
    return {**found, "refusals": dict(sorted(teller.refusals.items())), "seconds": teller.seconds}


def _chapters(teller: Teller, house: House) -> Mapping[str, Any]:
    with teller.chapter(
        "vault", _("What opens the clouds lies in a vault that nobody opens alone; people have a way that only looks")
    ):
        teller.run("vault", "status")
    with teller.chapter("check", _("The operator declares the estate in files; they are checked before anything else")):
        services = {
            f"{site['site']}/{one['name']}": one["version"]
            for site in teller.ask("status")["sites"]
            for one in site["services"]
        }
        teller.run("check")
    with teller.chapter("wrong", _("A wrong estate is refused, with the line and the rule")):
        _misdeclare(Path("wrong"))
        teller.run("check", "--estate", "wrong", expect=Exit.BAD_INPUT)
    with teller.chapter("plan", _("Against two empty data centres, everything has to be made")):
        teller.run(
            "plan", "--site", "dr", "--only", "site", "--only", "archives", "-f", "small.json", expect=Exit.DRIFT
        )
        teller.say(_("That is one department at one site; the whole city:"))
        first = _plan(teller, "plan.json")
    with teller.chapter(
        "ask", _("The operator asks; nobody approves his own request, and nothing is applied without a yes")
    ):
        request = submit(teller, "plan.json", _("first build"))
        teller.run("change", "approve", request, "--yes", expect=Exit.REFUSED)
        teller.run("change", "run", request, expect=Exit.WAITING)
    with teller.chapter(
        "approve", _("The security administrator's side makes the plan again, and signs what comes out the same")
    ):
        teller.run("change", "approve", request, "--as", SECURITY, "--yes", "-q")
    with teller.chapter(
        "apply",
        _("The executor is lent credentials for this change alone, and carries it out; afterwards they open nothing"),
    ):
        teller.run("change", "run", request)
        receipt = teller.ask("change", "receipt", request)
    with teller.chapter("again", _("Planned again, there is nothing to do; and a permit is used once")):
        teller.run("plan", "-f", "second.json")
        second = teller.ask("plan", "-f", "second.json")
        teller.run("change", "apply", request, expect=Exit.REFUSED)
    with teller.chapter("drift", _("Somebody opens a port behind our back; drift names it, and who it was")):
        _meddle()
        teller.run("drift", expect=Exit.DRIFT)
        drifted = sum(len(site["drift"]) for site in teller.ask("drift")["sites"])
    with teller.chapter("repair", _("It is put right by the same road as everything else")):
        _plan(teller, "repair.json", aloud=True)
        repair = submit(teller, "repair.json", _("close what was opened by hand"))
        teller.run("change", "approve", repair, "--as", SECURITY, "--yes", "-q")
        teller.run("change", "run", repair)
        teller.run("drift")
    with teller.chapter(
        "steps", _("Data shall go: the rules ask for four people, one after the other, and say so before anybody asks")
    ):
        request = give_up(teller)
    with teller.chapter(
        "back", _("It was the wrong volume: the change is taken back by its receipt, and what is lost is told")
    ):
        take_back(teller, request)
    with teller.chapter(
        "audit", _("All of it is on record; witnesses sign it, and how much they have not seen is told")
    ):
        teller.run("audit", "query", "--request", request, "--as", AUDITOR)
        teller.run("audit", "verify", "--as", AUDITOR)
        teller.run("audit", "witness", "run")
        audit = teller.ask("audit", "verify", "--as", AUDITOR)
    with teller.chapter(
        "bundle", _("An auditor takes it along, and verifies it with one page that needs nothing of ours")
    ):
        verify_alone(teller)
    with teller.chapter("attack", _("In a copy of the database, somebody puts another's name to the head's yes")):
        convict(teller)
    house.database.close()
    return {
        "services": services,
        "first_plan_actions": first,
        "applied": receipt["totals"]["done"],
        "failed": receipt["totals"]["failed"] + receipt["totals"]["skipped"] + receipt["totals"]["waiting"],
        "second_plan_actions": len(second["plan"]["actions"]),
        "drift_found": drifted,
        "audit_entries": audit["entries"],
        "audit_ok": audit["sound"],
    }


def _stage(session: Session) -> Path:
    """The lab up and empty, and a training set of the story's own."""
    from lab.openstack import control

    told = lab.Told(session)
    place = lab.place()
    try:
        control.up(place, tell=told)
        shutil.rmtree(place.root / FOLDER, ignore_errors=True)
        settings = prepare(place, FOLDER)
        if not _empty(settings):
            told.end()
            session.say(_("something of an earlier trial is in the lab's clouds: they are emptied for the story"))
            control.reset(place, tell=told)
        entrust(place, settings, told)
    finally:
        told.end()
    return settings


def _empty(settings: Path) -> bool:
    house = House(Session(quiet=True, settings_name=str(settings)))
    estate = house.estate()
    sites = [site.name for site in estate.sites]
    worlds = [cloud.observe() for cloud in house.reading(estate, sites).values()]
    # What another estate or an earlier version has left bears no mark of ours and may have our names. A site that was
    # just made has the projects and users of its services in their domain, and nothing else.
    own = {"domain", "project", "user"}
    return not any(world.existing or any(one.kind not in own for one in world.foreign) for world in worlds)


@contextmanager
def _on(settings: Path) -> Iterator[None]:
    """Stand in the story's folder, under its settings, as somebody who types the commands would."""
    before, folder = os.environ.get(VARIABLE), Path.cwd()
    os.environ[VARIABLE] = str(settings)
    os.chdir(settings.parent)
    try:
        yield
    finally:
        os.chdir(folder)
        if before is None:
            del os.environ[VARIABLE]
        else:
            os.environ[VARIABLE] = before


def _plan(teller: Teller, file: str, *, aloud: bool = False) -> int:
    """Plan; a long plan is told by its last lines only."""
    if aloud:
        teller.run("plan", "-f", file, expect=Exit.DRIFT)
    plan = teller.ask("plan", "-f", file)
    if not aloud:
        from cli import planned
        from zhengyun.planfile import load

        made = load(Path(file).read_bytes(), file)
        teller.say(planned.summary(made))
        for line in planned.effects(made):
            teller.say(line)
    return len(plan["plan"]["actions"])


def _misdeclare(folder: Path) -> None:
    """A copy of the estate with a unit that is none, and a system in a zone below its level."""
    make_estate(folder)
    for file, right, wrong in (
        ("primary/tenants/finance.yaml", "ram: 24 GiB", "ram: 24GX"),
        ("primary/tenants/health.yaml", "level: 3", "level: 4"),
    ):
        path = folder / file
        path.write_text(path.read_text("utf-8").replace(right, wrong, 1), "utf-8")


def _meddle() -> None:
    from lab.openstack.intruder import open_port

    open_port(lab.place(), *DOOR)
