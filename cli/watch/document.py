"""What drift has found at a site, as plain data: shown now, recorded, and shown again when the site is lost."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from zhengyun.diff import Change
from zhengyun.estate import Ignore

if TYPE_CHECKING:
    from cloud.drift import SiteDrift
    from cloud.ignoring import Hidden

Data = Mapping[str, Any]


def document_of(site: "SiteDrift", *, evidence: bool) -> Data:
    """One site's findings."""
    from cloud.ignoring import state_of

    return {
        "evidence": evidence,
        "pending": site.pending,
        "things": dict(sorted(site.things.items())),
        "drift": [
            {
                "address": str(one.difference.address),
                "state": state_of(one.difference),
                "changes": changes_of(one.difference.changes),
                "fault": one.difference.existing.fault if one.difference.existing else "",
                "by": [deed._asdict() for deed in one.deeds],
                "expired": [rule_of(rule) for rule in one.expired],
            }
            for one in site.drifted
        ],
        "ignored": [_hidden(one) for one in site.ignored],
        "foreign": [
            {
                **one.thing._asdict(),
                "by": [deed._asdict() for deed in one.deeds],
                "expired": [rule_of(rule) for rule in one.expired],
            }
            for one in site.strangers
        ],
    }


def rule_of(rule: Ignore) -> Data:
    """A rule of what is not told."""
    return {
        "match": rule.match,
        "attribute": rule.attribute,
        "reason": rule.reason,
        "until": rule.until,
        "by": rule.by,
        "even_if": sorted(rule.even_if),
        "place": rule.place,
    }


def _hidden(one: "Hidden") -> Data:
    return {
        "address": str(one.address),
        "state": one.state,
        "changes": changes_of(one.changes),
        "rule": rule_of(one.rule),
    }


def changes_of(changes: tuple[Change, ...]) -> list[Data]:
    """What of a thing differs, as plain data."""
    return [change._asdict() for change in changes]
