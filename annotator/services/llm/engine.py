"""The engine `llm`: suggestions of a language model, from answers that are kept, or asked for where that is allowed.

Two engines have the one name. `remembered` never sends anything: it is what windows, figures and everything else get that
asks for the engine by its name, so that leafing through reports costs nothing. `asking` sends what is not known yet; only
a person's own request makes one.
"""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from types import TracebackType

from annotator.domain.document import Document
from annotator.domain.errors import NotFound, NotPermitted, ReadOnly
from annotator.domain.schema import LabelSchema
from annotator.domain.span import Span
from annotator.i18n import _
from annotator.services.llm.account import Account
from annotator.services.llm.answers import Answers
from annotator.services.llm.config import Config, load_config
from annotator.services.llm.key import key_for
from annotator.services.llm.permission import is_forbidden, permit
from annotator.services.llm.wire import Sleep, Wire
from annotator.services.project import Project
from annotator.services.suggesting import acceptance
from annotator.suggest.llm.anchoring import NEUTRAL, anchored, apart
from annotator.suggest.llm.answer import Unreadable, claims
from annotator.suggest.llm.chunks import Chunk, chunks
from annotator.suggest.llm.prompt import answer_form, messages
from annotator.suggest.names import LLM
from annotator.suggest.suggestion import Suggestion

Progress = Callable[[int, int], None]  # stretches read, stretches altogether, of one document

ENOUGH_DECISIONS = 20
"""From so many on, the share accepted is the score of what has none of its own."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What asking about documents would send: requests, characters; `kept` answers are there already."""

    requests: int
    characters: int
    kept: int


class LanguageModel:
    """Suggestions of one model for one project. Without a wire it knows only what was answered before."""

    name = LLM

    def __init__(
        self,
        project: Project,
        config: Config,
        account: Account,
        wire: Wire | None = None,
        progress: Progress = lambda _done, _total: None,
    ) -> None:
        self._project = project
        self._config = config
        self._wire = wire
        self._progress = progress
        self._neutral = neutral_score(project)
        self.account = account

    def suggest(self, document: Document, spans: Sequence[Span], schema: LabelSchema) -> list[Suggestion]:  # noqa: ARG002  marks are not sent
        """Suggestions by place, the outer first.

        With a wire, asks about every stretch that there is no answer for; each answer is kept at once, so that stopping
        loses none. Raises Unanswered, BudgetReached, Stopped, NotPermitted, and what `Store.keep_derived` raises.
        """
        answers = Answers(self._project, self._config, schema)
        found: list[Suggestion] = []
        stretches = list(chunks(document))
        for at, chunk in enumerate(stretches):
            answer = answers.get(document, chunk)
            if answer is not None:
                self.account.kept += 1
            elif self._wire is not None:
                answer = self._ask(self._wire, answers, document, chunk)
            if answer is not None:
                found += self._read(document, chunk, answer, schema)
            self._progress(at + 1, len(stretches))
        return apart(found, schema)

    def close(self) -> None:
        if self._wire is not None:
            self._wire.close()

    def __enter__(self) -> "LanguageModel":
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self.close()

    def _ask(self, wire: Wire, answers: Answers, document: Document, chunk: Chunk) -> str | None:
        """What the model says about a stretch, kept if it can be read; asked a second time if not, then given up."""
        told, form = messages(document, chunk, answers.schema), answer_form(answers.schema)
        for _try in range(2):
            if is_forbidden(self._project):  # somebody has said so meanwhile
                raise NotPermitted(_("this project forbids language models; nothing more was sent"))
            reply = wire.chat(told, form)
            with suppress(Unreadable):
                claims(reply.text, answers.schema)
                answers.keep(document, chunk, reply.text)
                return reply.text
            if reply.cut:  # it would be as long again
                break
        self.account.unreadable += 1
        return None

    def _read(self, document: Document, chunk: Chunk, answer: str, schema: LabelSchema) -> list[Suggestion]:
        found, unknown = claims(answer, schema)
        made, lost = anchored(document, chunk, found, schema, self._neutral)
        self.account.unknown += unknown
        self.account.not_in_text += lost
        return made


def asking(
    project: Project,
    config: Config | None = None,
    *,
    cancelled: Callable[[], bool] = lambda: False,
    progress: Progress = lambda _done, _total: None,
    sleep: Sleep = asyncio.sleep,
) -> LanguageModel:
    """An engine that sends what it does not know yet; close it. `config`: what the person has set up.

    Raises NotPermitted before anything is sent or looked up, ReadOnly where answers could not be kept, BadInput for a
    key that cannot be one.
    """
    config = config or load_config()
    leave = permit(project, config)
    if not project.store.writable:
        raise ReadOnly(
            _("{file} is read-only, so that answers could not be kept; nothing was sent", file=project.path)
        )
    account = Account(config.budget)
    wire = Wire(leave, key_for(config.endpoint), account, cancelled, sleep=sleep)
    return LanguageModel(project, config, account, wire, progress)


def remembered(project: Project) -> LanguageModel:
    """An engine that knows what was answered before, and never sends anything. Raises NotFound where nothing is set up."""
    config = load_config()
    if not config.complete:
        raise NotFound(
            _(
                "no language model is set up; name one with --endpoint URL --model NAME, or in the menu Suggestions"
            )
        )
    return LanguageModel(project, config, Account(config.budget))


def plan(project: Project, documents: Iterable[Document], config: Config) -> Plan:
    """What asking about these documents would send. Sends nothing."""
    answers = Answers(project, config, project.schema)
    requests = characters = kept = 0
    for document in documents:
        open_ones = [sent for _chunk, sent in answers.open(document)]
        requests += len(open_ones)
        characters += sum(open_ones)
        kept += sum(1 for _chunk in chunks(document)) - len(open_ones)
    return Plan(requests, characters, kept)


def was_asked(project: Project, document: Document) -> bool:
    """Whether there is any answer about this document from the model that is set up now."""
    return next(Answers(project, load_config(), project.schema).known(document), None) is not None


def neutral_score(project: Project) -> float:
    """The score of a suggestion whose model gave none: the share of the annotator's own accepted ones, once that is known."""
    for one in acceptance(project):
        if one.engine == LLM and one.rate is not None and one.accepted + one.rejected >= ENOUGH_DECISIONS:
            return one.rate
    return NEUTRAL
