"""A proof of separation as `net prove` writes one, without a network: for whoever keeps, certifies or prints it."""

from typing import Any, Final

from zhengyun.canonical import digest

ZONES: Final = ("internal/office", "internal/exchange", "external/service", "video/camera")


def proof(
    *,
    ended: str = "2026-03-02T08:00:20Z",
    until: str = "2026-04-01T08:00:20Z",
    passed: bool = True,
    partial: tuple[str, ...] = (),
) -> dict[str, Any]:
    """A proof that has passed, or one with a probe that was open and should not have been; of a part alone where it says of what."""
    matrix = [_row(source, target, passed) for source in ZONES for target in ZONES]
    key = {"id": "0123456789abcdef", "algorithm": "ed25519", "value": "AAAA"}
    wrong = {
        "source": {"host": "h1", "zone": ZONES[0], "address": "192.0.2.1"},
        "target": {"host": "h2", "zone": ZONES[2], "address": "198.51.100.1"},
        "protocol": "tcp",
        "family": 4,
        "port": 22,
        "expected": "closed",
        "verdict": "open",
        "why": "it was answered",
    }
    whole = {
        "version": "0.1.0",
        "training": True,
        "networks": ["external", "internal", "video"],
        "plan": {
            "digest": f"sha256:{'7' * 64}",
            "made": "2026-03-02T08:00:00Z",
            "network": "internal",
            "signer": "operator",
        },
        "scope": {
            "partial": list(partial),
            "pairs": "few" if "pairs" in partial else "every",
            "protocols": ["icmp"] if "protocols" in partial else ["tcp", "udp", "icmp"],
            "families": [4] if "families" in partial else [4, 6],
            "day": "2026-03-01" if "day" in partial else "2026-03-02",
            "absent": ["video"] if "networks" in partial else [],
            "networks": {
                one: {"hosts": 3, "legs": 9, "left_out": ["h9"] if "hosts" in partial else []}
                for one in ("external", "internal", "video")
            },
        },
        "began": "2026-03-02T08:00:02Z",
        "ended": ended,
        "valid_until": until,
        "allowed": {"tried": 8, "open": 8},
        "forbidden": {"tried": 24, "open": 0 if passed else 1},
        "unknown": 0,
        "controls": 16,
        "controls_failed": 0,
        "counters": {"compared": 2, "short": []},
        "rules": {"compared": 12, "wrong": []},
        "mutation": {"tried": 9, "caught": 9, "survivors": []},
        "seconds": 2,
        "milliseconds": 2000,
        "score": 10_000 if passed else 9_722,
        "as_declared": passed,
        "passed": passed and not partial,
        "matrix": matrix,
        "wrong": [] if passed else [wrong],
        "halves": [
            {"network": one, "signer": "operator", "key": key, "digest": f"sha256:{'8' * 64}"}
            for one in ("external", "internal", "video")
        ],
    }
    return {**whole, "digest": digest(whole)}


def _row(source: str, target: str, passed: bool) -> dict[str, Any]:
    permitted = source == target
    leaks = not passed and (source, target) == (ZONES[0], ZONES[2])
    tried = 2
    opened = tried if permitted else int(leaks)
    return {
        "source": source,
        "target": target,
        "protocol": "tcp",
        "family": 4,
        "expected": "open" if permitted else "closed",
        "tried": tried,
        "open": opened,
        "closed": tried - opened,
        "unknown": 0,
    }
