"""What a model is told: the labels with their definitions and examples, and the stretch that it is to read.

The wording is `resources/templates/llm.json`; whoever changes it raises its version, since answers are kept by it.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from hashlib import blake2b
from string import Template
from typing import Any

import orjson

from annotator.domain.document import Document
from annotator.domain.schema import Attribute, Label, LabelSchema
from annotator.paths import resource
from annotator.suggest.llm.chunks import Chunk

Message = dict[str, str]

_LONGEST_TITLE = 60


def messages(document: Document, chunk: Chunk, schema: LabelSchema) -> list[Message]:
    """The conversation that asks for the spans of a stretch: a system and a user message."""
    template = _template()
    user = Template(template["user"]).substitute(
        title=document.title[:_LONGEST_TITLE],
        sections=" › ".join(chunk.path) or "（无标题）",
        text=document.text[chunk.start : chunk.end],
    )
    return [{"role": "system", "content": instructions(schema)}, {"role": "user", "content": user}]


def instructions(schema: LabelSchema) -> str:
    """The system message: the same for every stretch of every document."""
    labels = "\n\n".join("\n".join(_described(label)) for label in schema.labels)
    return Template(_template()["system"]).substitute(labels=labels)


def answer_form(schema: LabelSchema) -> dict[str, Any]:
    """The `response_format` that asks a server for an answer of this form (OpenAI's Structured Outputs, strict)."""
    attributes = {
        name: {"type": ["string", "null"], **({"enum": [*choices, None]} if choices else {})}
        for name, choices in _asked_of(schema).items()
    }
    text = {"type": "string"}
    span = _object(
        {
            "label": {"type": "string", "enum": [label.name for label in schema.labels]},
            "quote": text,
            "before": text,
            "after": text,
            "attrs": _object(attributes),
            "score": {"type": "number"},
            "reason": text,
        }
    )
    form = _object({"spans": {"type": "array", "items": span}})
    return {"type": "json_schema", "json_schema": {"name": "spans", "strict": True, "schema": form}}


def version(schema: LabelSchema) -> str:
    """What changes when a model would be told something else: prompt version, schema version, digest of the wording."""
    told = orjson.dumps([_template(), instructions(schema), answer_form(schema)], option=orjson.OPT_SORT_KEYS)
    return f"{_template()['version']}.{schema.version}.{blake2b(told, digest_size=8).hexdigest()}"


def asked(label: Label) -> Iterator[Attribute]:
    """The attributes of a label that a model is asked for: choices and words.

    Numbers, and all that belongs to a quantity, are read from the text itself (`suggest.attributes`), which never errs
    by a digit.
    """
    if label.unit != "quantity":
        yield from (one for one in label.attributes if one.type in ("choice", "text"))


def _described(label: Label) -> Iterator[str]:
    yield f"【{label.name}】{label.display('zh')}。{label.definition}"
    if label.examples:
        yield "正例：" + "；".join(label.examples)
    if label.counterexamples:
        yield "反例（不标）：" + "；".join(label.counterexamples)
    for attribute in asked(label):
        choices = "、".join(f"{one}（{attribute.display_value(one, 'zh')}）" for one in attribute.choices)
        words = "；".join(part for part in (choices, attribute.help) if part)
        yield f"属性 {attribute.name}（{attribute.display('zh')}）：{words or '照原文填写'}"


def _asked_of(schema: LabelSchema) -> dict[str, list[str]]:
    """By name, the values to choose from in whatever label; none where any may be written."""
    found: dict[str, list[str]] = {}
    for label in schema.labels:
        for attribute in asked(label):
            known = found.setdefault(attribute.name, list(attribute.choices))
            known += [one for one in attribute.choices if one not in known]
    return found


def _object(properties: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "type": "object", "properties": dict(properties), "required": list(properties), "additionalProperties": False,
    }  # fmt: skip


@cache
def _template() -> dict[str, Any]:
    loaded: dict[str, Any] = orjson.loads(resource("templates", "llm.json").read_bytes())
    return loaded
