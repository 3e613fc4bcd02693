"""What the attributes of a new span most likely are, as the key presses and the corrections use it."""

from annotator.suggest.attributes import attributes as prefill

__all__ = ["prefill"]
