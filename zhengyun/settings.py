"""Settings: one TOML file that says where the estate, the records, the clouds and the keys are.

Looked for in this order: what `--settings` or $ZHENGYUN_SETTINGS names, ./zhengyun.toml, ./.lab/zhengyun.toml,
~/.config/zhengyun/zhengyun.toml, /etc/zhengyun/zhengyun.toml. Relative paths are below the file's own folder.
"""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from zhengyun import codes
from zhengyun.errors import Place, ZhengyunError

NAME: Final = "zhengyun.toml"
VARIABLE: Final = "ZHENGYUN_SETTINGS"
PATHS: Final = frozenset({"estate", "records", "clouds", "images", "keys", "passphrases", "witness_memory"})


@dataclass(frozen=True, slots=True)
class Settings:
    """Where everything is. `passphrases` and `witness_memory` are set in training only."""

    file: Path
    estate: Path
    records: Path
    keys: Path
    clouds: Path | None = None
    images: Path | None = None
    person: str = ""
    passphrases: Path | None = None
    witness: str = ""
    witness_memory: Path | None = None
    audit_logs: Mapping[str, str] = field(default_factory=dict)
    """By site, the pattern of the files that the cloud's services write their audit events to."""
    workers: int = 8
    """How many actions are begun at once at each site."""
    patience: int = 30
    """For how many seconds a call is tried again before its service counts as out of reach."""

    @property
    def image_store(self) -> Path:
        """Where image files lie."""
        return self.images or self.estate / "images"


def find(named: str = "") -> Path:
    """The settings file that is in force.

    Raises: ZhengyunError (ZY-SET-001).
    """
    named = named or os.environ.get(VARIABLE, "")
    home = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    usual = (Path(NAME), Path(".lab") / NAME, home / "zhengyun" / NAME, Path("/etc/zhengyun") / NAME)
    for file in (Path(named),) if named else usual:
        if file.is_file():
            return file.absolute()
    raise ZhengyunError(codes.NO_SETTINGS, looked=", ".join(map(str, (Path(named),) if named else usual)))


def load(file: Path) -> Settings:
    """Read a settings file.

    Raises: ZhengyunError (ZY-SET-002, ZY-SET-003).
    """
    try:
        values = tomllib.loads(file.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise ZhengyunError(codes.BAD_SETTINGS, place=Place(str(file)), problem=str(error)) from error
    known = set(Settings.__dataclass_fields__) - {"file"}
    unknown = sorted(set(values) - known)
    if unknown:
        raise ZhengyunError(
            codes.UNKNOWN_SETTING, place=Place(str(file)), name=unknown[0], legal=", ".join(sorted(known))
        )
    missing = sorted({"estate", "records", "keys"} - set(values))
    if missing:
        raise ZhengyunError(codes.BAD_SETTINGS, place=Place(str(file)), problem=f"{missing[0]} = ?")
    return Settings(file=file, **{name: _value(file, name, value) for name, value in values.items()})


def _value(file: Path, name: str, value: Any) -> Any:
    kinds: Mapping[str, type] = {"audit_logs": dict, "workers": int, "patience": int}
    wanted = kinds.get(name, str)
    if not isinstance(value, wanted) or isinstance(value, bool):
        problem = f"{name} = {value!r}"
        raise ZhengyunError(codes.BAD_SETTINGS, place=Place(str(file)), problem=problem)
    if isinstance(value, dict):
        return {site: str(file.parent / str(pattern)) for site, pattern in value.items()}
    return file.parent / Path(str(value)).expanduser() if name in PATHS else value
