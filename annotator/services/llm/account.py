"""What a run has sent and cost, and the budget that it must stay within."""

from dataclasses import dataclass

from annotator.domain import how_many
from annotator.domain.errors import BudgetReached
from annotator.i18n import _, listed, ngettext
from annotator.services.llm.config import Budget


@dataclass
class Account:
    """Counts of one run. Requests that failed and were made again count each time: servers count them, too."""

    budget: Budget
    requests: int = 0
    characters: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    repeated: int = 0
    """Requests that were made again after the server was busy, slow or not understood."""
    kept: int = 0
    """Answers that were there already and cost nothing."""
    unreadable: int = 0
    """Stretches whose answer could not be read, twice."""
    unknown: int = 0
    """Entries dropped since they have no known label or no quote."""
    not_in_text: int = 0
    """Entries dropped since their quote is not in the text."""

    def charge(self, characters: int) -> None:
        """Count a request that is about to be sent. Raises BudgetReached, and then counts nothing."""
        budget = self.budget
        for used, limit, what in (
            (
                self.requests + 1,
                budget.requests,
                how_many.requests(budget.requests),
            ),
            (
                self.characters + characters,
                budget.characters,
                how_many.characters(budget.characters),
            ),
            (
                self.tokens_in + self.tokens_out + 1,
                budget.tokens,
                ngettext("{count:,} token", "{count:,} tokens", budget.tokens),
            ),
        ):
            if used > limit:
                raise BudgetReached(
                    _("the budget of this run ({limit}) is used up; what was answered is kept: ask again to go on, or "
                      "raise the budget", limit=what)
                )  # fmt: skip
        self.requests += 1
        self.characters += characters

    def spent(self, *, briefly: bool = False) -> str:
        """One sentence on what was sent and what it cost; `briefly`: without what was known before."""
        parts = [how_many.requests(self.requests)]
        if not briefly:
            parts.append(how_many.characters(self.characters))
        if self.tokens_in or self.tokens_out:
            parts.append(ngettext("{count:,} token", "{count:,} tokens", self.tokens_in + self.tokens_out))
        if self.kept:
            parts.append(ngettext("{count:,} answer from before", "{count:,} answers from before", self.kept))
        return _("sent: {parts}", parts=listed(parts))

    @property
    def lost(self) -> int:
        """How many answers and entries could not be used."""
        return self.not_in_text + self.unknown + self.unreadable

    def dropped(self) -> str:
        """One sentence on what could not be used; '' where all could."""
        parts = [
            text
            for count, text in (
                (
                    self.not_in_text,
                    ngettext(
                        "{count} quote that is not in the text",
                        "{count} quotes that are not in the text",
                        self.not_in_text,
                    ),
                ),
                (
                    self.unknown,
                    ngettext(
                        "{count} entry without a known label or a quote",
                        "{count} entries without a known label or a quote",
                        self.unknown,
                    ),
                ),
                (
                    self.unreadable,
                    ngettext(
                        "{count} answer that could not be read",
                        "{count} answers that could not be read",
                        self.unreadable,
                    ),
                ),
            )
            if count
        ]
        return _("dropped: {parts}", parts=listed(parts)) if parts else ""
