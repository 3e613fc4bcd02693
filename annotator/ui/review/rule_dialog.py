"""By which rule gold comes about without a person: all layers, or so many of them, must have the same."""

from PySide6.QtWidgets import QDialogButtonBox, QRadioButton, QWidget

from annotator.i18n import _, ngettext
from annotator.services.gold_rule import GoldRule
from annotator.ui import widgets
from annotator.ui.dialogs.dialog import Dialog
from annotator.ui.theme import GRID


def sentence_of(rule: GoldRule) -> str:
    """What goes into gold by a rule, in a few words."""
    if rule.least:
        return ngettext(
            "what at least {count} layer agrees on", "what at least {count} layers agree on", rule.least
        )
    return _("what all layers agree on")


class RuleDialog(Dialog):
    """`rule` is what is chosen when it is accepted."""

    def __init__(self, rule: GoldRule, layers: int, parent: QWidget) -> None:
        super().__init__(_("What goes into gold by itself"), parent)
        self.unanimous = QRadioButton(_("What all layers that finished the document agree on"))
        self.some = QRadioButton(_("What at least so many layers agree on:"))
        self.least = widgets.spin_box()
        self.least.setRange(2, 999)
        self.least.setValue(rule.least or max(2, layers - 1))
        self.least.setAccessibleName(self.some.text())
        (self.some if rule.least else self.unanimous).setChecked(True)
        self.least.valueChanged.connect(lambda _count: self.some.setChecked(True))
        told = widgets.label(
            _(
                "To agree is to have the same boundaries, label and attributes. Where only some layers have marked "
                "something, it never disappears without a person. What a person decided is never changed by the rule."
            ),
            "muted",
            wrap=True,
        )
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        buttons.button(QDialogButtonBox.StandardButton.Ok).setText(_("Use this rule"))
        buttons.button(QDialogButtonBox.StandardButton.Cancel).setText(_("Cancel"))
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        edge = GRID * 3
        some = widgets.row(self.some, self.least, None)
        self.setLayout(
            widgets.column(
                self.unanimous, some, told, buttons, gap=GRID * 2, margins=(edge, edge, edge, GRID * 2)
            )
        )
        self.setMinimumWidth(480)

    @property
    def rule(self) -> GoldRule:
        return GoldRule(self.least.value()) if self.some.isChecked() else GoldRule()
