"""The programs of the town's nodes: files of Debian's packages, in the shape that a merged /usr has, to lie over this machine's own."""

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from lab import codes as of_lab
from lab.files import remove_tree
from lab.openstack.turn import hold
from lab.packages import unpacked
from lab.place import Place
from lab.progress import Tell
from zhengyun.errors import ZhengyunError

# With the libraries that a small Debian lacks.
PACKAGES: Final = (
    "frr", "frr-pythontools", "frr-snmp", "chrony", "snmpd", "snmp", "nftables", "openssh-server", "openssh-client",
    "openssh-sftp-server", "sudo", "rsyslog", "rsyslog-gnutls", "rsyslog-openssl", "iputils-ping", "tcpdump", "openssl", "sysvinit-utils", "libc-ares2",
    "libyang2", "libwrap0", "libpci3", "pci.ids", "libsnmp-base", "libsnmp40", "libnftnl11", "libnftables1", "libestr0",
    "libfastjson4", "liblognorm5", "libpcap0.8", "libpopt0", "libjansson4", "libmnl0", "libpam-modules", "base-passwd",
)  # fmt: skip
NEEDED: Final = (
    "zebra", "frr-reload.py", "chronyd", "snmpd", "snmpget", "nft", "sshd", "ssh-keygen", "sudo", "rsyslogd", "lmnsd_gtls.so", "lmnsd_ossl.so",
    "ping", "tcpdump", "openssl", "init-functions", "passwd.master",
)  # fmt: skip
MERGED: Final = ("bin", "sbin", "lib", "lib64")
# What nobody reads there: the layer lies in memory as long as a town is up.
SPARED: Final = (
    "--exclude=./usr/share/doc",
    "--exclude=./usr/share/man",
    "--exclude=./usr/share/locale",
    "--exclude=./lib/systemd",
)
SECONDS: Final = 180


def ensure(place: Place, tell: Tell, variables: Mapping[str, str] = os.environ) -> Path:
    """The folder to lay over this machine's files; made once for all labs of a user.

    Raises: ZhengyunError ZY-LAB-021 where the packages cannot be had, ZY-LAB-011 where the cache cannot be written.
    """
    files = unpacked(place, PACKAGES, NEEDED, tell, variables)
    layer = files.with_name(f"{files.name}-merged")
    with hold(layer.with_name(f"{layer.name}.lock"), tell):
        if not _newer(layer, files):
            _merge(files, layer)
    return layer


def _newer(layer: Path, files: Path) -> bool:
    """Whether the layer was made of these files: by when each got its name, for a package's folder brings its own age along."""
    return layer.exists() and layer.stat().st_ctime >= files.stat().st_ctime


def _merge(files: Path, layer: Path) -> None:
    """Copy the files with what stands below /lib where the machine's link of that name leads to."""
    fresh = layer.with_name(f"{layer.name}.part")
    remove_tree(fresh)
    for name in MERGED:
        (fresh / "usr" / name).mkdir(parents=True)
        (fresh / name).symlink_to(f"usr/{name}")
    try:
        packed = subprocess.run(
            ["tar", "-C", str(files), *SPARED, "-c", "."], capture_output=True, check=True, timeout=SECONDS
        )
        subprocess.run(
            ["tar", "-C", str(fresh), "-xp", "--keep-directory-symlink"],
            input=packed.stdout,
            capture_output=True,
            check=True,
            timeout=SECONDS,
        )
    except (OSError, subprocess.SubprocessError) as failed:
        raise ZhengyunError(of_lab.NOT_WRITABLE, path=fresh, problem=failed) from failed
    for name in MERGED:
        (fresh / name).unlink()
    os.utime(fresh)
    remove_tree(layer)
    fresh.rename(layer)
