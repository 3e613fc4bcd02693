"""Who has allowed that a project's texts go to a language model: the project, the person, for this address.

A consent is the person's own: it stands in their settings, for one endpoint and one project, and is asked for once. That
a project forbids it is a setting of the project, in the log like all that a group settles, and holds for everybody.
"""

from dataclasses import dataclass

from annotator.domain.errors import NotPermitted
from annotator.i18n import N_, _
from annotator.services.llm.config import Config
from annotator.services.llm.endpoint import host_of, is_local, is_open
from annotator.services.project import Project

SETTING = "language_model"
FORBIDDEN = "forbidden"

_LEAVES = N_(
    "The text of the reports you ask about, their titles and headings, and the definitions and examples of the labels "
    "leave this computer and go to {host}, and nowhere else. Marks, notes and names of annotators are not sent."
)
_STAYS = N_(
    "Nothing leaves this computer: the text of the reports you ask about, their titles and headings, and the definitions "
    "and examples of the labels go to {host}, a program that runs here."
)


@dataclass(frozen=True, slots=True)
class Permit:
    """Leave to send this project's texts to the endpoint of `config`; made by `permit` alone."""

    config: Config


def what_is_sent(endpoint: str) -> str:
    """One sentence on what goes where, for whoever is asked for consent."""
    sentence = _STAYS if is_local(endpoint) else _LEAVES
    return _(sentence, host=host_of(endpoint))


def permit(project: Project, config: Config, *, whatever_model: bool = False) -> Permit:
    """Leave to ask the language model about this project. Raises NotPermitted with what is missing and what to do.

    `whatever_model`: for asking the server which models it has, before one is chosen.
    """
    if is_forbidden(project):
        raise NotPermitted(
            _(
                "this project forbids language models; who answers for its texts can allow them in the menu Suggestions"
            )
        )
    if not (config.complete or (whatever_model and config.endpoint)):
        raise NotPermitted(
            _(
                "no language model is set up; name one with --endpoint URL --model NAME, or in the menu Suggestions"
            )
        )
    if is_open(config.endpoint) and config.endpoint not in config.open_endpoints:
        raise NotPermitted(
            _("{endpoint} is not encrypted and not on this computer, so that others could read along; use https://, or "
              "confirm it with --allow-http or in the menu Suggestions", endpoint=config.endpoint)
        )  # fmt: skip
    if not config.has_consent(project.store.origin()):
        raise NotPermitted(
            _("nothing was sent: {sentence} Agree to it for this project with --consent, or in the menu Suggestions",
              sentence=what_is_sent(config.endpoint))
        )  # fmt: skip
    return Permit(config)


def is_forbidden(project: Project) -> bool:
    """Whether the project forbids that its texts go to a language model."""
    return bool(project.setting(SETTING) == FORBIDDEN)


def forbid(project: Project, forbidden: bool) -> None:
    """Forbid language models to everybody who works on the project, or allow them again; a step that undo takes back."""
    if forbidden != is_forbidden(project):
        title = _("forbid language models") if forbidden else _("allow language models")
        project.set_setting(SETTING, FORBIDDEN if forbidden else None, title)
