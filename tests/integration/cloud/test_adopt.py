"""A tenant that somebody built by hand is taken over as it stands: nothing but marks changes, and then it is ours."""

from collections import Counter
from dataclasses import dataclass
from typing import Any, Final

import pytest

from cli.training import commit
from inventory.loader import load
from inventory.source import Folder
from tests.integration.cloud.by_hand_town import ByHand
from tests.integration.cloud.conftest import Found
from tests.integration.cloud.town import Said, Town
from tests.lab_site import LabSite

pytestmark = [pytest.mark.lab, pytest.mark.slow]

NAME: Final = "adopting"
SITE: Final = """\
# What this data centre offers.
site: primary
title: 主中心
zones:
  office: {title: 办公区, level: 3, addresses: [10.77.0.0/16, 2001:db8:77::/48], exposed: true}   # 对外
flavors: {}
images: {}
"""
REGISTER: Final = """\
system,title,level,zone,owner,rto,rpo,servers
payroll,工资系统,3,office,财务处 王芳,4 h,30 min,
portal,门户网站,2,office,办公室 李雷,,,门户;Portal WWW;portal_www
"""


@dataclass(frozen=True)
class Adopted:
    """What became of a town that somebody had built by hand."""

    town: Town
    hand: ByHand
    before: dict[str, Any]
    after: dict[str, Any]
    written: Said
    planned: Said
    stale: Said
    applied: Said


@pytest.fixture(scope="module")
def adopted(found: Found, lab_site: LabSite) -> Adopted:
    """Built by hand, adopted, agreed to, applied."""
    town = found(NAME)
    (town.root / "estate/primary/site.yaml").write_text(SITE, "utf-8")
    (town.root / "estate/estate.yaml").write_text(estate(NAME), "utf-8")
    (town.root / "register.csv").write_text(REGISTER, "utf-8")
    commit(town.root / "estate", "nothing yet")
    hand = ByHand(lab_site, "Finance 2019")
    hand.build()
    before = hand.everything()
    told = ("--project", "Finance 2019", "--register", str(town.root / "register.csv"))
    written = town.types(*adopt(town), *told, "--service-user", "Finance 2019 robot", "-o", "json")
    assert written.code == 4, written.err + written.out
    commit(town.root / "estate", "as it stands")
    planned = town.types(*adopt(town), "-f", str(town.root / "plan.json"), "-o", "json")
    assert planned.code == 4, planned.err
    request = str(
        town.types("change", "submit", str(town.root / "plan.json"), "-m", "ours now", "-o", "json").json["request"]
    )
    town.agree(request)
    # Whoever agreed, agreed to what he was shown: also what the plan does not change must be as it was.
    office = f"/networks/{hand.made['office']['id']}"
    hand.ask("PUT", "network", office, {"network": {"name": "Office LAN!"}})
    stale = town.types("change", "apply", request)
    hand.ask("PUT", "network", office, {"network": {"name": "Office LAN"}})
    applied = town.types("change", "apply", request, "-o", "json")
    return Adopted(town, hand, before, hand.everything(), written, planned, stale, applied)


def estate(name: str) -> str:
    """An estate of one site in which nobody is registered."""
    return f"estate: {name}\ntitle: 云洲市\nnetwork: external\nsites: [primary]\ndepartments: {{}}   # none yet\n"


def adopt(town: Town) -> tuple[str, ...]:
    del town
    return ("cloud", "adopt", "finance", "--site", "primary")


def test_it_was_applied_whole(adopted: Adopted) -> None:
    assert adopted.applied.code == 0, adopted.applied.err + adopted.applied.out
    assert adopted.applied.json["unproven"] == []


def test_what_was_altered_meanwhile_makes_it_stale(adopted: Adopted) -> None:
    assert adopted.stale.code == 4, adopted.stale.out
    assert "Office LAN!" in adopted.stale.err


def test_a_second_plan_is_empty(adopted: Adopted) -> None:
    assert adopted.town.left() == []
    deep = adopted.town.types("plan", "--deep", "-f", str(adopted.town.root / "deep.json"))
    assert deep.code == 0, deep.out


def test_nothing_in_the_cloud_changed_but_marks(adopted: Adopted) -> None:
    for name, before in adopted.before.items():
        assert adopted.after[name] == before, name


def test_forty_things_of_all_kinds_are_ours(adopted: Adopted) -> None:
    kinds = Counter(one["kind"] for one in adopted.written.json["adopts"])
    assert kinds.keys() >= {
        "project",
        "network",
        "subnet",
        "router",
        "group",
        "server",
        "volume",
        "floating",
        "flavor",
        "image",
        "qos",
        "port",
        "trunk",
        "addressgroup",
        "servergroup",
        "user",
        "snapshot",
        "backup",
    }
    assert kinds.total() >= 40, kinds
    world = adopted.town.lab.cloud(f"{NAME}_primary").observe()
    # What others have left at the site is seen, too, and is nobody's.
    ours = Counter(address.kind for address in world.existing if address.kind != "unclaimed")
    assert not {kind: count - ours[kind] for kind, count in kinds.items() if ours[kind] < count}


