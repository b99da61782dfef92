"""What a change's credentials cost: from asking the vault to the last of them being worthless, by parts, on the lab.

One site, three credentials (to look, to write to one service, and one project's); the secret waits for one factor, and one person agrees.
"""

import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from bench.measure import Timed, middle, table
from bench.road import IMAGES, lab
from cloud.mint import Mint, reached
from cloud.minting import nobody
from cloud.sdk import Sdk
from cloud.uses import LOOKING, WORKING, Use
from cloud.view import ROLE
from tests.lab_site import NAME, LabSite, answer
from tests.lent import Strongroom, strongroom
from tests.minted import Hand, hand
from tests.permits import asked
from tests.unit.governance.requests import PLAN
from vault.needs import cloud
from zhengyun.ports import Loan

ROUNDS: Final = 9
SITE: Final = "bench"


class Laps:
    """What each part took, change by change."""

    def __init__(self) -> None:
        self.taken: defaultdict[str, list[Timed]] = defaultdict(list)

    @contextmanager
    def lap(self, part: str) -> Iterator[None]:
        """Time a part of one change."""
        wall, cpu = time.perf_counter(), time.process_time()
        yield
        self.taken[part].append(Timed(time.perf_counter() - wall, time.process_time() - cpu))

    def sums(self) -> list[Timed]:
        """Each change as a whole."""
        changes = zip(*self.taken.values(), strict=True)
        return [Timed(sum(one.wall for one in laps), sum(one.cpu for one in laps)) for laps in changes]


def credentials() -> None:
    """One change after another, by its parts."""
    laps = Laps()
    with tempfile.TemporaryDirectory() as folder, strongroom(Path(folder) / "vault") as room:
        someone = hand(LabSite(lab(), IMAGES), f"bench-{time.time_ns()}")
        project = _project(someone)
        (secret,) = someone.loan().secrets
        room.put(SITE, **secret.told())
        for number in range(ROUNDS + 1):
            _change(room, Path(folder) / "held", f"CR-BENCH{number}", project, laps)
            if not number:
                laps.taken.clear()
        assert someone.left() == []
    rows = [(part, *_seconds(taken)) for part, taken in laps.taken.items()]
    table(
        f"The credentials of one change at one site, median of {ROUNDS}",
        ("part", "wall s", "our CPU s"),
        [*rows, ("all of it", *_seconds(laps.sums()))],
    )


def _seconds(taken: list[Timed]) -> tuple[float, float]:
    found = middle(taken)
    return found.wall, found.cpu


def _change(room: Strongroom, folder: Path, request: str, project: str, laps: Laps) -> None:
    with laps.lap("request: come in, and open what waits"):
        accessors = room.opened(folder, request, SITE)
    with laps.lap("authorise: come in, agree, leave"):
        assert room.authorise("li", accessors) == [True]
    lease = room.leases(folder, cloud(SITE)).lease(asked(PLAN, request=request))
    with laps.lap("unwrap"):
        loan = lease.__enter__()[SITE]
    _minted(loan, request, project, laps)
    with laps.lap("give back what was wrapped, and the pass"):
        lease.__exit__(None, None, None)


def _minted(loan: Loan, request: str, project: str, laps: Laps) -> None:
    """The part at Keystone, by the steps of `cloud.minting`."""
    entry = reached(Sdk(NAME, NAME, lab().clouds).entry, loan.secrets[0])
    until = datetime.now(UTC) + timedelta(hours=1)
    with laps.lap("come into Keystone, and look for leftovers"):
        mint = Mint(request, until, loan.secrets[0], entry, _connect, lambda: datetime.now(UTC)).enter()
        mint.unmake(nobody)
    with laps.lap("mint three, and have a token of each"):
        made = [mint.make(use) for use in (LOOKING, WORKING["network"], Use("in", ROLE, project))]
        assert {one.transport.user for one in made} == {mint.user}
    with laps.lap("unmake the three"):
        assert len(mint.unmake(nobody)) == len(made)
    with laps.lap("renew the password, in Keystone and in the vault"):
        loan.renew(mint.held, mint.renew)


def _connect(entry: object) -> Sdk:
    assert isinstance(entry, dict)
    return Sdk(NAME, "minted", entry=entry)


def _project(someone: Hand) -> str:
    """A project where that user may work."""
    body = {"project": {"name": someone.name, "domain_id": "default"}}
    made = str(answer(someone.admin, "POST", "identity", "/projects", body)["project"]["id"])
    (role,) = someone.admin.get("identity", f"/roles?name={ROLE}")["roles"]
    answer(someone.admin, "PUT", "identity", f"/projects/{made}/users/{someone.id}/roles/{role['id']}")
    return made
