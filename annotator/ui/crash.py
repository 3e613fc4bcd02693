"""What a person is told when annotator itself has made a mistake, and what they can send to whoever mends it."""

import platform
import traceback
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QUrl, qVersion
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QDialogButtonBox, QPlainTextEdit, QWidget

import annotator
from annotator.i18n import _
from annotator.ui import widgets
from annotator.ui.dialogs.dialog import Dialog
from annotator.ui.theme import GRID

_PACKAGE = Path(annotator.__file__).resolve().parent


def report_of(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> str:
    """What happened where, without a word of any report: no message, no values, no names of files but our own.

    One line a call, the innermost last, for this error and for what it came from.
    """
    lines = [
        f"annotator {annotator.__version__}, Python {platform.python_version()}, Qt {qVersion()}, {platform.platform()}"
    ]
    chain: list[tuple[type[BaseException], TracebackType | None]] = [(kind, trace)]
    seen = {id(error)}
    cause = error.__cause__ or error.__context__
    while cause is not None and id(cause) not in seen:
        seen.add(id(cause))
        chain.append((type(cause), cause.__traceback__))
        cause = cause.__cause__ or cause.__context__
    for number, (each, where) in enumerate(chain):
        lines.append(f"{'' if number == 0 else 'from '}{each.__module__}.{each.__qualname__}")
        lines += [
            f"  {_file(frame.filename)}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(where)
        ]
    return "\n".join(lines)


class CrashDialog(Dialog):
    """Says in plain words that nothing is lost; shows, copies and leads to what can be sent on."""

    def __init__(self, report: str, log_file: Path, parent: QWidget | None) -> None:
        super().__init__(_("Something went wrong"), parent)
        self.resize(620, 380)
        self.report = report
        self._log_file = log_file
        self.text = widgets.label(
            _("annotator has made a mistake. What was shown as saved is safe: every action is written at once. You can go "
              "on; if the window behaves oddly, close it and start again."), wrap=True
        )  # fmt: skip
        shown = QPlainTextEdit(report)
        shown.setReadOnly(True)
        shown.setAccessibleName(_("What happened"))
        explanation = widgets.label(
            _("This is for whoever mends it, and holds no word of your reports. There is more in the log, where words of "
              "reports may stand: {file}", file=log_file), "muted", wrap=True
        )  # fmt: skip
        buttons = QDialogButtonBox()
        self.copy = buttons.addButton(_("Copy"), QDialogButtonBox.ButtonRole.ActionRole)
        self.copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.report))
        self.folder = buttons.addButton(_("Show the log’s folder"), QDialogButtonBox.ButtonRole.ActionRole)
        self.folder.clicked.connect(self._open_folder)
        close = buttons.addButton(_("Go on"), QDialogButtonBox.ButtonRole.AcceptRole)
        close.setDefault(True)
        buttons.accepted.connect(self.accept)
        self.setLayout(
            widgets.column(self.text, shown, explanation, buttons, gap=GRID * 2, margins=(GRID * 3,) * 4)
        )

    def _open_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._log_file.parent)))


def _file(name: str) -> str:
    """Our own files by their place in the package, others by their name."""
    path = Path(name)
    return path.relative_to(_PACKAGE).as_posix() if path.is_relative_to(_PACKAGE) else path.name
