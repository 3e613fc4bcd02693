"""What a sync has come to, in words and as JSON: for the command line and the window."""

from typing import Any

from annotator.i18n import _, ngettext
from annotator.services import merge_words
from annotator.services.hub.meeting import SyncReport
from annotator.services.merging import MergeReport
from annotator.team.conflict import Side


def to_dict(report: SyncReport) -> dict[str, Any]:
    """What `annotator hub sync --json` prints."""
    merged = merge_words.to_dict(_as_merge(report), [])
    (side,) = merged["merged"]
    return {
        "hub": report.hub,
        "annotator": report.annotator,
        "role": report.role,
        "pulled": {name: side[name] for name in ("documents", "documents_changed", "layers", "others")},
        "pushed": report.pushed,
        "conflicts": merged["conflicts"],
        "not_merged": side["not_merged"],
        "refused": report.refused,
        "waiting": report.waiting,
        "kept": report.kept,
    }


def lines(report: SyncReport, titles: merge_words.Titles, most: int) -> list[str]:
    """What came and went, then what waits; at most so many conflicts."""
    (side,) = _as_merge(report).sides
    found = [_("came: {what}", what=merge_words.headline(side).partition(": ")[2])]
    found.append(ngettext("went: {count:,} change", "went: {count:,} changes", report.pushed))
    if report.conflicts:
        found.append(ngettext("{count} conflict", "{count} conflicts", len(report.conflicts)))
        found += [f"  {merge_words.line(conflict, titles)}" for conflict in report.conflicts[:most]]
    if report.left_out:
        found.append(_("{count} not merged", count=len(report.left_out)))
        found += [f"  {merge_words.left_out_line(one, titles)}" for one in report.left_out[:most]]
    found += report.refused[:most]
    if report.kept:
        found.append(
            ngettext(
                "{count:,} change stays here: it is not yours to share",
                "{count:,} changes stay here: they are not yours to share",
                report.kept,
            )
        )
    return found


def _as_merge(report: SyncReport) -> MergeReport:
    side = Side(report.hub, lambda _conflict: "", frozenset(), frozenset())
    side.layers, side.others = report.layers, report.others
    side.conflicts, side.left_out = report.conflicts, report.left_out
    return MergeReport((side,), None, False)
