"""A project chosen among the files of an import is never opened as a file, which would cost SQLite its locks."""

from pathlib import Path

import pytest

from annotator import formats
from annotator.domain.errors import BadInput
from annotator.services.project import Project, create_project


@pytest.mark.parametrize("name", ["reports.annot", "reports.txt"])
def test_an_open_project_is_refused_without_being_opened(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / name
    create_project(path, actor="li")
    opened: list[str] = []
    usual = Path.open

    def noted(self: Path, *arguments: object, **options: object) -> object:
        opened.append(self.name)
        return usual(self, *arguments, **options)  # type: ignore[call-overload]

    with Project(path, "li") as project:
        project.store.document_count()
        monkeypatch.setattr(Path, "open", noted)
        assert formats.kinds_of(path) == [] or name.endswith(".txt")
        for wanted in (None, "txt"):
            with pytest.raises(BadInput, match="is an annotator project"):
                list(formats.read(path, format=wanted))
    assert name not in opened
