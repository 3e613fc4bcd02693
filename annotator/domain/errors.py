"""What can go wrong, as a tree.

AnnotatorError
└── UserError              one clear sentence for the person: what, where, what to do
    ├── BadInput           a file or record that cannot be taken in
    ├── InvalidSpan        a span that the text or the label schema does not allow
    ├── InvalidSchema      a label schema that does not hold together
    ├── NotFound           a document, span, layer … that is not in the project
    ├── NothingToUndo      the annotator has no step left to undo, or to redo
    ├── Conflict           what was to be changed has been changed by somebody else meanwhile
    ├── HubError           the team's hub will not, or cannot
    │   └── HubOffline     it cannot be reached; work goes on without it
    ├── NotPermitted       what would send text to another machine, and nobody has allowed it
    ├── Unanswered         a language model's server gives no answer that can be used
    ├── BudgetReached      what a run may send or cost is used up
    ├── Stopped            the person has stopped the work
    └── ProjectError       the project file itself
        ├── NotAProject    no file, or a file of another kind
        ├── ProjectTooNew  written by a newer annotator
        ├── ProjectBusy    another program is writing
        ├── ReadOnly       the file or its folder cannot be written
        └── DiskFull       no room left

Anything else that is raised is a bug of ours.
"""


class AnnotatorError(Exception):
    """Root of everything annotator raises on purpose."""


class UserError(AnnotatorError):
    """A sentence for the person in front of the screen, already in their language."""


class BadInput(UserError):
    """A file or a record that cannot be taken in; the sentence names where and why."""


class InvalidSpan(UserError):
    """The text or the label schema does not allow this span."""


class InvalidSchema(UserError):
    """The label schema does not hold together."""


class NotFound(UserError):
    """What was asked for is not in the project."""


class NothingToUndo(UserError):
    """The annotator has no step left to undo, or to redo."""


class Conflict(UserError):
    """What was to be changed has been changed by somebody else meanwhile."""


class LabelsChanged(Conflict):
    """What was to be marked bears a label, or a type of link, that somebody has renamed or removed meanwhile."""


class NotPermitted(UserError):
    """It would send text to another machine, and nobody has allowed it."""


class Unanswered(UserError):
    """A language model's server gives no answer that can be used."""


class BudgetReached(UserError):
    """What a run may send or cost is used up; what was answered is kept."""


class Stopped(UserError):
    """The person has stopped the work; what was answered is kept."""


class ProjectError(UserError):
    """Something about the project file."""


class NotAProject(ProjectError):
    """There is no such file, or it is of another kind."""


class ProjectTooNew(ProjectError):
    """The file was written by a newer annotator."""


class ProjectBusy(ProjectError):
    """Another program holds the project; nothing was written."""


class ReadOnly(ProjectError):
    """The project or its folder cannot be written."""


class DiskFull(ProjectError):
    """No room is left on the disk; nothing was written."""


class HubError(UserError):
    """The team's hub does not take or give what was asked for."""


class HubOffline(HubError):
    """The hub cannot be reached just now; nothing is lost, and everything else goes on."""
