"""What MkDocs is told beside mkdocs.yml: the order of the pages, the schemas that pages link to, search from a disk."""

import re
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

from annotator.services.manual import Manual

ROOT = Path(__file__).resolve().parent.parent
SITE = ROOT / "packaging" / "manual_site"


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """The contents are those of the window's manual: a language a section, then what is written in English alone."""
    folder = Path(config.docs_dir)
    sections: list[Any] = ["index.md"]
    for title, tongue in (("中文", "zh"), ("English", "en")):
        pages = [page for page in Manual(tongue, folder).pages if page.file.parent.name == tongue]
        sections.append({title: [_entry(page.file, page.title, folder) for page in pages]})
    more = Manual("en", folder).more
    sections.append({"More · 更多": [_entry(page.file, page.title, folder) for page in more]})
    config.nav = sections
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    files.append(
        File.generated(config, "assets/iframe-worker.js", abs_src_path=str(SITE / "iframe-worker.js"))
    )
    for schema in sorted((ROOT / "schemas").glob("*.json")):
        files.append(File.generated(config, f"schemas/{schema.name}", abs_src_path=str(schema)))
    return files


def on_page_markdown(markdown: str, **_more: object) -> str:
    """In the repository the schemas lie beside docs/, on the website in it."""
    return re.sub(r"\]\(((?:\.\./)*)\.\./schemas/", r"](\1schemas/", markdown)


def _entry(file: Path, title: str, folder: Path) -> dict[str, str]:
    return {title: file.relative_to(folder).as_posix()}