def test_what_cannot_be_said_is_left_and_told_with_its_reason(adopted: Adopted) -> None:
    left = {(one["kind"], one["name"]): one["why"] for one in adopted.written.json["left"]}
    reasons = {
        ("network", "nothing in it"): "no range of addresses",
        ("group", "ping only"): "icmp",
        ("port", "false mac"): "hardware address",
        ("qos", "empty policy"): "limits nothing",
        ("volume", "left over"): "by its name",
        ("snapshot", "of what is left"): "its volume is left",
        ("volumetype", "shared"): "Cinder lets no mark",
        ("subnetpool", "bob's pool"): "no tenant has one",
        ("assignment", "Finance 2019 person reader"): "--service-user",
    }
    for one, why in reasons.items():
        assert why in left.get(one, ""), (one, left)
    assert {"only for networks", "no tenant of this estate"} == {
        word
        for one, why in left.items()
        if one[0] == "share"
        for word in ("only for networks", "no tenant of this estate")
        if word in why
    }
    assert len([kind for kind, _ in left if kind == "floating"]) == 1
    assert "no word for it" not in str(left)


def test_what_bears_no_mark_is_vouched_for_by_its_project(adopted: Adopted) -> None:
    tags = adopted.hand.ask("GET", "identity", f"/projects/{adopted.hand.project}/tags", who=adopted.hand.admin)["tags"]
    for kind, key in (("servergroup", "apart"), ("addressgroup", "partners")):
        assert any(tag.startswith(f"zhengyun:{kind}={adopted.hand.made[key]['id']}=") for tag in tags), tags


def test_the_files_say_what_the_cloud_has(adopted: Adopted) -> None:
    (tenant,) = load(Folder(adopted.town.root / "estate")).site("primary").tenants
    servers = {f"{system.name}-{one.name}": one for system in tenant.systems for one in system.servers}
    assert servers["payroll-batch"].boot
    assert servers["payroll-web-1"].server_group == "apart-please"
    assert servers["payroll-line"].ports == ("trunk-parent",)
    kept = {one.name: one for system in tenant.systems for one in system.shared_volumes}
    assert kept["files"].servers == ("web-1", "web-2")
    assert (kept["archive"].servers, kept["archive"].type) == ((), "bulk")
    (vip,) = (one for one in tenant.ports if one.called == "VIP (keepalived)")
    assert (vip.address, vip.pairs) == ("10.77.2.5", ("10.77.2.6", "10.77.2.64/28"))
    assert vip.qos == "finance/slow-10m"
    (robot,) = tenant.users
    assert (robot.called, robot.title, robot.roles) == ("Finance 2019 robot", "nightly copies", ("member",))


def test_every_action_only_marks(adopted: Adopted) -> None:
    for action in adopted.planned.json["plan"]["actions"]:
        changed = {change[0] for change in action["changes"]}
        new = action["verb"] == "create" and action["address"].split("/")[1] == "key"
        quota = action["address"].split("/")[1] == "quota"
        assert new or quota or changed <= {"marked", "operated"}, action


def test_comments_stay_in_files_that_were_there(adopted: Adopted) -> None:
    estate = adopted.town.root / "estate"
    assert "# 对外" in (estate / "primary/site.yaml").read_text("utf-8")
    assert "# none yet" in (estate / "estate.yaml").read_text("utf-8")


def test_doing_it_again_has_nothing_to_do(adopted: Adopted) -> None:
    said = adopted.town.types(*adopt(adopted.town), "-f", str(adopted.town.root / "again.json"))
    assert said.code == 0, said.out


def test_drift_knows_the_tenant_as_ours(adopted: Adopted) -> None:
    said = adopted.town.types("drift", "-o", "json")
    assert said.json["sites"][0]["drift"] == []


def test_all_of_it_is_ours_in_the_history_by_the_adoption(adopted: Adopted) -> None:
    """Before it, nothing of it was ours; what it looked at as ours beforehand is not told as such."""
    told = adopted.town.types("estate", "history", "-o", "json").json["things"]
    begun = [one["intervals"][0]["begun"] for one in told]
    assert len(begun) >= 40
    assert {request for one in begun for request in one["requests"]} == {adopted.applied.json["request"]}
    assert not [one for one in begun if one["outside"]]


def test_what_was_vouched_for_goes_as_anything_of_ours_and_leaves_no_tag(adopted: Adopted) -> None:
    town, hand = adopted.town, adopted.hand
    file = town.root / "estate/primary/tenants/finance.yaml"
    text = file.read_text("utf-8")
    rule = "    - from: partners\n      protocol: tcp\n      ports: 22\n      family: 4\n"
    group = "  partners:\n  - 198.51.100.0/28\n"
    assert rule in text
    assert group in text
    file.write_text(text.replace(rule, "").replace(group, ""), "utf-8")
    commit(town.root / "estate", "no partners any more")
    plan = str(town.root / "away.json")
    assert town.types("plan", "-f", plan, "-q").code == 4
    request = str(town.types("change", "submit", plan, "-m", "away", "-o", "json").json["request"])
    town.agree(request)
    applied = town.types("change", "apply", request)
    assert applied.code == 0, applied.err + applied.out
    tags = hand.ask("GET", "identity", f"/projects/{hand.project}/tags", who=hand.admin)["tags"]
    assert not [tag for tag in tags if hand.made["partners"]["id"] in tag]
    left = hand.ask("GET", "network", "/address-groups")["address_groups"]
    # Other tests of this site have theirs, which an administrator sees.
    assert [one["name"] for one in left if one["project_id"] == hand.project] == ["Banks"]
