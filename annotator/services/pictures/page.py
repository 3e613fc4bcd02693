"""A report as one HTML page that needs nothing beside it: pictures are inline SVG, the style is in it."""

import html
from collections.abc import Iterable, Iterator
from pathlib import Path as FilePath

from annotator.formats.atomic import atomic_file
from annotator.i18n import language
from annotator.services.pictures.part import Part
from annotator.services.pictures.picture import FAMILIES
from annotator.services.pictures.svg import svg
from annotator.services.pictures.table import Table, shown

_STYLE = """
:root { color: #1C2024; background: #FFFFFF; font: 15px/1.6 FAMILIES; }
body { max-width: 60rem; margin: 2.5rem auto; padding: 0 1.5rem; }
h1 { font-size: 1.7rem; line-height: 1.3; margin: 0; }
h2 { font-size: 1.15rem; margin: 2.5rem 0 .75rem; padding-top: 1rem; border-top: 1px solid #DDDEE3; }
p, li { max-width: 46rem; }
.muted { color: #5F6570; margin-top: .25rem; }
.wide { overflow-x: auto; margin: .75rem 0; }
table { border-collapse: collapse; font-size: .86rem; line-height: 1.45; }
th { text-align: left; font-weight: 600; color: #5F6570; vertical-align: bottom; border-bottom: 1px solid #B9BCC4; }
th, td { padding: .35rem .8rem .35rem 0; }
td { border-bottom: 1px solid #ECEDF1; vertical-align: top; }
.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
figure { margin: 1rem 0; } figcaption { color: #5F6570; font-size: .86rem; margin-bottom: .4rem; }
svg { max-width: 100%; height: auto; display: block; }
@media print { body { margin: 0; max-width: none; } h2 { break-after: avoid; } tr, figure { break-inside: avoid; } }
""".replace("FAMILIES", FAMILIES)


def write_page(title: str, subtitle: str, parts: Iterable[Part], out: FilePath) -> None:
    """Write a report in the reader's language. Raises ReadOnly, DiskFull."""
    with atomic_file(out) as file:
        for piece in page(title, subtitle, parts):
            file.write(piece.encode())


def page(title: str, subtitle: str, parts: Iterable[Part]) -> Iterator[str]:
    """The page, piece by piece."""
    title = html.escape(title)
    yield f'<!DOCTYPE html>\n<html lang="{language().replace("_", "-")}">\n<head><meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>{title}</title><style>{_STYLE}</style></head>\n<body>\n<h1>{title}</h1>\n"
    yield f'<p class="muted">{html.escape(subtitle)}</p>\n'
    for part in parts:
        yield from _part(part)
    yield "</body>\n</html>\n"


def _part(part: Part) -> Iterator[str]:
    yield f"<section>\n<h2>{html.escape(part.title)}</h2>\n"
    if len(part.sentences) > 1:
        yield "<ul>" + "".join(f"<li>{html.escape(each)}</li>" for each in part.sentences) + "</ul>\n"
    else:
        yield from (f"<p>{html.escape(each)}</p>\n" for each in part.sentences)
    for picture in part.pictures:
        yield f"<figure><figcaption>{html.escape(picture.title)}</figcaption>{svg(picture)}</figure>\n"
    if part.table is not None:
        yield from _table(part.table)
    yield "</section>\n"


def _table(table: Table) -> Iterator[str]:
    yield '<div class="wide"><table>\n<thead><tr>'
    for column in table.columns:
        hint = f' title="{html.escape(column.hint)}"' if column.hint else ""
        yield f"<th{_class(column.figure)}{hint}>{html.escape(column.name)}</th>"
    yield "</tr></thead>\n<tbody>\n"
    for row in table.rows:
        yield "<tr>" + "".join(_cells(row.values, (column.figure for column in table.columns))) + "</tr>\n"
    yield "</tbody></table></div>\n"


def _cells(values: Iterable[str | int | float | None], figures: Iterable[bool]) -> Iterator[str]:
    for value, figure in zip(values, figures, strict=True):
        yield f"<td{_class(figure)}>{html.escape(shown(value))}</td>"


def _class(figure: bool) -> str:
    return ' class="n"' if figure else ""
