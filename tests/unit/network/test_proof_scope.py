"""Of how much a proof is: whatever has less than everything is partial, says of what, and does not pass as a whole."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from keys import ed25519
from keys.algorithms import Verifier, named
from keys.files import FileSigner
from network.probing import certificate, halves
from network.probing.joining import join
from network.probing.plan import Plan
from network.probing.signed import Part, seal, unseal
from tests.probed import BEGINS, EXTERNAL, INTERNAL, plan, right
from zhengyun.errors import ZhengyunError
from zhengyun.instant import text

AT = datetime.fromtimestamp(BEGINS / 1000, UTC)
KEY = ed25519.generate()
SIGNER = FileSigner(named("ed25519", KEY.public), KEY)
ENDED = text(AT + timedelta(seconds=3))


def part(what: str, network: str, body: Mapping[str, Any]) -> Part:
    sealed = seal(what, network, "operator", body, SIGNER)
    return unseal(sealed, what, {network: (SIGNER.public,)}, Verifier())


def proof(of: Plan, left_out: Mapping[str, tuple[str, ...]] | None = None) -> dict[str, Any]:
    """The document where everything is as declared; `left_out` by network."""
    heard = right(of)
    made = []
    for network in sorted(of.rosters):
        own = {host: one for host, one in heard.items() if of.networks[host] == network}
        told = halves.body(of, network, text(AT), ENDED, own, (left_out or {}).get(network, ()))
        made.append(part("half", network, told))
    found = certificate.outcome(of, join(of, made, AT + timedelta(minutes=5)))
    return certificate.document(found, part("plan", "internal", of.document), made, "0.1.0")


def test_everything_is_a_whole_proof_and_says_of_what() -> None:
    found = proof(plan())
    assert (found["scope"]["partial"], found["as_declared"], found["passed"]) == ([], True, True)
    assert found["scope"] == {
        "partial": [],
        "pairs": "every",
        "protocols": ["tcp", "udp", "icmp"],
        "families": [4, 6],
        "day": "2026-11-18",
        "absent": [],
        "networks": {
            "external": {"hosts": 3, "legs": 4, "left_out": []},
            "internal": {"hosts": 5, "legs": 7, "left_out": []},
        },
    }


@pytest.mark.parametrize(
    ("less", "lacks"),
    [
        ({"few": True}, ["pairs"]),
        ({"protocols": ("icmp",)}, ["protocols"]),
        ({"protocols": ("tcp", "udp", "udp")}, ["protocols"]),
        ({"families": (4,)}, ["families"]),
        ({"day": "2026-11-17"}, ["day"]),
        ({"day": "2026-11-19"}, ["day"]),
        ({"rosters": {"internal": INTERNAL}}, ["networks"]),
        ({"few": True, "protocols": ("tcp",), "families": (4,), "day": "2027-01-01"}, ["pairs", "protocols", "families", "day"]),
    ],
)  # fmt: skip
def test_what_is_less_than_everything_is_partial_however_well_it_went(less: Any, lacks: list[str]) -> None:
    found = proof(plan(**less))
    assert (found["scope"]["partial"], found["as_declared"], found["passed"]) == (lacks, True, False)
    assert found["wrong"] == []


def test_a_network_alone_says_which_others_took_no_part() -> None:
    assert proof(plan(rosters={"internal": INTERNAL}))["scope"]["absent"] == ["external"]


def test_hosts_that_a_half_misses_in_the_plan_make_it_partial() -> None:
    fewer = replace(EXTERNAL, legs=tuple(one for one in EXTERNAL.legs if one.host != "booth"))
    of = plan(rosters={"internal": INTERNAL, "external": fewer})
    found = proof(of, {"external": ("booth",)})
    assert (found["scope"]["partial"], found["passed"]) == (["hosts"], False)
    assert found["scope"]["networks"]["external"] == {"hosts": 2, "legs": 3, "left_out": ["booth"]}


@pytest.mark.parametrize("told", [None, "booth", [1], {}])
def test_a_half_that_does_not_say_what_is_left_out_is_none(told: object) -> None:
    body = {**halves.body(plan(), "external", text(AT), ENDED, {}), "left_out": told}
    with pytest.raises(ZhengyunError, match="half"):
        halves.read(body, plan())
