"""How a variant of marking is called in sentences."""

from annotator.datasets.consistency import Variant
from annotator.domain.schema import LabelSchema
from annotator.i18n import _, listed


def variant_name(variant: Variant, schema: LabelSchema, language: str) -> str:
    """Labels with the attributes that count, `unmarked`, or that the boundaries are others."""
    if not variant.marks:
        return _("unmarked")
    names = []
    for name, attrs in variant.marks:
        label = schema.by_name.get(name)
        shown = label.display(language) if label else name
        values = []
        for attribute, value in attrs:
            known = label.attribute(attribute) if label else None
            if known is None or value is True:
                values.append(known.display(language) if known else f"{attribute} {value}")
            elif value is not False:
                values.append(known.display_value(value, language))
        names.append(f"{shown} · {listed(values)}" if values else shown)
    joined = " + ".join(names)
    return joined if variant.exact else _("{labels}, other boundaries", labels=joined)
