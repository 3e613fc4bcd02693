"""Trying out a server before a report is sent to it: which models it has, and whether one of them answers as agreed."""

from collections.abc import Callable
from dataclasses import dataclass

from annotator.domain.document import Document
from annotator.domain.schema import LabelSchema
from annotator.i18n import N_, NN_, _, ngettext
from annotator.services.llm.account import Account
from annotator.services.llm.key import Key, key_for
from annotator.services.llm.permission import Permit
from annotator.services.llm.wire import Wire
from annotator.suggest.llm.anchoring import anchored
from annotator.suggest.llm.answer import Unreadable, claims
from annotator.suggest.llm.chunks import Chunk
from annotator.suggest.llm.prompt import answer_form, messages

_SENTENCE = "本年度开展普法宣传活动12场，审核合同47份。"
"""Ours, and no report's."""

_FINE = NN_(
    "It works: asked about a sentence of ours, the model marked {count} place.",
    "It works: asked about a sentence of ours, the model marked {count} places.",
)
_NOTHING = N_(
    "It answers in the agreed form, but found nothing in a sentence with plain measures; a larger model may do better."
)
_UNREADABLE = N_("It answers, but not in the agreed form (JSON); another model may do better.")


@dataclass(frozen=True, slots=True)
class Trial:
    """`usable`: whether answers can be read; `sentence` says how it went."""

    usable: bool
    sentence: str


def try_model(
    leave: Permit, schema: LabelSchema, key: Key | None, cancelled: Callable[[], bool] = lambda: False
) -> Trial:
    """Ask about a sentence that is no project's. `key`: one that was typed; without it the one that is kept.

    Raises Unanswered, BudgetReached, Stopped, BadInput.
    """
    document = Document("trial", _SENTENCE)
    chunk = Chunk(0, len(_SENTENCE), ())
    wire = _wire(leave, key, cancelled)
    try:
        reply = wire.chat(messages(document, chunk, schema), answer_form(schema))
    finally:
        wire.close()
    try:
        found, _unknown = claims(reply.text, schema)
    except Unreadable:
        return Trial(False, _(_UNREADABLE))
    made, _lost = anchored(document, chunk, found, schema)
    return Trial(True, ngettext(*_FINE, len(made)) if made else _(_NOTHING))


def models_of(leave: Permit, key: Key | None, cancelled: Callable[[], bool] = lambda: False) -> list[str]:
    """The models that the server offers. Raises Unanswered, BudgetReached, Stopped, BadInput."""
    wire = _wire(leave, key, cancelled)
    try:
        return wire.models()
    finally:
        wire.close()


def _wire(leave: Permit, key: Key | None, cancelled: Callable[[], bool]) -> Wire:
    config = leave.config
    return Wire(leave, key or key_for(config.endpoint), Account(config.budget), cancelled)
