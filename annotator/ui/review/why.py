"""Why a gold span is as it is: who decided when, from what, and for which reason."""

from PySide6.QtWidgets import QWidget

from annotator.domain.span import GOLD, Span
from annotator.i18n import _, shown_moment
from annotator.services.after_review import Provenance, explain
from annotator.services.project import Project
from annotator.ui.dialogs.report_dialog import ReportDialog
from annotator.ui.review.wording import decision_of, quoted, who_and_when


def gold_at(project: Project, document: str, start: int, end: int, label: str = "") -> Span | None:
    """The gold span over a place that shares most with it; of the label if there is one of it."""
    found = [
        span
        for span in project.store.spans_overlapping(document, GOLD, start, max(end, start + 1))
        if not label or span.label == label
    ]
    return max(found, key=lambda span: min(span.end, end) - max(span.start, start), default=None)


def why_dialog(project: Project, span: Span, parent: QWidget) -> ReportDialog:
    """A dialog that tells where a gold span comes from."""
    found = explain(project, span)
    return ReportDialog(_("Why is this gold?"), _summary(found), _lines(found), parent)


def _summary(found: Provenance) -> str:
    quote = quoted(found.span.text)
    if found.verdict is None:
        return _("“{quote}” was put into gold by hand.", quote=quote)
    return _("“{quote}”: {decision}", quote=quote, decision=decision_of(found.verdict, {}))


def _lines(found: Provenance) -> list[str]:
    verdict = found.verdict
    if verdict is None:
        created = shown_moment(found.span.created)
        return [_("Made {date}", date=created) if created else _("It is not known when it was made.")]
    lines = [who_and_when(verdict)]
    lines += [_("{title}: {text}", title=span.layer, text=span.text) for span in found.candidates]
    if not found.stands:
        lines.append(_("An annotator has changed something here since it was decided."))
    return [line for line in lines if line]
