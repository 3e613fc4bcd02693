"""A file dialog on the folder of an open project, and then another program on the same project."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from annotator.services.project import Project

LOOK = """
import sys
from pathlib import Path
from annotator.services.project import Project
from annotator.ui.untouched import know_projects_by_name
know_projects_by_name()
know_projects_by_name()
from PySide6.QtCore import QElapsedTimer
from PySide6.QtWidgets import QApplication, QFileDialog
application = QApplication([])
path = Path(sys.argv[1])
with Project(path, "li") as project:
    project.set_document_note("a", "before")
    dialog = QFileDialog(None, "", str(path.parent))
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    dialog.show()
    clock = QElapsedTimer()
    clock.start()
    while clock.elapsed() < 2500:
        application.processEvents()
    dialog.close()
    print("looked", flush=True)
    sys.stdin.readline()
    project.set_document_note("a", "after")
    print("written", flush=True)
    sys.stdin.readline()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="has no POSIX locks")
def test_what_is_written_after_a_file_dialog_is_kept(project_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent.parent)}
    command = [sys.executable, "-c", LOOK, str(project_path)]
    with subprocess.Popen(
        command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as looker:  # fmt: skip
        assert looker.stdin is not None
        assert looker.stdout is not None
        assert looker.stdout.readline() == "looked\n"
        with Project(project_path, "wang") as project:
            assert project.store.status("a", "li").note == "before"
        assert project_path.with_name("p.annot-wal").exists(), "the log was taken from under an open project"
        looker.stdin.write("\n")
        looker.stdin.flush()
        assert looker.stdout.readline() == "written\n"
        with Project(project_path, "wang") as project:
            assert project.store.status("a", "li").note == "after"
        looker.stdin.write("\n")
