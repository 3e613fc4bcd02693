"""Notes on agreement speak of labels, units and figures as people do."""

import pytest

from annotator.agreement.notes import DROPPED, FEW, NO_VARIATION, Note
from annotator.domain.schema import schema_from_file
from annotator.i18n import set_language
from annotator.paths import schema as schema_file
from annotator.services.agreement_notes import in_words

SCHEMA = schema_from_file(schema_file("civil-affairs.json"))


@pytest.mark.parametrize(
    ("language", "label", "level"), [("zh_CN", "举措", "句"), ("en", "Measure", "sentence")]
)
def test_labels_and_units_have_names(language: str, label: str, level: str) -> None:
    set_language(language)
    try:
        told = in_words(Note("", NO_VARIATION, {"label": "measure", "level": "sentence"}), SCHEMA)
    finally:
        set_language("en")
    assert label in told
    assert level in told


def test_what_has_no_other_name_stays() -> None:
    other = Note("", NO_VARIATION, {"label": "of another schema", "level": "syllable"})
    assert in_words(other, SCHEMA) == str(other)
    few = Note("intervals", FEW, {"count": 3})
    assert in_words(few, SCHEMA) == str(few)
    dropped = Note("", DROPPED, {"figure": "f1.exact", "undefined": 2, "count": 9})
    assert "f1.exact" not in in_words(dropped, SCHEMA)
