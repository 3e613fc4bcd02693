"""What goes into an export and what is done with it: layers, labels, splits, segments, privacy."""

from collections.abc import Iterable

from PySide6.QtCore import Signal
from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QWidget,
)

from annotator.datasets.majority import MAJORITY
from annotator.domain.span import GOLD
from annotator.i18n import _, language, ngettext
from annotator.services.project import Project
from annotator.services.recipe import Recipe
from annotator.services.selection import Selection
from annotator.ui import widgets
from annotator.ui.collation import by_name
from annotator.ui.theme import GRID

KEYS = ("issuer", "region", "year")  # of metadata, by which documents may be kept together
NEGATIVES = ("0", "0.5", "1", "2", "5")
SPLITS = ("8:1:1", "8:2")
SEGMENTS = ("document", "section", "sentence", "window:500", "window:500:50")


class ExportChoices(QWidget):
    """Emits `changed` with every choice. `recipe` is what they say."""

    changed = Signal()

    def __init__(self, project: Project) -> None:
        super().__init__()
        self.layer_boxes = self._layers(project)
        self.label_boxes = {
            label.name: self._box(label.display(language())) for label in project.schema.labels
        }
        for box in self.label_boxes.values():
            box.setChecked(True)
        self.done_only = self._box(_("Only finished documents"))
        self.split = self._combo(
            _("Splits"), [(_("None"), ""), *((text, text) for text in SPLITS)], editable=True
        )
        self.split.setMinimumContentsLength(7)
        self.seed = QLineEdit()
        self.seed.setValidator(QIntValidator(0, 999_999_999, self.seed))
        self.seed.setPlaceholderText(_("Seed: 0"))
        self.seed.setAccessibleName(_("Seed"))
        self.group_by = self._combo(
            _("Keep together"), [(_("Every document alone"), ""), *((_key_names()[key], key) for key in KEYS)]
        )
        self.together = self._box(_("Also documents with nearly equal passages"))
        self.segment = self._combo(
            _("Cut into"), list(zip(_segment_names(), SEGMENTS, strict=True)), editable=True
        )
        self.negatives = self._combo(
            _("Segments without marks, for each one with marks"),
            [(_("All"), ""), *((_("{count} for each with marks", count=n), n) for n in NEGATIVES)],
        )
        self.dedupe = self._box(_("Leave out what repeats earlier documents or segments"))
        self.redact = self._box(_("Mask phone numbers, identity numbers and e-mail addresses"))
        self.pseudonyms = self._box(_("Pseudonyms for annotators"))
        self.secret = QLineEdit()
        self.secret.setPlaceholderText(_("A secret word"))
        self.secret.setAccessibleName(_("Secret word for the pseudonyms"))
        self._arrange()
        self._connect()
        self._enable()

    @property
    def layers(self) -> tuple[str, ...] | None:
        """The layers that are ticked; None for all of the project."""
        ticked = tuple(layer for layer, box in self.layer_boxes.items() if box.isChecked())
        return None if {*ticked} == self.layer_boxes.keys() - {MAJORITY} else ticked

    @property
    def recipe(self) -> Recipe:
        labels = tuple(name for name, box in self.label_boxes.items() if box.isChecked())
        split = _value(self.split)
        segment = _value(self.segment) or SEGMENTS[0]
        cut = segment != SEGMENTS[0]
        return Recipe(
            Selection(
                self.layers,
                None if len(labels) == len(self.label_boxes) else labels,
                status="done" if self.done_only.isChecked() else None,
            ),
            split=split or None,
            seed=int(self.seed.text() or 0),
            group_by=(_value(self.group_by) or None) if split else None,
            together=bool(split) and self.together.isChecked(),
            dedupe=self.dedupe.isChecked(),
            segment=segment,
            negatives=float(_value(self.negatives)) if cut and _value(self.negatives) else None,
            pseudonyms=self.secret.text() if self.pseudonyms.isChecked() else None,
            redact=self.redact.isChecked(),
        )

    def _layers(self, project: Project) -> dict[str, QCheckBox]:
        counts = project.store.span_counts()
        names = by_name(project.layers())
        boxes = {}
        for layer in names:
            number = sum(counts.get(layer, {}).values())
            boxes[layer] = self._box(
                ngettext("{layer} – {count} mark", "{layer} – {count} marks", number, layer=layer)
            )
            boxes[layer].setChecked(True)
        if len([name for name in names if name != GOLD]) > 1 and MAJORITY not in names:
            boxes[MAJORITY] = self._box(_("What most of those who finished agree on"))
            boxes[MAJORITY].setToolTip(
                _(
                    "Spans on which more than half of the layers that finished a document agree exactly; gold is not counted."
                )
            )
        return boxes

    def _box(self, text: str) -> QCheckBox:
        box = QCheckBox(text)
        box.toggled.connect(lambda _on: self._change())
        return box

    def _combo(self, name: str, entries: Iterable[tuple[str, str]], *, editable: bool = False) -> QComboBox:
        combo = QComboBox()
        combo.setAccessibleName(name)
        combo.setEditable(editable)
        for text, value in entries:
            combo.addItem(text, value)
        return combo

    def _connect(self) -> None:
        for combo in (self.split, self.group_by, self.segment, self.negatives):
            combo.currentTextChanged.connect(lambda _text: self._change())
        self.seed.textChanged.connect(lambda _text: self._change())
        self.secret.textChanged.connect(lambda _text: self._change())

    def _change(self) -> None:
        if hasattr(self, "secret"):  # all fields are made
            self._enable()
            self.changed.emit()

    def _enable(self) -> None:
        split = bool(_value(self.split))
        for part in (self.seed, self.group_by, self.together):
            part.setEnabled(split)
        self.negatives.setEnabled(_value(self.segment) not in ("", SEGMENTS[0]))
        self.secret.setEnabled(self.pseudonyms.isChecked())

    def _arrange(self) -> None:
        form = QFormLayout()
        form.setContentsMargins(0, 0, 0, 0)
        form.setHorizontalSpacing(GRID * 2)
        form.setVerticalSpacing(GRID)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow(
            _beside(_("Layers"), self.layer_boxes.values()), widgets.column(*self.layer_boxes.values(), gap=4)
        )
        form.addRow(_("Labels"), widgets.row(*self.label_boxes.values(), None, gap=GRID * 2))
        form.addRow("", self.done_only)
        form.addRow(_("Splits"), widgets.row(self.split, self.seed))
        form.addRow(_("Keep together"), self.group_by)
        form.addRow("", self.together)
        form.addRow(_("Cut into"), self.segment)
        form.addRow(_("Without marks"), self.negatives)
        form.addRow(_("Repetitions"), self.dedupe)
        form.addRow(_("Privacy"), self.redact)
        form.addRow("", widgets.row(self.pseudonyms, self.secret))
        self.setLayout(form)


def _beside(text: str, boxes: Iterable[QCheckBox]) -> QLabel:
    """The name of a field of several boxes, in one line with the first of them."""
    made = widgets.label(text)
    for box in boxes:
        box.ensurePolished()
        made.setMaximumHeight(box.sizeHint().height())
    return made


def _value(combo: QComboBox) -> str:
    """What was picked, else what was typed."""
    index = combo.findText(combo.currentText())
    return str(combo.itemData(index)) if index >= 0 else combo.currentText().strip()


def _key_names() -> dict[str, str]:
    return {
        "issuer": _("Documents of one issuer"),
        "region": _("Documents of one region"),
        "year": _("Documents of one year"),
    }


def _segment_names() -> list[str]:
    return [
        _("Whole documents"),
        _("Sections"),
        _("Sentences"),
        _("Windows of 500 characters"),
        _("Windows of 500 characters, overlapping by 50"),
    ]
