"""All groups of scenes by name. Each leaves the window as it found it."""

from collections.abc import Callable, Collection, Iterator

from annotator.ui.scenes import hub, labels, main, marks, review, settings, team, together
from annotator.ui.scenes.stage import Scene, Stage, dismiss, settle

GROUPS: dict[str, Callable[[Stage], Iterator[Scene]]] = {
    "main": main.window_states,
    "menus": main.menus,
    "start": settings.start,
    "settings": settings.preferences,
    "files": main.files,
    "dialogs": settings.dialogs,
    "marks": marks.about_marks,
    "labels": labels.labels,
    "suggestions": marks.suggestions,
    "problems": marks.problems,
    "consistency": marks.consistency,
    "team": team.packages,
    "hub": hub.hub,
    "agreement": together.agreement,
    "overview": together.overview,
    "review": review.review,
}


def scenes(stage: Stage, groups: Collection[str] = tuple(GROUPS)) -> Iterator[Scene]:
    """The scenes of some groups, each shown when it comes and closed when the next one is asked for.

    The fullest document of the annotator is open, with a mark chosen in the middle of it.
    """
    main.open_fullest_document(stage.window)
    stage.window.desk.settle()
    for name in groups:
        stage.window.message_bar.clear()  # of what the group before it has done
        for scene in GROUPS[name](stage):
            settle(scene.widget)
            yield scene
            dismiss(scene)
