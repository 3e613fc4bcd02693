"""What the labels mean: definition, examples, counter-examples, attributes."""

from html import escape

from PySide6.QtWidgets import QDialogButtonBox, QTextBrowser, QWidget

from annotator.domain.schema import Attribute, Label, LabelSchema
from annotator.i18n import _, language
from annotator.ui import widgets
from annotator.ui.dialogs.dialog import Dialog
from annotator.ui.panes.tagging_pane import color_of
from annotator.ui.theme import GRID, Tokens


class GuidelineDialog(Dialog):
    """All labels, or only the one named."""

    def __init__(self, schema: LabelSchema, name: str | None, tokens: Tokens, parent: QWidget) -> None:
        super().__init__(_("Guideline"), parent)
        self.resize(560, 520)
        labels = [label for label in schema.labels if name in (None, label.name)]
        page = QTextBrowser()
        page.setAccessibleName(_("Guideline"))
        page.setHtml("".join(_section(label, tokens) for label in labels or schema.labels))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.button(QDialogButtonBox.StandardButton.Close).setText(_("Close"))
        buttons.rejected.connect(self.reject)
        self.setLayout(
            widgets.column(page, buttons, gap=GRID * 2, margins=(GRID * 2, GRID * 2, GRID * 2, GRID * 2))
        )


def _section(label: Label, tokens: Tokens) -> str:
    color = color_of(label, tokens)
    name = escape(label.display(language()))
    parts = [
        f'<h3 style="color:{color}">{name}</h3><p style="line-height:150%">{escape(label.definition)}</p>'
    ]
    for title, entries in ((_("Examples"), label.examples), (_("Not marked"), label.counterexamples)):
        if entries:
            items = "".join(f"<li>{escape(entry)}</li>" for entry in entries)
            parts.append(f'<p style="color:{tokens.muted}">{escape(title)}</p><ul>{items}</ul>')
    if label.attributes:
        items = "".join(_attribute(attribute) for attribute in label.attributes)
        parts.append(f'<p style="color:{tokens.muted}">{escape(_("Attributes"))}</p><ul>{items}</ul>')
    return "".join(parts)


def _attribute(attribute: Attribute) -> str:
    name = escape(attribute.names.get(language()[:2]) or attribute.name)
    choices = [attribute.choice_names.get(c, {}).get(language()[:2]) or c for c in attribute.choices]
    detail = escape(" / ".join(choices) or attribute.help)
    help_text = f"<br>{escape(attribute.help)}" if choices and attribute.help else ""
    return f"<li><b>{name}</b> {detail}{help_text}</li>"
