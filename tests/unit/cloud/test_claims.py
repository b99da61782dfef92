"""Whose claim to derive from another request is believed, and whose is told as a claim."""

from typing import Any

import pytest

from cloud.claims import judged
from zhengyun.ports import Deed

BOOT = "create /v2.1/servers"
PORT = "create /v2.0/ports"


def _deed(service: str, what: str, *, request: str = "req-2", derived_from: str = "", **more: Any) -> Deed:
    at, target = "2026-03-02T08:00:00Z", "t"
    values = {"actor": "mallory", "actor_id": "u1", "succeeded": True, **more}
    return Deed(
        at=at,
        site="primary",
        service=service,
        tenant_id="p1",
        target=target,
        what=what,
        origin="::1",
        request=request,
        derived_from=derived_from,
        **values,
    )


ORIGIN = _deed("nova", BOOT, request="req-1")


def _doubted(*deeds: Deed) -> list[bool]:
    return [deed.doubtful for deed in judged(deeds)]


def test_what_a_service_asked_of_another_for_its_user_is_believed() -> None:
    assert _doubted(ORIGIN, _deed("neutron", PORT, derived_from="req-1")) == [False, False]


def test_a_services_own_user_may_go_on_for_the_user() -> None:
    binding = _deed("neutron", "update /v2.0/ports/p1", derived_from="req-1", actor="nova", actor_id="s1")
    assert _doubted(ORIGIN, binding) == [False, False]


@pytest.mark.parametrize(
    "claim",
    [
        _deed("neutron", "delete /v2.0/security-group-rules/r1", derived_from="req-1"),
        _deed("neutron", PORT, derived_from="req-of-nobody"),
        _deed("neutron", PORT, derived_from="req-1", actor="eve", actor_id="u2"),
        _deed("nova", "update/reboot /v2.1/servers/s1/action", derived_from="req-1"),
        _deed("cinder", "update/os-extend /v3/volumes/v1/action", derived_from="req-1"),
        _deed("cinder", "update /v3/os-quota-sets/p1", derived_from="req-1"),
        _deed("keystone", "created.role_assignment identity", derived_from="req-1"),
    ],
    ids=["no such errand", "unknown origin", "of another", "of its own service", "extend", "quota", "role"],
)
def test_a_claim_that_nothing_bears_out_hides_nobody(claim: Deed) -> None:
    assert _doubted(ORIGIN, claim) == [False, True]


def test_a_claim_does_not_bear_out_another_nor_does_a_refusal() -> None:
    first = _deed("nova", BOOT, request="req-1", derived_from="req-0")
    assert _doubted(first, _deed("neutron", PORT, derived_from="req-1")) == [True, True]
    failed = ORIGIN._replace(succeeded=False)
    assert _doubted(failed, _deed("neutron", PORT, derived_from="req-1")) == [False, True]


@pytest.mark.parametrize(
    "what",
    [
        "update/os-attach /v3/volumes/v1/action",
        "create /v3/0123456789abcdef0123456789abcdef/attachments",
        "delete /v3/volumes/v1",
    ],
)
def test_what_nova_asks_of_cinder_is_believed(what: str) -> None:
    assert _doubted(ORIGIN, _deed("cinder", what, derived_from="req-1")) == [False, False]
