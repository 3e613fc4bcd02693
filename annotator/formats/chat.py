"""Conversations for instruction tuning: JSON lines of `{"messages": [{"role", "content"}, …]}`, as OpenAI and TRL take them.

A conversation is a document, or a paragraph of one: the system says what is wanted, the user gives the text, the assistant
answers with a JSON list of the spans, `{"text", "label", …attributes}`, in the order of the text. What system and user say
is a template (`resources/templates/chat.json`) in which {labels} and {text} are filled in.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson

from annotator import paths
from annotator.domain.errors import BadInput
from annotator.domain.schema import LabelSchema
from annotator.formats.fidelity import without
from annotator.formats.format import Format, WriteOptions, always
from annotator.formats.json_rows import dump_lines
from annotator.formats.losses import Losses
from annotator.formats.record import Record, RecordSpan
from annotator.i18n import N_, _

DOCUMENTS, PARAGRAPHS = "documents", "paragraphs"


def write(records: Iterable[Record], out: Path, options: WriteOptions) -> int:
    """One conversation a line; each is read back as it is written."""
    template = _template(options)
    count = 0

    def lines() -> Iterator[dict[str, Any]]:
        nonlocal count
        for record in records:
            count += 1
            for start, end in _passages(record.text, options):
                yield _conversation(record, start, end, template)

    dump_lines(lines(), out, verified=True)
    return count


def fit(record: Record, options: WriteOptions, losses: Losses) -> Record | None:
    """None for a text without words; in the variant “paragraphs” without the spans that cross the end of one."""
    if not record.text.strip():
        losses.add("documents", (record.id,))
        return None
    losses.add("places", (span.id for span in record.spans))
    passages = list(_passages(record.text, options))
    crossing = [span for span in record.spans if not any(_within(span, *passage) for passage in passages)]
    return replace(without(record, crossing, "crossing", losses))


def _template(options: WriteOptions) -> dict[str, str]:
    """What system and user say, the labels filled in. Raises BadInput for a file that is no template."""
    file = options.template or paths.resource("templates", "chat.json")
    try:
        given = json.loads(file.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError) as error:
        raise BadInput(_("the template {file} cannot be read: {reason}", file=file, reason=error)) from error
    if type(given) is not dict or not all(type(given.get(role)) is str for role in ("system", "user")):
        raise BadInput(
            _("the template {file} must be a JSON object with the texts “system” and “user”", file=file)
        )
    if "{text}" not in given["user"]:
        raise BadInput(_("the template {file} has no {text} in what the user says", file=file, text="{text}"))
    return {role: given[role].replace("{labels}", _labels(options.schema)) for role in ("system", "user")}


def _labels(schema: LabelSchema | None) -> str:
    labels = schema.labels if schema is not None else ()
    return "\n".join(f"- {label.name}（{label.display('zh')}）：{label.definition}" for label in labels)


def _passages(text: str, options: WriteOptions) -> Iterator[tuple[int, int]]:
    """The whole text, or its lines that are not blank."""
    if options.variant != PARAGRAPHS:
        yield 0, len(text)
        return
    at = 0
    for line in text.split("\n"):
        if line.strip():
            yield at, at + len(line)
        at += len(line) + 1


def _within(span: RecordSpan, start: int, end: int) -> bool:
    return start <= span.start and span.end <= end


def _conversation(record: Record, start: int, end: int, template: dict[str, str]) -> dict[str, Any]:
    spans = [span for span in record.spans if _within(span, start, end)]
    spans.sort(key=lambda span: (span.start, -span.end, span.label))
    answer = [
        {**span.attrs, "text": record.text[span.start : span.end], "label": span.label} for span in spans
    ]
    ordered = [{"text": item["text"], "label": item["label"], **item} for item in answer]
    user = template["user"].replace("{text}", record.text[start:end])
    said = {"system": template["system"], "user": user, "assistant": orjson.dumps(ordered).decode()}
    messages = [{"role": role, "content": content} for role, content in said.items()]
    return {"messages": [message for message in messages if message["content"]]}


FORMAT = Format(
    name="chat",
    description=N_("Conversations for instruction tuning: JSON lines of messages, by a template"),
    suffixes=(),
    carries=frozenset({"spans", "overlap", "attributes"}),
    writer=write,
    fit=fit,
    verbatim=True,
    written_as=".jsonl",
    variants=(DOCUMENTS, PARAGRAPHS),
    hint=N_("The answers quote the spans, in the order of the text. --template FILE gives another template."),
    divisible=always,
)
