"""The executor is killed (SIGKILL) at each step of a change's credentials, on a real vault and real services, and run again."""

import signal
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import pytest

from tests.integration.cloud.conftest import Found
from tests.integration.cloud.forking import Forking, Step
from tests.integration.cloud.lent_town import LentTown, lent_town
from tests.integration.cloud.town import Department, Town
from vault import control
from vault.keeping import Folder
from vault.leases import NEXT
from vault.needs import cloud
from vault.policies import SECONDS
from zhengyun.errors import ZhengyunError

pytestmark = [pytest.mark.lab, pytest.mark.slow]

NAME: Final = "hazelwood"
BOOK: Final = ("records.logbook", "LogBook.append")
JOURNAL: Final = "governance.execution"
EMPTY: Final = Department()

# While what the plan needs is opened.
OPENING: Final = {
    "come in, and nothing asked for": Step("vault.control", "ask", done=False),
    "opened, and not kept": Step("vault.control", "ask", done=True),
    "half kept": Step("os", "fsync", done=True),
    "kept, and not told": Step(*BOOK, done=False, kind="vault.opened"),
    "told": Step(*BOOK, done=True, kind="vault.opened"),
}
# One after the other in the same change, each time a little farther.
CARRYING: Final = {
    "intent written, and not witnessed": Step(JOURNAL, "RequestJournal.intend", done=True),
    "witnessed, and nothing begun": Step(JOURNAL, "RequestJournal.cosigned", done=True),
    "before it is taken": Step(*BOOK, done=False, kind="vault.taken"),
    "taken, and not had": Step(*BOOK, done=True, kind="vault.taken"),
    "had": Step("vault.control", "unwrap", done=True),
    "between two credentials": Step("cloud.mint", "Mint.make", done=True),
    "both made, and the last not used": Step("cloud.mint", "Mint.make", done=True, nth=2),
    "done, and not recorded": Step(JOURNAL, "RequestJournal.outcome", done=False),
    "one recorded": Step(JOURNAL, "RequestJournal.outcome", done=True),
    "all done, and no result": Step(JOURNAL, "RequestJournal.conclude", done=False),
}
# When the result is on record: each in a change of its own, and the next one finds what it has left.
ENDING: Final = {
    "before anything is revoked": Step(JOURNAL, "RequestJournal.conclude", done=True),
    "credentials unmade": Step("cloud.mint", "Mint.unmake", done=True, nth=2),
    "the next password kept": Step("vault.leases", "SiteLoan._keep", done=True),
    "changed at Keystone, and not written back": Step("cloud.mint", "Mint.renew", done=True),
    "written back": Step("vault.leases", "SiteLoan._keep", done=True, nth=2),
    "of two tokens one revoked": Step("vault.opening", "leave", done=True),
    "revoked, and not told": Step(*BOOK, done=False, kind="vault.returned"),
}
# Whoever runs what is due gives it back as well.
AT_NIGHT: Final = "credentials unmade"
# Nothing can be had any more by what he holds then.
REVOKED: Final = ("of two tokens one revoked", "revoked, and not told")


@pytest.fixture(scope="module")
def lent(found: Found, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LentTown]:
    """The town."""
    with lent_town(found, NAME, tmp_path_factory.mktemp("hazelwood-vault")) as made:
        yield made


@pytest.fixture
def town(lent: LentTown) -> Town:
    """Its people."""
    return lent.town


@pytest.fixture(scope="module")
def forking(lent: LentTown, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Forking]:
    """What starts commands at once."""
    with Forking(tmp_path_factory.mktemp("hazelwood-said"), lent.town.lab.place.root) as forking:
        yield forking


def dies(lent: LentTown, forking: Forking, request: str, step: Step) -> None:
    """Run the executor, who dies at a step; whatever he had ends by itself, and what opens the site is known."""
    life = forking.starts("change", "run", request, "--settings", str(lent.town.settings), "--lang", "en", dies=step)
    assert life.end() == -signal.SIGKILL, f"he did not come to {step}: {life.said.read_text()}"
    mortal(lent)
    opens(lent)


