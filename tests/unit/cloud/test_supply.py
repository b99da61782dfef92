"""What a site says it has to give, and what is used of a quota, counted as the services count it."""

from typing import Any, Final

import pytest

from cloud.api import Api
from cloud.capacity.stock import ENDLESS
from cloud.kinds.quota import SEAL, seal_of
from cloud.patience import Patience
from cloud.port import Free, Room, Usage
from cloud.stocktaking import DAEMONS, LISTS, POOLS, PROJECTS, TYPES, stores, take_stock
from cloud.supply import rooms, usage
from cloud.transport import NoAnswerError, Request, Response
from tests.transports import Counting, Scripted
from tests.unit.cloud.calls import Line
from zhengyun.errors import ZhengyunError


def _provider(**left: tuple[int, int]) -> dict[str, Any]:
    return {"resources": {name: {"capacity": total, "used": used} for name, (total, used) in left.items()}}


def _asked(**providers: dict[str, Any]) -> Free:
    """What is free on hosts where Placement says this."""
    summaries = Response(200, {"provider_summaries": providers})
    nodes = [{"id": name, "service": {"host": f"host-{name}"}} for name in providers]
    zones = {"availabilityZoneInfo": [{"zoneName": "north", "hosts": {"host-a": {}}}, {"zoneName": "x", "hosts": None}]}
    found, named = rooms(Line(summaries, Response(200, {"hypervisors": nodes}), Response(200, zones)).api)
    return Free(found, zones=named)


def test_each_host_has_what_is_left_of_it() -> None:
    host = _provider(VCPU=(64, 60), MEMORY_MB=(4096, 0), DISK_GB=(100, 100))
    shared_storage = _provider(DISK_GB=(10_000, 0))
    bare = _provider(VCPU=(8, 0))
    found = _asked(b=host, storage=shared_storage, a=bare)
    assert found.rooms == (Room("host-a", 8, 0, 0), Room("host-b", 4, 4096, 0))
    assert found.zones == {"host-a": "north"}


def test_hosts_out_of_service_are_not_asked_for() -> None:
    line = Line(Response(200, {"provider_summaries": {}}))
    assert rooms(line.api) == ((), {})
    assert ("required", "!COMPUTE_STATUS_DISABLED") in line.script.requests[0].query


THICK: Final = {"total_capacity_gb": 100, "free_capacity_gb": 40.9}


@pytest.mark.parametrize(
    ("pool", "left"),
    [
        (THICK, 40),
        ({**THICK, "reserved_percentage": 10}, 30),
        ({**THICK, "reserved_percentage": 70}, 0),
        (
            {
                **THICK,
                "thin_provisioning_support": True,
                "max_over_subscription_ratio": "20.0",
                "provisioned_capacity_gb": 500,
            },
            1500,
        ),
        ({"total_capacity_gb": "infinite", "free_capacity_gb": "infinite"}, ENDLESS),
        ({"total_capacity_gb": "unknown", "free_capacity_gb": "unknown"}, ENDLESS),
        ({}, ENDLESS),
    ],
)
def test_storage_is_counted_by_pool_and_not_guessed(pool: dict[str, Any], left: int) -> None:
    found = stores(
        Line(
            Response(200, {"pools": [{"name": "lab@fast#fast", "capabilities": pool}]}),
            Response(200, {"volume_types": [{"name": "fast"}]}),
            Response(200, {"services": [{"host": "lab@fast", "state": "up", "status": "enabled", "zone": "annex"}]}),
            Response(200, {"volume_type": {"name": "fast"}}),
        ).api
    )
    assert [(one.room, one.types, one.zones) for one in found.pools] == [(left, ("fast",), ("annex",))]
    assert found.default_type == "fast"


def test_who_is_down_is_told_and_not_who_fails_for_it() -> None:
    """Without Neutron Nova cannot say what groups its servers have, and calls that an error of its own."""

    def answer(request: Request) -> Response | NoAnswerError:
        if request.service == "network":
            return NoAnswerError("Connection refused", sent=False)
        if request.path == "/servers/detail":
            return Response(500, {"message": "Unexpected API Error"})
        keys = [one.key for one in (*LISTS.values(), POOLS, TYPES, DAEMONS, PROJECTS) if one.path == request.path]
        return Response(200, {keys[0]: []} if keys else {"volume_type": {"name": "fast"}})

    sent = Counting(Scripted(), before=answer)
    with pytest.raises(ZhengyunError) as raised:
        take_stock(lambda: Api(sent, Patience(seconds=0, sleep=lambda _: None)), "demo")
    assert (raised.value.code.id, raised.value.values["service"]) == ("ZY-CLOUD-002", "network")


def test_what_is_reserved_is_used() -> None:
    """It has been asked for and is on its way."""

    def all_of(*names: str, used: str) -> dict[str, Any]:
        return {name: {"limit": 10, used: 3, "reserved": 2} for name in names}

    neutron = ("network", "router", "floatingip", "security_group", "security_group_rule", "port")
    line = Line(
        Response(200, {"quota_set": all_of("instances", "cores", "ram", "server_groups", used="in_use")}),
        Response(
            200,
            {"quota_set": all_of("volumes", "gigabytes", "snapshots", "backups", "backup_gigabytes", used="in_use")},
        ),
        Response(200, {"quota": all_of(*neutron, used="used")}),
    )
    found = usage(line.api, "project of finance")
    assert len(found) == 15
    assert set(found.values()) == {Usage(10, 5)}


WHOLE: Final = "servers:1;vcpus:2;ram_mib:3;volumes:4;storage_gib:5"


class TestSeal:
    """The quota that was set, as it is sealed in a project's tag."""

    def test_a_whole_seal_is_read(self) -> None:
        values = {"servers": 1, "vcpus": 2, "ram_mib": 3, "volumes": 4, "storage_gib": 5}
        assert seal_of(["other", f"{SEAL}={WHOLE}"]) == values

    def test_one_that_knows_the_later_words_tells_them_too(self) -> None:
        later = "server_groups:6;snapshots:7;backups:-1;backup_storage_gib:9"
        assert seal_of([f"{SEAL}={WHOLE};{later}"])["backups"] == -1
        assert len(seal_of([f"{SEAL}={WHOLE};{later}"])) == 9

    @pytest.mark.parametrize(
        "tags",
        [
            [],
            None,
            7,
            [None, 7, {}],
            [f"{SEAL}="],
            [f"{SEAL}={WHOLE};more:6"],
            [f"{SEAL}={WHOLE};server_groups:6"],
            [f"{SEAL}={WHOLE.replace('5', '-5')}"],
            [f"{SEAL}={WHOLE.replace('5', '9' * 13)}"],
            [f"{SEAL}={WHOLE.replace('5', '٥')}"],
            [f"{SEAL}={WHOLE}", f"{SEAL}={WHOLE.replace('5', '6')}"],
        ],
    )
    def test_one_that_is_not_whole_or_not_the_only_one_tells_nothing(self, tags: object) -> None:
        assert seal_of(tags) == {}
