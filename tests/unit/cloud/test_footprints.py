"""Which calls an action of a kind makes: that of its own kind, and what is known beside, and nothing else."""

from typing import Final

import pytest

from cloud.footprints import BESIDE, HOMES, call, leaves, trace
from cloud.grammars import GRAMMARS
from zhengyun.action import Action
from zhengyun.diff import Verb
from zhengyun.evidence import Trace
from zhengyun.ports import Deed
from zhengyun.resource import Address

ONE: Final = "8c9553f1-833a-443e-8a45-4bfde17b4f05"
PROJECT: Final = "0123456789abcdef0123456789abcdef"
CREATE, UPDATE, DELETE = Verb.CREATE, Verb.UPDATE, Verb.DELETE


def action(kind: str, verb: Verb) -> Action:
    return Action(f"{verb} {kind}", "cloud", verb, Address("primary", kind, "finance/x"), "", {})


def deed(service: str, what: str, target: str = ONE) -> Deed:
    return Deed("", "primary", service, "zhengyun", "u", "p", target, what, "::1", "req", succeeded=True)


@pytest.mark.parametrize(
    ("kind", "verb", "service", "what", "how"),
    [
        ("server", CREATE, "nova", "create /v2.1/servers", Trace.MAKES),
        ("server", CREATE, "nova", "create /compute/v2.1/servers", Trace.MAKES),
        ("server", DELETE, "nova", "create /v2.1/servers", Trace.NONE),
        ("server", UPDATE, "nova", f"update/os-stop /v2.1/servers/{ONE}/action", Trace.ITSELF),
        ("server", UPDATE, "nova", f"delete /v2.1/servers/{ONE}", Trace.NONE),
        ("server", UPDATE, "nova", f"delete /v2.1/servers/{ONE}/os-interface/{ONE}", Trace.ITSELF),
        ("server", DELETE, "nova", f"delete /v2.1/servers/{ONE}", Trace.ITSELF),
        # What a first attempt left behind in error goes before the second.
        ("server", CREATE, "nova", f"delete /v2.1/servers/{ONE}", Trace.ITSELF),
        ("server", UPDATE, "neutron", f"update /v2.0/ports/{ONE}", Trace.BESIDE),
        ("server", UPDATE, "neutron", f"delete /v2.0/ports/{ONE}", Trace.NONE),
        ("server", UPDATE, "cinder", f"update/os-extend /v3/{PROJECT}/volumes/{ONE}/action", Trace.BESIDE),
        ("server", UPDATE, "cinder", f"delete /v3/{PROJECT}/volumes/{ONE}", Trace.NONE),
        ("attachment", CREATE, "nova", f"create /v2.1/servers/{ONE}/os-volume_attachments", Trace.BESIDE),
        ("attachment", CREATE, "nova", f"update/reboot /v2.1/servers/{ONE}/action", Trace.NONE),
        ("volume", CREATE, "cinder", f"create /v3/{PROJECT}/volumes", Trace.MAKES),
        ("volume", CREATE, "cinder", "create /v3/volumes", Trace.MAKES),
        ("volume", CREATE, "nova", "create /v2.1/volumes", Trace.NONE),
        ("subnet", UPDATE, "neutron", f"update/add /v2.0/routers/{ONE}/add_router_interface", Trace.NEARBY),
        ("subnet", UPDATE, "neutron", f"delete /v2.0/routers/{ONE}", Trace.NONE),
        ("group", CREATE, "neutron", f"delete /v2.0/security-group-rules/{ONE}", Trace.LOOSE),
        ("group", UPDATE, "neutron", f"delete /v2.0/security-group-rules/{ONE}", Trace.NONE),
        ("qos", UPDATE, "neutron", f"create /v2.0/qos/policies/{ONE}/dscp_marking_rules", Trace.ITSELF),
        ("qos", CREATE, "neutron", f"update /v2.0/policies/{ONE}/tags", Trace.ITSELF),
        ("quota", UPDATE, "nova", f"update /v2.1/os-quota-sets/{PROJECT}", Trace.ITSELF),
        ("user", UPDATE, "keystone", "updated.user identity.user.updated", Trace.ITSELF),
        ("user", UPDATE, "keystone", "deleted.user identity.user.deleted", Trace.NONE),
        ("user", UPDATE, "keystone", "created.role_assignment identity.role_assignment.created", Trace.ITSELF),
        ("assignment", DELETE, "keystone", "deleted.role_assignment identity.role_assignment.deleted", Trace.BESIDE),
        ("key", CREATE, "nova", "create /v2.1/os-keypairs", Trace.MAKES),
        ("key", CREATE, "nova", "create /v2.1/os-aggregates", Trace.NONE),
        ("server", UPDATE, "nova", "something else", Trace.NONE),
    ],
)  # fmt: skip
def test_what_belongs_to_an_action(kind: str, verb: Verb, service: str, what: str, how: Trace) -> None:
    assert trace(action(kind, verb), deed(service, what)) is how


@pytest.mark.parametrize(("tag", "how"), [("zhengyun:quota=servers:1", Trace.LOOSE), ("mine", Trace.NONE)])
def test_a_tag_of_a_project_is_ours_where_it_begins_as_ours_do(tag: str, how: Trace) -> None:
    told = deed("keystone", "created.project tag identity.project tag.created", tag)
    assert trace(action("quota", UPDATE), told) is how


def test_every_kind_is_known() -> None:
    """A kind that is forgotten here would have its own deeds told as somebody else's."""
    assert set(GRAMMARS) == {*HOMES, *BESIDE}


@pytest.mark.parametrize("kind", sorted(set(GRAMMARS) - {"unclaimed"}))
def test_what_is_made_leaves_an_event_and_what_is_changed_may_not(kind: str) -> None:
    assert leaves(action(kind, CREATE)) in {"nova", "cinder", "neutron", "glance", "keystone"}
    assert leaves(action(kind, UPDATE)) == ""


def test_words_are_the_same_wherever_a_service_stands() -> None:
    assert call("nova", f"update/os-stop /v2.1/servers/{ONE}/action") == ("update", f"servers/{ONE}/action")
    assert call("cinder", f"delete /volume/v3/{PROJECT}/volumes/{ONE}") == ("delete", f"volumes/{ONE}")
