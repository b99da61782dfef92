"""A training set whose delivered trust is in force: what the road of a change brings there, put in at once."""

from pathlib import Path

from cli.session import Session
from cli.wiring import House
from inventory.loader import load
from inventory.source import Folder
from pki.inforce import things
from zhengyun.entry import Note

PEOPLE = ("security", "security2", "head", "operator", "operator2")


def trusted(town: Path) -> House:
    """Its house, as a command makes one."""
    house = House(Session(quiet=True, settings_name=str(town / "zhengyun.toml")))
    trust = load(Folder(town / "estate")).trust
    assert trust is not None
    house.trusts.put(things(trust), Note("trust.adopted", "operator", {}))
    return house
