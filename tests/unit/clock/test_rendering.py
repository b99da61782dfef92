"""What chrony is told: who asks whom, who is answered, and what goes with NTS."""

from dataclasses import replace

from clock.rendering import Papers, rendered
from inventory.loader import load
from lab.town.estates import NETWORKS
from lab.town.estates import estate as town
from tests.unit.inventory.test_time import TIME, harbour
from zhengyun.estate import Estate
from zhengyun.estate.hosts import Rendered


def lines(told: Rendered) -> list[str]:
    found = told.vars[f"{told.role}_lines"]
    assert isinstance(found, list)
    return found


def by_host(estate: Estate, papers: Papers | None = None) -> dict[str, Rendered]:
    return {one.host: one for one in rendered(estate, papers)}


def test_a_server_next_to_a_receiver_names_its_driver_and_goes_on_without_it() -> None:
    told = lines(by_host(load(harbour()))["keeper"])
    assert "refclock SOCK /run/chrony/bds.sock refid BDS poll 3" in told
    assert any(one.startswith("server 198.51.100.130 port 1123 ") and one.endswith(" nts") for one in told)
    assert any(one.startswith("local stratum 10") for one in told)


def test_a_client_asks_where_it_is_joined_and_answers_nobody() -> None:
    told = lines(by_host(load(harbour()))["shed"])
    assert [one.split()[1] for one in told if one.startswith("server ")] == ["203.0.113.17"]
    assert "port 0" in told
    assert not any(one.startswith("allow") for one in told)


def test_nobody_is_answered_on_the_border() -> None:
    told = lines(by_host(load(harbour()))["wall"])
    assert "allow 203.0.113.0/29" in told
    assert not any("198.51.100" in one for one in told if one.startswith("allow"))


def test_with_nts_a_certificate_and_a_key_go_along_and_without_nothing_does() -> None:
    estate = load(harbour())
    told = by_host(estate, Papers("ROOT", {"wall": "CHAIN"}))
    assert told["wall"].vars["time_server_certificate"] == "CHAIN"
    assert told["wall"].vars["time_server_secret"] == "nts/wall"
    assert told["keeper"].vars["time_server_secret"] == ""
    # chronyd does not start with a certificate that is not there.
    assert ["ntsservercert" in " ".join(lines(told[one])) for one in ("wall", "keeper")] == [True, False]
    assert told["shed"].vars["time_client_trusted"] == "ROOT"
    assert all(one.endswith(" nts") for one in lines(told["shed"]) if one.startswith("server "))
    plain = by_host(load(harbour(TIME.replace("nts: {profile: clocks}\n", ""))), Papers("ROOT", {"wall": "CHAIN"}))
    assert (plain["wall"].vars["time_server_certificate"], plain["shed"].vars["time_client_trusted"]) == ("", "")
    assert not any(
        "nts" in one and "198.51.100" not in one for one in lines(plain["wall"]) if not one.startswith("ntsdump")
    )


def test_each_host_of_the_town_has_one_role_of_time() -> None:
    for network in NETWORKS:
        estate = town(network)
        told = by_host(estate)
        # The router for rehearsals is joined to nothing that gives the time.
        assert set(told) == set(estate.hosts.hosts) - {"p-scr"}
        assert len(rendered(estate)) == len(told)


def test_nothing_is_rendered_without_a_tree() -> None:
    assert not rendered(replace(load(harbour()), time=None))