def mortal(lent: LentTown) -> None:
    """Each token of the executor's and each credential that he has made has an end that is near."""
    for accessor in lent.vault.ask("LIST", "auth/token/accessors")["keys"]:
        try:
            about = lent.vault.ask("POST", "auth/token/lookup-accessor", {"accessor": accessor})
        except ZhengyunError:
            continue
        if about["policies"] != ["root"]:
            assert 0 < about["ttl"] <= 2 * SECONDS, about
    path = f"/users/{lent.hand.id}/application_credentials"
    for one in lent.hand.admin.get("identity", path)["application_credentials"]:
        if one["name"] != "looks":
            left = datetime.fromisoformat(one["expires_at"]).replace(tzinfo=UTC) - datetime.now(UTC)
            assert left <= timedelta(hours=1), one


def opens(lent: LentTown) -> None:
    """What the vault keeps opens the site, as it is or as it was to become."""
    kept = lent.kept
    assert 201 in [lent.hand.enters(kept[word]).status for word in ("password", NEXT) if word in kept]


def runs(town: Town, request: str, code: int) -> Any:
    """Run the executor to his end; what he says."""
    said = town.types("change", "run", request, "-o", "json")
    assert said.code == code, said.out + said.err
    return said.json


def unended(town: Town) -> list[str]:
    """The requests of which the log has an intent and no end."""
    said = town.types("audit", "verify", "--as", "auditor", "-o", "json")
    assert said.code == 0, said.out + said.err
    return [one["request"] for one in said.json["unended"]]


def test_killed_while_he_opens_and_carries_out_he_goes_on_where_he_was(
    lent: LentTown, town: Town, forking: Forking
) -> None:
    """One change in sixteen lives: it is done once, and told as done when it is."""
    town.declare(EMPTY)
    request = lent.asked(starts=False)
    for step in OPENING.values():
        dies(lent, forking, request, step)
        assert town.state(request) == "submitted"
    (waits,) = runs(town, request, 8)["waiting"]
    # What had been opened and was not kept is known to nobody, and nobody is asked to agree to it.
    assert [one.body["accessor"] for one in lent.log(request)] == [waits["accessor"]]
    assert [file.name for file in lent.folder.iterdir()] == [f"{request}.json"]
    town.agree(request)
    made: Counter[str] = Counter()
    for name, step in CARRYING.items():
        dies(lent, forking, request, step)
        assert town.state(request) == "applying", name
        assert unended(town) == [request], name
        made.update(one for one in lent.hand.left() if one != "looks")
    assert max(made.values()) == 1, "what a dead one has made the next one unmakes"
    done = runs(town, request, 0)
    assert {name for name, count in done["totals"].items() if count} == {"done"}
    assert unended(town) == []
    assert town.state(request) == "applied"
    assert lent.kinds(request)[-1] == "vault.returned"
    assert lent.hand.left() == ["looks"]
    assert not list(lent.folder.iterdir())
    assert lent.settled()


@pytest.mark.parametrize("point", ENDING, ids=lambda point: str(point).replace(" ", "-"))
def test_killed_when_it_is_done_he_gives_back_what_he_still_had(
    lent: LentTown, town: Town, forking: Forking, point: str
) -> None:
    """The same command once more: the password that was read is another, and nothing works of what was had."""
    town.declare(Department(dns=(f"198.51.100.{100 + [*ENDING].index(point)}",)))
    request, before = lent.asked(), lent.kept["password"]
    town.agree(request)
    case = Folder(lent.folder).read(request)
    assert case
    dies(lent, forking, request, ENDING[point])
    assert town.state(request) == "applied"
    assert unended(town) == []
    if point == AT_NIGHT:
        assert town.types("change", "run-due", "-q").code == 0
    else:
        runs(town, request, 0)
    assert not list(lent.folder.iterdir())
    assert lent.kinds(request)[-1] == ("vault.dropped" if point in REVOKED else "vault.returned")
    assert lent.hand.left() == ["looks"]
    assert NEXT not in lent.kept
    assert [lent.hand.enters(one).status for one in (before, lent.kept["password"])] == [401, 201]
    for token in (case.held[0].token, case.entrance.token):
        with pytest.raises(ZhengyunError, match="ZY-VAULT"):
            lent.vault.server.ask("GET", "auth/token/lookup-self", token=token)
    with pytest.raises(ZhengyunError, match="ZY-VAULT"):
        control.unwrap(lent.vault.server, case.held[0].token, cloud("primary"), request)
    assert lent.settled()
