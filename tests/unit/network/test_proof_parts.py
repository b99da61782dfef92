"""What travels between instances: altered, swapped, old, doubled, of another plan or by a stranger, it is refused; foreign bytes are no report."""

import json
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keys import ed25519
from keys.algorithms import Verifier, named
from keys.files import FileSigner
from network.probing import certificate, halves, roster
from network.probing import plan as plans
from network.probing.choosing import ports
from network.probing.halves import Reading
from network.probing.joining import join
from network.probing.signed import Part, seal, unseal
from tests.probed import BEGINS, EXTERNAL, INTERNAL, plan, right
from zhengyun.errors import ZhengyunError
from zhengyun.instant import text

PLAN = plan()
RIGHT = right(PLAN)
AT = datetime.fromtimestamp(BEGINS / 1000, UTC)
"""When the window begins."""


def signer() -> FileSigner:
    """A key by chance."""
    key = ed25519.generate()
    return FileSigner(named("ed25519", key.public), key)


KEYS = {name: signer() for name in ("internal", "external", "stranger")}
TRUSTED = {name: (KEYS[name].public,) for name in ("internal", "external")}


def half(network: str, /, **more: object) -> dict[str, object]:
    heard = {host: one for host, one in RIGHT.items() if PLAN.networks[host] == network}
    body = halves.body(PLAN, network, text(AT), text(AT + timedelta(seconds=3)), heard)
    return {**body, **more}


def part(network: str, /, **more: object) -> Part:
    return unseal(seal("half", network, "operator", half(network, **more), KEYS[network]), "half", TRUSTED, Verifier())


def refusal(call: Callable[[], object]) -> str:
    with pytest.raises(ZhengyunError) as caught:
        call()
    return caught.value.code.id


def test_halves_that_were_made_in_the_window_are_one_proof() -> None:
    heard = join(PLAN, [part("internal"), part("external")], AT + timedelta(minutes=5))
    assert heard == RIGHT
    found = certificate.outcome(PLAN, heard)
    maker = unseal(seal("plan", "internal", "operator", PLAN.document, KEYS["internal"]), "plan", TRUSTED, Verifier())
    proof = certificate.document(found, maker, [part("internal"), part("external")], "0.1.0", training=True)
    assert (proof["passed"], proof["score"], proof["unknown"]) == (True, 10_000, 0)
    assert proof["forbidden"]["open"] == 0 < proof["forbidden"]["tried"]
    assert proof["allowed"]["open"] == proof["allowed"]["tried"] > 0
    assert sum(one["tried"] for one in proof["matrix"]) == proof["allowed"]["tried"] + proof["forbidden"]["tried"]
    assert (proof["ended"], proof["valid_until"]) == ("2026-11-18T11:06:43Z", "2026-12-18T11:06:43Z")
    # As it is read from a file, with the name of its form besides.
    assert certificate.genuine({"format": "zhengyun-net-proof/1", **json.loads(json.dumps(proof))})
    assert not certificate.genuine({**proof, "unknown": 1})


@pytest.mark.parametrize(
    ("made", "code"),
    [
        (lambda: [part("internal")], "ZY-NET-148"),
        (lambda: [part("internal"), part("internal")], "ZY-NET-147"),
        (lambda: [part("internal"), part("external", plan="sha256:00")], "ZY-NET-145"),
        (lambda: [part("internal"), part("external", network="internal")], "ZY-NET-145"),
        (lambda: [part("internal"), part("external", began=text(AT + timedelta(seconds=9)))], "ZY-NET-149"),
        (lambda: [part("internal"), part("external", ended=text(AT - timedelta(seconds=9)))], "ZY-NET-149"),
        (lambda: [part("internal"), part("external", ended=text(AT + timedelta(days=9000)))], "ZY-NET-174"),
        (lambda: [part("internal"), part("external", began=text(AT - timedelta(days=1)))], "ZY-NET-174"),
        (lambda: [part("internal"), part("external", began="yesterday")], "ZY-NET-141"),
        (lambda: [part("internal"), part("external", hosts=[])], "ZY-NET-141"),
        (lambda: [part("internal"), part("external", hosts={"stall": {}})], "ZY-NET-141"),
    ],
)
def test_what_is_no_half_of_this_plan_is_refused(made: Callable[[], list[Part]], code: str) -> None:
    assert refusal(lambda: join(PLAN, made(), AT + timedelta(minutes=5))) == code


