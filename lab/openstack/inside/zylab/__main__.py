"""`python -m zylab build SERVICE` makes databases, `python -m zylab serve PROCESS` runs one process of a site."""

import argparse
import gc
import importlib
import os
import signal
import sys
import time
import traceback
from pathlib import Path

from zylab.site import Site

BUILT = ("keystone", "placement", "glance", "neutron", "nova", "cinder")
SERVED = ("keystone", "glance", "neutron", "nova", "cinder", "front")


def main() -> None:
    """Read the command line and do what it says; a failure ends the process at once, threads or not."""
    parser = argparse.ArgumentParser(prog="zylab")
    parser.add_argument("verb", choices=("build", "serve"))
    parser.add_argument("name", choices=sorted({*BUILT, *SERVED}))
    parser.add_argument("--etc", type=Path, help="the site's configuration; nothing is built from it")
    parser.add_argument("--state", type=Path, required=True)
    parser.add_argument("--socket", metavar="SERVICE=DESCRIPTOR", action="append", default=[])
    parser.add_argument("--peer", metavar="SERVICE=PORT", action="append", default=[])
    parser.add_argument("--certificate", type=Path, help="with its chain and key; shown by the front")
    options = parser.parse_args()
    # The projects read the command line themselves, at moments of their own choosing.
    os.umask(0o077)
    sys.argv = [options.name]
    os.environ["OS_CINDER_DISABLE_EVENTLET_PATCHING"] = "1"
    sockets, peers = _numbers(options.socket), _numbers(options.peer)
    site = Site(options.etc or options.state, options.state, sockets, peers, options.certificate)
    try:
        (build if options.verb == "build" else serve)(options.name, site)
    except BaseException:  # noqa: BLE001 - whatever it was, the process must not stay
        traceback.print_exc()
        # Threads of the half-started services would keep the process, and its port, for ever.
        sys.stderr.flush()
        os._exit(1)


def _numbers(texts: list[str]) -> dict[str, int]:
    return {service: int(number) for service, _, number in (text.partition("=") for text in texts)}


def build(service: str, site: Site) -> None:
    """Make the databases of one service, empty but for what is the same in every site."""
    from zylab.blank import databases

    started = time.monotonic()
    databases.do_not_wait_for_the_disk()
    importlib.import_module(f"zylab.blank.{service}").build(site)
    print(f"{service}: databases built in {time.monotonic() - started:.1f} s", file=sys.stderr)


def serve(process: str, site: Site) -> None:
    """Run one process until it is ended."""
    # What is in flight may be cut off at any moment anyway: all state is in transactions.
    signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
    if process in BUILT:
        from zylab import sqlite

        # What a project loads stays: to look for garbage in it meanwhile is a tenth of a boot. `wsgi.serve` goes on with that.
        gc.disable()
        sqlite.patch()
    importlib.import_module(f"zylab.serve.{process}").serve(site)


if __name__ == "__main__":
    main()
