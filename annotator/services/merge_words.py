"""What a merge brings and what is in its way, in words and as JSON: for the command line and the window."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from annotator.domain.change import Entity
from annotator.domain.document import Document
from annotator.domain.schema import LabelSchema, schema_to_dict
from annotator.domain.setting import Setting
from annotator.domain.span import Relation, Span
from annotator.domain.status import DocumentLabel, Status
from annotator.i18n import N_, _, ngettext
from annotator.services.merging import MergeReport
from annotator.services.project import short
from annotator.store import to_form
from annotator.team.conflict import (
    CHANGED,
    NO_END,
    NO_LABEL,
    OVERLAP,
    REMOVED_HERE,
    REMOVED_THERE,
    VERSIONS,
    WORDS,
    LeftOut,
    MergeConflict,
    Side,
    Tally,
)

KIND_NAMES = {
    "document": N_("document"),
    "span": N_("mark"),
    "relation": N_("link"),
    "status": N_("state of a document"),
    "label": N_("document label"),
    "schema": N_("label schema"),
    "assignment": N_("assignment"),
    "verdict": N_("decision"),
    "setting": N_("setting"),
    "text": N_("text"),
}
KINDS_COUNTED = {  # as what is merged is counted; marks are counted by layer
    "document": N_("documents"),
    "relation": N_("links"),
    "status": N_("states of documents"),
    "label": N_("document labels"),
    "schema": N_("label schema"),
    "assignment": N_("assignments"),
    "verdict": N_("decisions"),
    "setting": N_("settings"),
}
REASONS = {
    CHANGED: N_("changed on both sides"),
    OVERLAP: N_("overlaps a mark of the same label"),
    REMOVED_HERE: N_("removed here, worked on there"),
    REMOVED_THERE: N_("removed there, stands here"),
    VERSIONS: N_("versions differ"),
}
WHY_LEFT_OUT = {
    WORDS: N_("its words are not in our text"),
    NO_LABEL: N_("our label schema has no such label"),
    NO_END: N_("a mark that it links is not merged"),
}
STATES = {"todo": N_("To do"), "doing": N_("In progress"), "done": N_("Done"), "skipped": N_("Skipped")}
Titles = Callable[[str], str]  # of documents by id


def to_dict(report: MergeReport, files: Sequence[Path]) -> dict[str, Any]:
    """What `annotator merge --json` prints; files by the names they were given."""
    names = {str(file.absolute()): str(file) for file in files}
    return {
        "merged": [_side(side, names) for side in report.sides],
        "conflicts": [
            {
                "kind": c.kind, "document": c.document, "layer": c.layer, "id": c.id, "ours": _form(c.ours),
                "theirs": _form(c.theirs), "reason": c.reason, "file": names.get(c.file, c.file),
            }
            for c in report.conflicts
        ],
        "labels_missing": _strays(report),
        "step": report.step,
        "preview": report.preview,
    }  # fmt: skip


def headline(side: Side) -> str:
    """A file and what it brings, on one line."""
    parts = [f"{layer} {_signed(tally)}" for layer, tally in sorted(side.layers.items())]
    parts += [f"{_(KINDS_COUNTED[kind])} {_signed(tally)}" for kind, tally in sorted(side.others.items())]
    return f"{Path(side.file).name}: " + (", ".join(parts) or _("nothing new"))


def stray_lines(report: MergeReport) -> list[str]:
    """Marks that come in under labels that have been renamed or removed meanwhile, and would be counted apart."""
    return [
        ngettext(
            "{count} mark comes in as “{label}”, which is no label of this project any more; say in the "
            "window of labels what it becomes, or with annotator schema --apply FILE --map {label}=NEW",
            "{count} marks come in as “{label}”, which is no label of this project any more; say in the "
            "window of labels what they become, or with annotator schema --apply FILE --map {label}=NEW",
            count,
            label=label,
        )
        for label, count in _strays(report).items()
    ]


def line(conflict: MergeConflict, titles: Titles) -> str:
    """A conflict on one line."""
    where = ", ".join(part for part in (_title(conflict.document, titles), conflict.layer) if part)
    what = f"{_(KIND_NAMES[conflict.kind])}, {_(REASONS[conflict.reason])}"
    sides = _(
        "ours: {ours}; theirs: {theirs}", ours=describe(conflict, "ours"), theirs=describe(conflict, "theirs")
    )
    return f"{what}{f' ({where})' if where else ''}: {sides}"


def left_out_line(left_out: LeftOut, titles: Titles) -> str:
    where = _title(left_out.document, titles)
    return f"{_words(left_out.entity)}{f' ({where})' if where else ''}: {_(WHY_LEFT_OUT[left_out.reason])}"


def describe(conflict: MergeConflict, side: str, labels: Mapping[str, str] | None = None) -> str:
    """One side of a conflict, short; `labels` are the names that labels are shown under."""
    entity = conflict.ours if side == "ours" else conflict.theirs
    other = conflict.theirs if side == "ours" else conflict.ours
    if entity is None:
        return _("not there")
    if isinstance(entity, LabelSchema) and isinstance(other, LabelSchema):
        return _schema_words(entity, other)
    if isinstance(entity, Document) and isinstance(other, Document):
        if entity.digest == other.digest:
            differing = {k: v for k, v in entity.meta.items() if other.meta.get(k) != v}
            return ", ".join(f"{name}={value}" for name, value in differing.items()) or "–"
        return _differing_text(entity.text, other.text)
    return _words(entity, labels)


def _strays(report: MergeReport) -> dict[str, int]:
    found = Counter[str]()
    for side in report.sides:
        found.update(side.strays)
    return dict(sorted(found.items()))


def _words(entity: Entity, labels: Mapping[str, str] | None = None) -> str:
    match entity:
        case Document():
            return ngettext(
                "“{title}”, {count} character",
                "“{title}”, {count} characters",
                len(entity.text),
                title=short(entity.title),
            )
        case Span():
            attrs = " ".join(f"{name}={value}" for name, value in entity.attrs.items())
            extra = " ".join(part for part in (attrs, entity.note) if part)
            label = (labels or {}).get(entity.label, entity.label)
            place = f"{label} “{short(entity.text, 30)}” {entity.start}–{entity.end}"
            return f"{place} {extra}".rstrip()
        case Relation():
            return f"{entity.type} {entity.head[-6:]} → {entity.tail[-6:]}"
        case Status():
            flag = _("flagged") if entity.flag else ""
            return " · ".join(part for part in (_(STATES[entity.state]), flag, entity.note) if part)
        case DocumentLabel() | Setting():
            return f"{entity.name}={entity.value}"
        case _:
            return ", ".join(f"{name}={value}" for name, value in _plain(to_form(entity)).items())


def _schema_words(one: LabelSchema, other: LabelSchema) -> str:
    """The version, and the labels and attributes that the other has not, or has otherwise."""
    parts = []
    for label in one.labels:
        there = other.by_name.get(label.name)
        if there is None:
            parts.append(label.name)
        elif there != label:
            own = {a.name for a in label.attributes if there.attribute(a.name) != a}
            parts.append(f"{label.name} ({', '.join(sorted(own)) or _('otherwise')})")
    words = _("version {number}", number=one.version)
    return f"{words}: {', '.join(parts)}" if parts else words


def _differing_text(text: str, other: str) -> str:
    """Where two texts begin to differ."""
    at = next(
        (i for i, (a, b) in enumerate(zip(text, other, strict=False)) if a != b), min(len(text), len(other))
    )
    return f"…{short(text[max(0, at - 8) : at + 24], 40)}…"


def _title(document: str, titles: Titles) -> str:
    return short(titles(document), 24) if document else ""


def _signed(tally: Tally) -> str:
    parts = (("+", tally.added), ("~", tally.changed), ("−", tally.removed))
    return " ".join(f"{sign}{count:,}" for sign, count in parts if count)


def _side(side: Side, names: Mapping[str, str]) -> dict[str, Any]:
    documents = side.others.get("document", Tally())
    return {
        "file": names.get(side.file, side.file),
        "documents": documents.added,
        "documents_changed": documents.changed,
        "documents_removed": documents.removed,
        "layers": {layer: _counts(tally) for layer, tally in sorted(side.layers.items())},
        "others": {k: _counts(tally) for k, tally in sorted(side.others.items()) if k != "document"},
        "conflicts": len(side.conflicts),
        "not_merged": [
            {"reason": one.reason, "document": one.document, "what": _form(one.entity)}
            for one in side.left_out
        ],
    }


def _counts(tally: Tally) -> dict[str, int]:
    return {"added": tally.added, "changed": tally.changed, "removed": tally.removed}


def _form(entity: Entity | None) -> Any:
    match entity:
        case None:
            return None
        case Document():
            return {
                "version": entity.version,
                "digest": entity.digest,
                "chars": len(entity.text),
                "meta": dict(entity.meta),
            }
        case Span():
            return {
                "id": entity.id, "start": entity.start, "end": entity.end, "label": entity.label, "text": entity.text,
                "attrs": dict(entity.attrs), "layer": entity.layer, "note": entity.note,
            }  # fmt: skip
        case LabelSchema():
            return schema_to_dict(entity)
        case _:
            return to_form(entity)


def _plain(form: Any) -> dict[str, Any]:
    return form if isinstance(form, dict) else {}
