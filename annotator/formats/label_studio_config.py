"""Label Studio's labelling configuration: the controls that the items of our tasks belong to."""

from collections.abc import Iterable
from typing import Any

from annotator.domain.schema import Attribute, LabelSchema

TEXT = "text"
LABEL = "label"
# The names of controls begin with what they are about, so that they cannot get into each other's way.
ATTRIBUTE, DOCUMENT, OWN = "attribute:", "document:", "annotator:"


class Controls:
    """The controls that the label schema tells of, and those that items were given beyond that."""

    def __init__(self, schema: LabelSchema | None) -> None:
        self._choices: dict[str, dict[str, None]] = {}
        self._texts: dict[str, None] = {}
        self._labels: dict[str, str] = {}
        self._relations: dict[str, None] = {}
        if schema is not None:
            self._labels = {label.name: label.color for label in schema.labels}
            self._relations = dict.fromkeys(relation.name for relation in schema.relations)
            for label in schema.labels:
                self._declare(ATTRIBUTE, label.attributes)
            self._declare(DOCUMENT, schema.document_labels)

    def label(self, name: str) -> str:
        """The name of a label, which is in the configuration from now on."""
        self._labels.setdefault(name, "")
        return name

    def relation(self, name: str) -> str:
        self._relations.setdefault(name)
        return name

    def chosen(self, control: str, values: Iterable[Any]) -> bool:
        """Whether the values are choices of a control; if not, it is one for text."""
        if control in self._choices and all(type(value) is str and value for value in values):
            self._choices[control].update(dict.fromkeys(values))
            return True
        self._texts.setdefault(control)
        return False

    def config(self) -> str:
        """The configuration, XML."""
        from lxml import etree

        view = etree.Element("View")
        relations = etree.SubElement(view, "Relations")
        for name in self._relations:
            etree.SubElement(relations, "Relation", value=_clean(name))
        labels = etree.SubElement(view, "Labels", name=LABEL, toName=TEXT)
        for name, color in self._labels.items():
            etree.SubElement(labels, "Label", value=_clean(name), **({"background": color} if color else {}))
        etree.SubElement(view, "Text", name=TEXT, value="$text", granularity="symbol")
        facts = {f"{OWN}status": ("doing", "done", "skipped"), f"{OWN}flag": ("flagged",)}
        for control, values in {**self._choices, **facts}.items():
            element = etree.SubElement(
                view, "Choices", name=_clean(control), toName=TEXT, choice="single", **_about(control)
            )
            for value in values:
                etree.SubElement(element, "Choice", value=_clean(value))
        for control in [
            *(name for name in self._texts if name not in self._choices),
            f"{OWN}layer",
            f"{OWN}note",
        ]:
            etree.SubElement(view, "TextArea", name=_clean(control), toName=TEXT, **_about(control))
        return str(etree.tostring(view, encoding="unicode", pretty_print=True))

    def _declare(self, prefix: str, attributes: Iterable[Attribute]) -> None:
        for attribute in attributes:
            name = prefix + attribute.name
            if attribute.type == "choice":
                self._choices.setdefault(name, {}).update(dict.fromkeys(attribute.choices))
            else:
                self._texts.setdefault(name)


def _about(control: str) -> dict[str, str]:
    return {"perRegion": "true"} if control.startswith(ATTRIBUTE) else {}


def _clean(text: str) -> str:
    """Without the characters that XML does not know."""
    return "".join(
        char
        for char in text
        if char in "\t\n\r" or " " <= char <= "\ud7ff" or "\ue000" <= char <= "\ufffd" or char > "\uffff"
    )