def test_an_old_half_and_another_plans_are_refused() -> None:
    both = [part("internal"), part("external")]
    assert refusal(lambda: join(PLAN, both, AT + timedelta(days=2))) == "ZY-NET-146"
    assert refusal(lambda: join(plan(nonce="cd" * 32), both, AT + timedelta(minutes=5))) == "ZY-NET-145"


def test_a_half_that_says_of_another_networks_hosts_is_not_heard_there() -> None:
    """Whoever swaps halves, or speaks for hosts of others, says nothing of them."""
    forged = half("external")
    forged["hosts"] = {**forged["hosts"], "desk": RIGHT["desk"].document()}  # type: ignore[dict-item]
    other = unseal(seal("half", "external", "operator", forged, KEYS["external"]), "half", TRUSTED, Verifier())
    own = {**half("internal"), "hosts": {}}
    made = unseal(seal("half", "internal", "operator", own, KEYS["internal"]), "half", TRUSTED, Verifier())
    heard = join(PLAN, [made, other], AT + timedelta(minutes=5))
    assert "desk" not in heard
    assert not certificate.outcome(PLAN, heard).passed


def test_an_altered_part_is_broken_and_a_strangers_is_refused() -> None:
    document = seal("half", "external", "operator", half("external"), KEYS["external"])
    altered = json.loads(json.dumps(document))
    altered["body"]["hosts"]["stall"]["in"].append(0)
    assert refusal(lambda: unseal(altered, "half", TRUSTED, Verifier())) == "ZY-NET-143"
    # Who may speak for one network does not for another.
    for network, key in (("external", "internal"), ("external", "stranger"), ("video", "external")):
        made = seal("half", network, "operator", half("external"), KEYS[key])
        assert refusal(lambda made=made: unseal(made, "half", TRUSTED, Verifier())) == "ZY-NET-144"  # type: ignore[misc]
    others: tuple[object, ...] = (
        None,
        [],
        {},
        {**document, "what": "plan"},
        {**document, "signature": 1},
        {**document, "key": {}},
    )
    for given_instead in others:
        wrong = refusal(lambda other=given_instead: unseal(other, "half", TRUSTED, Verifier()))  # type: ignore[misc]
        assert wrong == "ZY-NET-141"


@pytest.mark.parametrize("field", ["network", "signer", "key", "body", "signature"])
@pytest.mark.parametrize("given_instead", [None, 5, "", [], {}])
def test_what_is_wrong_with_a_part_is_told_by_its_field(field: str, given_instead: object) -> None:
    document = seal("half", "external", "operator", half("external"), KEYS["external"])
    with pytest.raises(ZhengyunError) as caught:
        unseal({**document, field: given_instead}, "half", TRUSTED, Verifier())
    assert f"the half cannot be read: its {field} is missing, or not of its kind" in str(caught.value)


def test_a_plan_is_the_same_after_it_has_travelled_and_its_probes_are_ones_own() -> None:
    carried = json.loads(json.dumps(PLAN.document))
    assert plans.read(carried).digest == PLAN.digest
    assert plans.read(carried).orders("internal") == PLAN.orders("internal")
    assert refusal(lambda: plans.read({**carried, "probes": {"count": 1, "digest": "sha256:00"}})) == "ZY-NET-142"
    wrongs: tuple[dict[str, object], ...] = (
        {"port": 80},
        {"milliseconds": 10**9},
        {"nonce": "00"},
        {"day": "today"},
        {"begins": "now"},
        {"rosters": []},
    )
    for wrong in wrongs:
        assert refusal(lambda wrong=wrong: plans.read({**carried, **wrong})) == "ZY-NET-141"  # type: ignore[misc]


