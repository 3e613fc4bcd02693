"""Label Studio's tasks: one JSON list (Label Studio 1.23).

A task is `{"data": {"text"}, "annotations": [{"result": […], "completed_by", "ground_truth"}], "predictions": […]}`: one
annotation a layer. Of the items of a result, `labels` are spans; `choices`, `textarea` … of the same id are a span's
attributes, those without a place the document's labels; `relation` leads from one id to another. Offsets count code
points, in old exports UTF-16 units, which the quotes tell.

An annotation whose `completed_by` Label Studio does not know makes it refuse the whole file. So the layer stands in an
item of ours, and in `completed_by` only in the variant "emails". A folder gets the labelling configuration, too.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from annotator.domain.span import GOLD
from annotator.formats import fields
from annotator.formats.fidelity import layers_of, of_layer, within_layers
from annotator.formats.format import Format, ReadOptions, WriteOptions
from annotator.formats.json_rows import dump_list, objects_in, rows
from annotator.formats.label_studio_config import ATTRIBUTE, DOCUMENT, LABEL, OWN, TEXT, Controls
from annotator.formats.label_studio_read import read_task
from annotator.formats.losses import Losses
from annotator.formats.record import Record, RecordLabel, RecordRelation, RecordSpan
from annotator.i18n import N_

TASKS, EMAILS = "tasks", "emails"
TASKS_FILE, CONFIG_FILE = "tasks.json", "labeling-config.xml"


def read(path: Path, options: ReadOptions) -> Iterator[Record]:  # noqa: ARG001
    """A record a task: its annotations, and its predictions under the names of their models. Raises BadInput."""
    for row, where in rows(path / TASKS_FILE if path.is_dir() else path):
        yield read_task(row, path.name, where)


def write(records: Iterable[Record], out: Path, options: WriteOptions) -> int:
    """One list of tasks; in a folder, where `out` has no suffix, with the configuration that fits.

    In the variant "emails" layers are people by their e-mail addresses.
    """
    controls = Controls(options.schema)
    tasks = (_task(record, controls, emails=options.variant == EMAILS) for record in records)
    if out.suffix:
        return dump_list(tasks, out)
    out.mkdir()
    count = dump_list(tasks, out / TASKS_FILE)
    (out / CONFIG_FILE).write_text(controls.config(), encoding="utf-8")
    return count


def recognise(head: bytes) -> bool:
    """Whether the first object is a task."""
    for item in objects_in(head):
        lists = [item[key] for key in ("annotations", "completions", "predictions") if key in item]
        return type(item.get("data")) is dict and all(type(value) is list for value in lists)
    return b'"data"' in head and b'"from_name"' in head


def fit(record: Record, options: WriteOptions, losses: Losses) -> Record | None:  # noqa: ARG001
    """Relations within one layer alone: an annotation refers to nothing in another."""
    return within_layers(record, losses)


def _task(record: Record, controls: Controls, *, emails: bool) -> dict[str, Any]:
    annotations = []
    for layer in layers_of(record):
        own = of_layer(record, layer)
        result = [
            *_facts(own, layer or ""),
            *(_document_label(*pair, controls) for pair in enumerate(own.labels)),
        ]
        for span in own.spans:
            result += _region(span, record.text, controls)
        result += (_relation(relation, controls) for relation in own.relations)
        by: dict[str, Any] = {"completed_by": {"email": layer}} if emails else {}
        annotations.append({**by, "ground_truth": layer == GOLD, "result": result})
    return {"data": {TEXT: record.text, "doc_id": record.id, "meta": record.meta}, "annotations": annotations}


def _facts(record: Record, layer: str) -> Iterator[dict[str, Any]]:
    """What we say of a layer, as items about the whole document."""
    facts = [("layer", "text", layer), ("status", "choices", record.statuses.get(layer, ""))]
    facts += [
        ("note", "text", record.notes.get(layer, "")),
        ("flag", "choices", "flagged" * (layer in record.flags)),
    ]
    for name, kind, value in facts:
        if value:
            type_ = "textarea" if kind == "text" else kind
            yield _item(f"{OWN}{name}", f"{OWN}{name}", type_, {kind: [fields.as_text(value)]})


def _document_label(number: int, label: RecordLabel, controls: Controls) -> dict[str, Any]:
    value, name = label.value, f"{DOCUMENT}{label.name}"
    several = value if type(value) is list and len(value) > 1 else [value]
    if controls.chosen(name, several):
        return _item(f"{DOCUMENT}{number}", name, "choices", {"choices": several})
    return _item(f"{DOCUMENT}{number}", name, "textarea", {"text": [fields.as_text(value)]})


def _region(span: RecordSpan, text: str, controls: Controls) -> Iterator[dict[str, Any]]:
    place = {"start": span.start, "end": span.end, "text": text[span.start : span.end]}
    item = _item(span.id or "", LABEL, "labels", {**place, "labels": [controls.label(span.label)]})
    yield {**item, "meta": {"text": [span.note]}} if span.note else item
    for name, value in span.attrs.items():
        control = f"{ATTRIBUTE}{name}"
        if controls.chosen(control, [value]):
            yield _item(span.id or "", control, "choices", {**place, "choices": [value]})
        else:
            yield _item(span.id or "", control, "textarea", {**place, "text": [fields.as_text(value)]})


def _relation(relation: RecordRelation, controls: Controls) -> dict[str, Any]:
    ends = {"from_id": relation.head, "to_id": relation.tail}
    return {"type": "relation", **ends, "direction": "right", "labels": [controls.relation(relation.type)]}


def _item(id_: str, control: str, kind: str, value: dict[str, Any]) -> dict[str, Any]:
    return {"id": id_, "from_name": control, "to_name": TEXT, "type": kind, "value": value}


FORMAT = Format(
    name="label-studio",
    description=N_("Label Studio: tasks with annotations, one JSON list"),
    suffixes=(),
    shares=(".json", ".jsonl"),
    recognise=recognise,
    carries=frozenset(
        {
            "metadata",
            "spans",
            "overlap",
            "attributes",
            "notes",
            "relations",
            "labels",
            "layers",
            "statuses",
        }
    ),
    reader=read,
    writer=write,
    fit=fit,
    folder_without=".json",
    variants=(TASKS, EMAILS),
    hint=N_(
        "A name without .json makes a folder with the labelling configuration, too. Layers are people by their e-mail "
        "addresses only in the variant emails: Label Studio refuses people whom it does not know."
    ),
)
