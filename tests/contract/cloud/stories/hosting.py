"""Volume types and host aggregates: what a site's administrator sets up."""

from typing import Any

from tests.contract.cloud.story import Deed, Place, Story, story, unchanged
from tests.estates import Parts, server, volume
from zhengyun.estate import Aggregate, VolumeType

BULKY = {"volume_backend_name": "bulk"}
# Both drivers' sites have a host of this name.
HOST = "compute-1"


def _type(at: Place, **more: Any) -> VolumeType:
    return VolumeType(at.name, **{"title": "storage 存储", "properties": BULKY, **more})


def _parts(*types: VolumeType) -> Parts:
    return Parts(volume_types=types)


def _updates(at: Place, before: VolumeType, after: VolumeType) -> Story:
    return Story(_parts(before), _parts(after), (f"update volumetype site/{at.name}",))


@story("volumetype", "update title")
def _(at: Place) -> Story:
    return _updates(at, _type(at), _type(at, title="another"))


@story("volumetype", "update properties")
def _(at: Place) -> Story:
    before, after = {**BULKY, "old": "1", "kept": "1"}, {**BULKY, "kept": "2", "new": "<is> True"}
    return _updates(at, _type(at, properties=before), _type(at, properties=after))


@story("volumetype", "update public")
def _(at: Place) -> Story:
    return _updates(at, _type(at), _type(at, public=False))


@story("volumetype", "repair title")
def _(at: Place) -> Story:
    deed = Deed("meddle", at.at("volumetype", f"site/{at.name}"), "title", "renamed")
    return unchanged(_parts(_type(at)), deed, takes=[f"update volumetype site/{at.name}"])


@story("volumetype", "repair properties")
def _(at: Place) -> Story:
    deed = Deed("meddle", at.at("volumetype", f"site/{at.name}"), "properties", {"volume_backend_name": "fast"})
    return unchanged(_parts(_type(at)), deed, takes=[f"update volumetype site/{at.name}"])


@story("volumetype", "repair removed")
def _(at: Place) -> Story:
    deed = Deed("remove", at.at("volumetype", f"site/{at.name}"))
    return unchanged(_parts(_type(at)), deed, takes=[f"create volumetype site/{at.name}"])


@story("volumetype", "delete")
def _(at: Place) -> Story:
    return Story(_parts(_type(at)), Parts(), (f"delete volumetype site/{at.name}",))


@story("volumetype", "delete with its volume")
def _(at: Place) -> Story:
    """The volume is of the site's own type, and goes before it."""
    holder = server("app", "lobby", volumes=(volume("data", 1, at.name),))
    before = at.parts(systems=at.system(holder), extra=_parts(_type(at)))
    after = at.parts(systems=at.system(server("app", "lobby")))
    gone = (f"attachment {at.path}/app/data", f"volume {at.path}/app/data", f"volumetype site/{at.name}")
    return Story(before, after, tuple(f"delete {one}" for one in gone))


def _hosted(at: Place, **more: Any) -> Parts:
    return Parts(aggregates=(Aggregate(at.name, **more),))


@story("aggregate", "update hosts and properties")
def _(at: Place) -> Story:
    before = _hosted(at, hosts=(HOST,), properties={"old": "1", "kept": "1"})
    after = _hosted(at, hosts=("compute-2",), properties={"kept": "2", "new": "3"})
    return Story(before, after, (f"update aggregate site/{at.name}",))


@story("aggregate", "update zone")
def _(at: Place) -> Story:
    """It is called otherwise, while there is nobody in it."""
    before, after = (_hosted(at, zone=f"{at.name}-{zone}") for zone in ("old", "new"))
    return Story(before, after, (f"update aggregate site/{at.name}",))


@story("aggregate", "repair hosts")
def _(at: Place) -> Story:
    deed = Deed("meddle", at.at("aggregate", f"site/{at.name}"), "hosts", [])
    return unchanged(_hosted(at, hosts=(HOST,)), deed, takes=[f"update aggregate site/{at.name}"])


@story("aggregate", "repair name")
def _(at: Place) -> Story:
    deed = Deed("meddle", at.at("aggregate", f"site/{at.name}"), "name", f"{at.name} renamed")
    return unchanged(_hosted(at), deed, takes=[f"update aggregate site/{at.name}"])


@story("aggregate", "repair removed")
def _(at: Place) -> Story:
    deed = Deed("remove", at.at("aggregate", f"site/{at.name}"))
    return unchanged(_hosted(at, hosts=(HOST,)), deed, takes=[f"create aggregate site/{at.name}"])


@story("aggregate", "delete")
def _(at: Place) -> Story:
    return Story(_hosted(at, hosts=(HOST,)), Parts(), (f"delete aggregate site/{at.name}",))
