"""A Cinder backend: each volume is a sparse file, attached by its path."""

import time
from pathlib import Path
from typing import Any

from cinder import context, interface, objects
from cinder.volume import configuration, driver
from oslo_config import cfg

from zylab import sparse

_OPTIONS = [
    cfg.StrOpt("zylab_directory", help="Where this backend keeps its volumes."),
    cfg.IntOpt("zylab_capacity_gb", default=100_000, help="What it says it can hold."),
]
# How long an old copy waits for the new one to have its attachments, in seconds.
_PATIENCE, _POLL = 60.0, 0.05
cfg.CONF.register_opts(_OPTIONS, group=configuration.SHARED_CONF_GROUP)


@interface.volumedriver
class SparseFileDriver(driver.VolumeDriver):  # type: ignore[misc]
    """Volumes and snapshots as files in one directory."""

    VERSION = "1"
    CI_WIKI_NAME = "none"

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.configuration.append_config_values(_OPTIONS)

    def do_setup(self, _context: Any) -> None:
        """Make the directory."""
        self._directory().mkdir(parents=True, exist_ok=True)

    def check_for_setup_error(self) -> None:
        """Nothing can be wrong that making the directory does not tell."""

    def local_path(self, volume: Any) -> str:
        """The file of a volume or a snapshot."""
        return str(self._directory() / volume["name"])

    def create_volume(self, volume: Any) -> None:
        sparse.make(self.local_path(volume), volume["size"] * sparse.GIB)

    def delete_volume(self, volume: Any) -> None:
        """Remove the file; that of an old copy once its attachments are the new one's.

        Cinder asks for the old copy's deletion before it hands the attachments over (`migrate_volume_completion`), and counts
        on a backend to be slower than that: with an instant one they would be deleted along with the copy.
        """
        deadline = time.monotonic() + _PATIENCE
        while volume["migration_status"] == "deleting" and time.monotonic() < deadline:
            if not objects.VolumeAttachmentList.get_all_by_volume_id(context.get_admin_context(), volume["id"]):
                break
            time.sleep(_POLL)
        self.delete_snapshot(volume)

    def extend_volume(self, volume: Any, new_size: int) -> None:
        with Path(self.local_path(volume)).open("r+b") as file:
            file.truncate(new_size * sparse.GIB)

    def create_snapshot(self, snapshot: Any) -> None:
        source = str(self._directory() / snapshot["volume_name"])
        sparse.copy(source, self.local_path(snapshot), snapshot["volume_size"] * sparse.GIB)

    def delete_snapshot(self, snapshot: Any) -> None:
        Path(self.local_path(snapshot)).unlink(missing_ok=True)

    def create_volume_from_snapshot(self, volume: Any, snapshot: Any) -> None:
        self._copy(snapshot, volume)

    def create_cloned_volume(self, volume: Any, src_vref: Any) -> None:
        self._copy(src_vref, volume)

    def revert_to_snapshot(self, _context: Any, volume: Any, snapshot: Any) -> None:
        self._copy(snapshot, volume)

    def clone_image(
        self, context: Any, volume: Any, _location: Any, image_meta: Any, image_service: Any
    ) -> tuple[dict[str, Any], bool]:
        """Fill a volume with an image's bytes as they are; no tool that converts them is needed."""
        self.create_volume(volume)
        with Path(self.local_path(volume)).open("r+b") as file:
            image_service.download(context, image_meta["id"], file)
        return {}, True

    def copy_volume_to_image(self, context: Any, volume: Any, image_service: Any, image_meta: Any) -> None:
        with Path(self.local_path(volume)).open("rb") as file:
            image_service.update(context, image_meta["id"], {}, file)

    def initialize_connection(self, volume: Any, _connector: Any, **_options: Any) -> dict[str, Any]:
        return {
            "driver_volume_type": "local",
            "data": {"device_path": self.local_path(volume), "access_mode": "rw"},
        }

    initialize_connection_snapshot = initialize_connection

    def _nothing(self, *_args: Any, **_options: Any) -> None:
        """A file needs no export."""

    ensure_export = create_export = remove_export = terminate_connection = _nothing
    create_export_snapshot = remove_export_snapshot = terminate_connection_snapshot = _nothing

    def _directory(self) -> Path:
        return Path(self.configuration.zylab_directory)

    def _copy(self, source: Any, volume: Any) -> None:
        sparse.copy(self.local_path(source), self.local_path(volume), volume["size"] * sparse.GIB)

    def _update_volume_stats(self) -> None:
        name = self.configuration.volume_backend_name
        capacity = self.configuration.zylab_capacity_gb
        used = sum(file.stat().st_size for file in self._directory().iterdir()) / sparse.GIB
        pool = {
            "pool_name": name,
            "total_capacity_gb": capacity,
            "free_capacity_gb": capacity - used,
            "provisioned_capacity_gb": used,
            "allocated_capacity_gb": used,
            "reserved_percentage": 0,
            "thin_provisioning_support": True,
            "max_over_subscription_ratio": "20.0",
            "multiattach": True,
            "QoS_support": False,
        }
        self._stats = {
            "volume_backend_name": name,
            "vendor_name": "lab",
            "driver_version": self.VERSION,
            "storage_protocol": "local",
            "pools": [pool],
        }
