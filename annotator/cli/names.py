"""What people call the things that projects and files call by a key, as the commands print them."""

from annotator.domain.naming import (
    attributes,
    document_label,
    label_name,
    meta_name,
    relation_name,
    state_name,
)
from annotator.i18n import _
from annotator.text.roles import ROLE_NAMES

__all__ = [
    "attributes", "document_label", "label_name", "meta_name", "relation_name", "role_name", "state_name",
]  # fmt: skip


def role_name(role: str) -> str:
    return _(ROLE_NAMES[role]) if role in ROLE_NAMES else role
