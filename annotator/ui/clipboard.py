"""What lies on the clipboard, as a file that the import reads like any other."""

from datetime import datetime
from pathlib import Path

from PySide6.QtGui import QGuiApplication


def clipboard_file(folder: Path) -> Path | None:
    """Write the clipboard's web page or text into `folder`; None where it holds no text."""
    data = QGuiApplication.clipboard().mimeData()
    if data is None or not data.text().strip():
        return None
    name = datetime.now().astimezone().strftime("clipboard-%Y%m%d-%H%M%S")
    # A page brings its title and tables along; a single line of it is better taken as it reads.
    page = data.html() if data.hasHtml() and "\n" in data.text().strip() else ""
    file = folder / (f"{name}.html" if page else f"{name}.txt")
    file.write_text(page or data.text(), encoding="utf-8", newline="\n")
    return file
