"""The lab's cloud as a whole: bring it up, look at it, empty it, take it down."""

import threading
from collections.abc import Callable, Sequence

from lab import codes
from lab.files import remove_tree, write_private
from lab.openstack import blank, boot, clouds, installed, kept, processes, state, tls
from lab.openstack.kept import Size
from lab.openstack.services import SITES
from lab.openstack.status import ServiceStatus, SiteStatus, look
from lab.openstack.tls import Material
from lab.openstack.turn import Turn, turn
from lab.openstack.work import Work, side_by_side
from lab.place import Place, SitePlace
from lab.progress import Steps, Tell, one_at_a_time, silent
from zhengyun.errors import N_, ZhengyunError

__all__ = ["SITES", "ServiceStatus", "SiteStatus", "Size", "destroy", "down", "reset", "secure", "status", "up"]


def up(
    place: Place, sites: Sequence[str] = SITES, *, size: Size | None = None, tell: Tell = silent
) -> tuple[SiteStatus, ...]:
    """Bring sites up, and return when every service of them works; what runs already is left alone.

    `size` is that of each site; None keeps what a site has, or takes `Size()` for a new one.

    Raises: ZhengyunError ZY-LAB-001 to -016. KeyboardInterrupt leaves what the next call goes on with.
    """
    return _boot(place, sites, tell, lambda work: boot.boot(work, size, _ports_of_others(place, work.place)))


def reset(
    place: Place, sites: Sequence[str] = SITES, *, size: Size | None = None, tell: Tell = silent
) -> tuple[SiteStatus, ...]:
    """Throw away everything that is in the sites, and bring them up empty. Logs are kept.

    Raises: as `up`.
    """

    def again(work: Work) -> None:
        _end(work.place, work.steps)
        state.forget(work.place)
        boot.boot(work, size, _ports_of_others(place, work.place))

    return _boot(place, sites, tell, again)


def secure(
    place: Place, sites: Sequence[str] = SITES, material: Material | None = None, *, tell: Tell = silent
) -> tuple[SiteStatus, ...]:
    """Put sites behind TLS with a certificate, or without `material` no longer, and bring them up.

    A certificate after another is shown from the next handshake on, and nothing is started anew.

    Raises: as `up`; ZhengyunError ZY-LAB-030 to -035 before anything is changed.
    """
    if material:
        tls.check(material)

    def do(work: Work) -> None:
        work.place.make()
        settled = boot.settle(work.place, None).with_tls(material is not None)
        if material:
            tls.keep(work.place, material)
        # Kept before it boots: whatever cuts this off, the next boot goes on with it.
        kept.save(work.place.kept, settled)
        if material is None:
            tls.forget(work.place)
        boot.boot(work, None, _ports_of_others(place, work.place))

    return _boot(place, sites, tell, do)


def down(place: Place, sites: Sequence[str] = SITES, *, tell: Tell = silent) -> None:
    """End the processes of sites; what is in them stays.

    Raises: ZhengyunError ZY-LAB-003, -010, -011, -016.
    """
    _check(sites)
    with turn(place, tell):
        for site in sites:
            _end(place.site(site), Steps(site, 0, tell))


def destroy(place: Place, sites: Sequence[str] = SITES, *, tell: Tell = silent) -> None:
    """End the processes of sites and remove everything of them: objects, logs, ports, passwords.

    Raises: ZhengyunError ZY-LAB-003, -010, -011, -016.
    """
    _check(sites)
    with turn(place, tell):
        for site in sites:
            steps = Steps(site, 0, tell)
            _end(place.site(site), steps)
            steps.begin(N_("removing everything"))
            state.forget(place.site(site))
            remove_tree(place.site(site).root)
        _write_clouds(place)


def status(place: Place, sites: Sequence[str] = SITES) -> tuple[SiteStatus, ...]:
    """What every service of the sites says of itself, without waiting for a command that changes the lab.

    Raises: ZhengyunError ZY-LAB-003, -012.
    """
    _check(sites)
    return tuple(look(place.site(site)) for site in sites)


def _boot(place: Place, sites: Sequence[str], tell: Tell, do: Callable[[Work], None]) -> tuple[SiteStatus, ...]:
    _check(sites)
    tell = one_at_a_time(tell)
    with turn(place, tell) as held:
        work = _work(place, sites, held, tell)
        try:
            side_by_side(work, do)
        finally:
            _write_clouds(place)
    return status(place, sites)


def _work(place: Place, sites: Sequence[str], held: Turn, tell: Tell) -> list[Work]:
    ready = installed.ensure(place, tell)
    empty, halt = blank.ensure(ready, tell), threading.Event()
    return [Work(place.site(site), ready, empty, held, Steps(site, 0, tell), halt) for site in sites]


def _end(place: SitePlace, steps: Steps) -> None:
    running = processes.running(place)
    if running:
        steps.begin(N_("ending {processes}"), processes=", ".join(running))
        processes.stop(place, running)


def _check(sites: Sequence[str]) -> None:
    for site in sites:
        if site not in SITES:
            raise ZhengyunError(codes.NO_SUCH_SITE, site=site, sites=", ".join(SITES))


def _ports_of_others(place: Place, own: SitePlace) -> set[int]:
    others = (kept.load(place.site(site).kept) for site in SITES if site != own.name)
    return {port for other in others if other for port in other.ports.values()}


def _write_clouds(place: Place) -> None:
    sites = {}
    for site in SITES:
        known = kept.load(place.site(site).kept)
        if known and known.auth_url:
            roots = place.site(site).roots if known.tls else None
            sites[site] = clouds.Cloud(known.public_url or known.auth_url, site, known.passwords, roots=roots)
    if sites:
        write_private(place.clouds, clouds.render(sites))
    else:
        place.clouds.unlink(missing_ok=True)