def test_every_pair_of_zones_has_every_port_of_the_policies_in_both_directions() -> None:
    told = ports([INTERNAL.policy])
    assert told == {"tcp": (22, 8443, 8444, 47_808), "udp": (161, 47_808), "icmp": (0,)}
    ends = {(PLAN.legs[one.source].zone, PLAN.legs[one.target].zone, one.protocol, one.port) for one in PLAN.probes}
    wanted = ("internal/office", "internal/exchange", "external/service")
    for one in wanted:
        for other in wanted:
            for protocol, every in told.items():
                assert all((one, other, protocol, port) in ends for port in every), (one, other, protocol)
    assert len(set(PLAN.markers)) == len(PLAN.probes)


def test_an_order_is_for_ones_own_hosts_alone_and_names_legs_of_the_plan() -> None:
    orders = PLAN.orders("external")
    assert set(orders) == {"porter", "stall", "booth"}
    known = {leg.address for leg in PLAN.legs}
    rows = [row for order in orders.values() for row in order["sends"]]
    assert rows
    assert all(row[3] in known and row[4] in known for row in rows)
    assert all(0 <= row[0] < PLAN.milliseconds for row in rows)


def test_a_roster_is_the_same_after_it_has_travelled_and_nothing_else_is_one() -> None:
    for one in (INTERNAL, EXTERNAL):
        back = roster.read(json.loads(json.dumps(one.document())))
        assert (back.legs, back.policy.conduits, back.document()) == (one.legs, one.policy.conduits, one.document())
    for wrong in (None, {}, {"network": 1, "legs": [], "policy": {}}, {**INTERNAL.document(), "legs": [["a"]]}):
        assert refusal(lambda wrong=wrong: roster.read(wrong)) == "ZY-NET-141"  # type: ignore[misc]


def test_the_report_of_a_host_is_read_by_the_marks_of_the_plan() -> None:
    said = {"schema": "zhengyun-probe/1", "began": BEGINS * 10**6, "ended": 0, "out": [PLAN.markers[3], 7], "in": [PLAN.markers[5]],
            "shouted": [], "delivered": [], "answered": [[PLAN.markers[3], "rst"], [9, "rst"], [PLAN.markers[4], "hm"]], "failed": [],
            "lost": 0, "counters": [{"a": 5}, {"a": 9, "b": 2}]}  # fmt: skip
    heard = Reading(PLAN).heard(json.dumps(said).encode())
    assert (sorted(heard.out), sorted(heard.inside)) == ([3], [5])
    assert (heard.answered, heard.counters) == ({3: "rst"}, {"a": 4, "b": 2})
    assert not heard.problem
    late = Reading(PLAN).heard(json.dumps({**said, "began": (BEGINS + 900) * 10**6}).encode())
    assert late.late
    assert Reading(PLAN).heard(b'{"schema": "zhengyun-probe/1", "problem": "no room"}').problem == "no room"


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=8,
)
FIELDS = ("began", "ended", "out", "in", "shouted", "delivered", "answered", "lost", "counters")


@given(st.binary(max_size=200) | st.dictionaries(st.sampled_from(FIELDS), VALUES).map(
    lambda told: json.dumps({"schema": "zhengyun-probe/1", **told}).encode()
))  # fmt: skip
def test_whatever_a_host_says_is_a_report_or_none(said: bytes) -> None:
    heard = Reading(PLAN).heard(said)
    assert heard.problem or all(0 <= one < len(PLAN.probes) for one in heard.out | heard.inside | heard.delivered)


@given(VALUES, st.sampled_from(("hosts", "plan", "began", "network")))
def test_whatever_a_half_says_is_joined_or_refused(value: object, name: str) -> None:
    body = json.loads(json.dumps(half("external")))
    body[name] = value
    other = Part("half", "external", "operator", KEYS["external"].public, body, "sha256:00")
    with suppress(ZhengyunError):
        assert set(join(PLAN, [part("internal"), other], AT + timedelta(minutes=5))) <= set(PLAN.networks)


@given(VALUES)
def test_no_document_is_taken_for_a_proof(value: object) -> None:
    assert not isinstance(value, dict) or not certificate.genuine(value)
