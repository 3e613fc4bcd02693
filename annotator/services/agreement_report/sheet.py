"""All numbers as one CSV: a figure a line, with its interval, numerator and denominator.

Columns: scope (all, label, pair, pair and label, labels against labels, document, section, attribute, gamma,
parameter), name, figure, value, low, high, standard_error, numerator, denominator. Names and
figures are those of `agree --json`, in no language, so that scripts can read them.
A figure that is undefined has no value. UTF-8 with a byte order mark, which Excel needs for Chinese.
"""

import csv
import io
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import annotator
from annotator.formats.atomic import atomic_file
from annotator.formats.span_rows import inert_row
from annotator.services.agreement_report.parts import Saved

COLUMNS = ("scope", "name", "figure", "value", "low", "high", "standard_error", "numerator", "denominator")
Line = tuple[Any, ...]


def write_sheet(saved: Saved, out: Path) -> None:
    """Write the CSV. Raises ReadOnly, DiskFull."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for line in lines(saved):
        writer.writerow(inert_row(line + (None,) * (len(COLUMNS) - len(line))))
    with atomic_file(out) as file:
        file.write(b"\xef\xbb\xbf" + text.getvalue().encode())


def lines(saved: Saved) -> Iterator[Line]:
    """Values in the order of COLUMNS; what is lacking at the end is empty."""
    report = saved.agreed.report
    for key, value in _flat({"f1": report.f1, "alpha": report.alpha}):
        yield "all", "", key, value, *_sureness(saved, key)
    for label, figures in report.by_label.items():
        for key, value in _flat(figures):
            yield "label", label, key, value, *_sureness(saved, f"by_label.{label}.{key}")
    for pair in report.pairs:
        yield from _pair("pair", " – ".join(pair["layers"]), pair)
        for label, figures in pair["by_label"].items():
            yield from _pair("pair and label", " – ".join((*pair["layers"], label)), figures)
    for document in report.by_document:
        for key, value in _flat({name: document[name] for name in ("f1", "alpha", "spans")}):
            yield "document", document["id"], key, value
    yield from _details(saved)
    for key, value in {**report.parameters, "annotator": annotator.__version__}.items():
        yield "parameter", "", key, value


def _details(saved: Saved) -> Iterator[Line]:
    for (left, right), table in saved.details.confusion.items():
        names = [*saved.agreed.report.by_label, ""]
        for row, of in zip(names, table, strict=True):
            for column, count in zip(names, of, strict=True):
                yield "labels against labels", f"{left} – {right}", f"{row} → {column}", count
    for each in saved.details.roles:
        for key, value in _flat({"f1": each.report.f1, "alpha": each.report.alpha}):
            low, high = each.report.intervals.get(key) or (None, None)
            yield "section", each.role, key, value, low, high
    for attribute in saved.details.attributes:
        found, name = attribute.figures, f"{attribute.label}.{attribute.attribute}"
        yield "attribute", name, f"alpha.{attribute.metric}", found.alpha
        yield "attribute", name, "observed", found.observed
        yield "attribute", name, "coverage", found.coverage, None, None, None, 2 * found.matched, found.spans
        yield "attribute", name, "compared", found.valued
    unitizing = saved.details.unitizing
    yield "all", "", "u_alpha.any", unitizing.any
    for label, value in unitizing.alpha_u.items():
        yield "label", label, "alpha_u.1995", value
    if (gamma := saved.gamma) is not None:
        yield "gamma", "", "gamma", gamma.value, None, None, None, gamma.observed, gamma.expected
        yield (
            "gamma",
            "",
            "gamma.cat",
            gamma.cat.value,
            None,
            None,
            None,
            gamma.cat.observed,
            gamma.cat.expected,
        )
        for label, k in gamma.by_category.items():
            yield "gamma", label, "gamma.k", k.value, None, None, None, k.observed, k.expected


def _sureness(saved: Saved, key: str) -> tuple[Any, Any, Any]:
    report = saved.agreed.report
    return (*(report.intervals.get(key) or (None, None)), report.standard_errors.get(key))


def _pair(scope: str, name: str, figures: Mapping[str, Any]) -> Iterator[Line]:
    """F1 = 2 M / (|A| + |B|), precision = M / |B|, recall = M / |A|."""
    counts = figures["counts"]
    left, right = counts["left"], counts["right"]
    for match in ("exact", "overlap", "iou"):
        found = counts[match]
        for key, part, whole in (
            ("f1", 2 * found, left + right),
            ("precision", found, right),
            ("recall", found, left),
        ):
            yield scope, name, f"{key}.{match}", figures[key][match], None, None, None, part, whole
    for key in ("kappa", "pi"):
        for unit, value in figures[key].items():
            yield scope, name, f"{key}.{unit}", value


def _flat(figures: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, Any]]:
    """Nested figures under dotted names."""
    for key, value in figures.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{before}{key}.")
        else:
            yield before + key, value
