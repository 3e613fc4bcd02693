"""What may stand where a project may: a folder of reports or a hub, read for this once into a project that goes away."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from annotator.domain.errors import BadInput
from annotator.domain.history import last
from annotator.domain.schema import LabelSchema
from annotator.i18n import _
from annotator.services.adoption import Choices, Plan, plan_of
from annotator.services.batch.crew import Crew, Progress
from annotator.services.exchange import import_paths
from annotator.services.files import files_of
from annotator.services.hub.belief import histories_of
from annotator.services.hub.joining import hub_at
from annotator.services.hub.state import State, remember
from annotator.services.hub.syncing import Sync
from annotator.services.import_report import ImportReport
from annotator.services.name_pairs import define_all
from annotator.services.project import Project, create_project
from annotator.services.survey import survey
from annotator.team.hub import Hub

Tell = Callable[[str], None]

_AT_ONCE = 1_000  # documents that a hub gives in one step: nobody else writes into the copy


@contextmanager
def project_of_folder(
    folder: Path, annotator: str, *, crew: Crew | None = None, tell: Tell, progress: Progress | None = None
) -> Iterator[Project]:
    """The files in a folder as an import would bring them in, with the built-in labels and those that the files bring.

    `tell` hears a sentence for each file that could not be read. The project, and every change of it, is gone at the end.
    Raises BadInput where no report came in, and as `import_paths` does.
    """
    with TemporaryDirectory(prefix="annotator-") as place:
        path = Path(place, f"{folder.absolute().name or 'reports'}.annot")
        create_project(path, actor=annotator)
        with Project(path, annotator) as project:
            report = import_paths(
                project, [folder], plan=_plan(project, folder), beside=True, crew=crew, progress=progress
            )
            for _file, sentence in report.failed:
                tell(sentence)
            if not report.documents:
                raise BadInput(_("there is no report in {folder} that can be read", folder=folder))
            yield project


@contextmanager
def project_of_hub(
    url: str, annotator: str, *, tell: Tell, progress: Progress | None = None
) -> Iterator[Project]:
    """What a hub holds, as far as the role of the URL's login may read it; the annotator of the project is that login's.

    Nothing is sent there, and no password is kept. `tell` hears of documents that cannot be taken as they are. The
    project, and every change of it, is gone at the end. Raises BadInput for what is no address, HubError, HubOffline.
    """
    with TemporaryDirectory(prefix="annotator-") as place, hub_at(url, annotator) as hub:
        path = Path(place, f"{hub.address.place.rpartition('/')[2]}.annot")
        who = hub.self
        create_project(path, _schema(hub), actor=who.annotator)
        with Project(path, who.annotator) as project:
            remember(project, State(hub.address.url, annotator=who.annotator, role=who.role))
            report = Sync(project, hub, progress=progress, at_once=_AT_ONCE).pull(take="theirs")
            for sentence in report.refused:
                tell(sentence)
            yield project


def _plan(project: Project, folder: Path) -> Plan:
    found = survey(list(files_of([folder], project.path, ImportReport()))).vocabulary
    choices = Choices()
    define_all(choices, project.schema, found)
    return plan_of(project.schema, found, choices, create=True)


def _schema(hub: Hub) -> LabelSchema | None:
    histories = histories_of(hub.rows([""], "label_schema"), {})
    standing = [state for states in histories.values() if isinstance(state := last(states), LabelSchema)]
    return max(standing, key=lambda schema: schema.version, default=None)
