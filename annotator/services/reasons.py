"""The reasons for decisions that a group chooses from: its own list, among the project's settings."""

from collections.abc import Sequence

from annotator.domain.change import Step
from annotator.i18n import N_, _
from annotator.services.project import Project

SETTING = "review_reasons"
DEFAULT = (
    N_("the guideline says so"),
    N_("boundary: what does not belong is left out"),
    N_("boundary: what belongs is included"),
    N_("one span for each action"),
    N_("a slogan or a principle, no action"),
    N_("the action of another body"),
    N_("overlooked by an annotator"),
    N_("the wording of the document"),
    N_("slip of the pen"),
)


def reasons(project: Project) -> list[str]:
    """The group's list; some sensible ones until it has made one."""
    own = project.setting(SETTING)
    return [str(each) for each in own] if isinstance(own, list) else [_(each) for each in DEFAULT]


def set_reasons(project: Project, reasons: Sequence[str]) -> Step:
    """Give the group another list; blanks and what is there twice are left out."""
    kept = list(dict.fromkeys(reason.strip() for reason in reasons if reason.strip()))
    return project.set_setting(SETTING, kept, _("the list of reasons"))
