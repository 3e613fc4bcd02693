"""What is about marks: bulk dialogs, words, corrections, search, suggestions, links, consistency."""

from collections import Counter
from collections.abc import Iterator

from annotator.domain.document import Document
from annotator.domain.span import Span
from annotator.i18n import language
from annotator.services import annotate
from annotator.services.dictionary import add_words
from annotator.services.project import Project
from annotator.ui import theme
from annotator.ui.dialogs.occurrences import Place
from annotator.ui.dialogs.occurrences_dialog import OccurrencesDialog
from annotator.ui.dialogs.revise_dialog import ReviseDialog
from annotator.ui.dialogs.words_dialog import WordsDialog
from annotator.ui.scenes.stage import Scene, Stage, until


def about_marks(stage: Stage) -> Iterator[Scene]:
    window = stage.window
    opened = window.desk.open_document
    yield from _occurrences(stage)
    yield from _words(stage)
    if opened is not None:
        yield from _corrections(stage, opened.document, list(opened.spans()))
    search = window.searching.dialog()
    search.field.clear()  # what another scene has sought
    search.start()
    yield Scene("search-nothing-yet", search, stays=True)
    search.ask("服务")
    search.start()
    until(lambda: search.hits.rowCount() > 0)
    yield Scene("search", search)


def suggestions(stage: Stage) -> Iterator[Scene]:
    """What the rules propose in a document, one of it chosen; figures, doubtful passages, the language model."""
    window = stage.window
    suggesting = window.suggesting
    suggesting.toggle()
    until(lambda: not suggesting.seeking.busy)
    window.view.set_caret(0)
    suggesting.answering.next_offer()
    window.desk.settle()
    yield Scene("suggestions", window)
    linking = window.linking
    opened = window.desk.document
    until(lambda: not linking.reader.busy and (opened is None or linking.offered.document == opened.id))
    linking.walk(1)
    window.desk.settle()
    yield Scene("proposed-link", window)
    yield Scene("suggestions-figures", suggesting.dialog())
    passages = window.next_up.passages()
    passages.ask()
    until(lambda: not window.next_up.looking.busy and passages.rows.rowCount() > 0)
    yield Scene("passages", passages)
    suggesting.toggle()
    yield Scene("language-model", window.language_model.dialog())


def problems(stage: Stage) -> Iterator[Scene]:
    """Problems with the measures that address them or may."""
    stage.window.linking.overview.open()
    overview = stage.window.linking.overview.dialog()
    until(lambda: not overview.reader.busy)
    overview.filters.show_all()
    yield Scene("problems-and-measures", overview)


def consistency(stage: Stage) -> Iterator[Scene]:
    """Where the same words are marked everywhere, and where one of the places was forgotten."""
    stage.window.consistency.open()
    dialog = stage.window.consistency.dialog()
    until(lambda: not dialog.busy)
    yield Scene("consistency-same", dialog)
    marks = {span.text: span for span in stage.project.spans(layer=stage.window.settings.annotator)}
    twice = [text for text, times in _times(stage).items() if times > 1]
    if twice:
        stage.project.remove([marks[text] for text in twice])
        dialog.ask()
        until(lambda: not dialog.busy)
        yield Scene("consistency", dialog)
        stage.project.undo()


def _corrections(stage: Stage, document: Document, spans: list[Span]) -> Iterator[Scene]:
    """Editing; what no mark stands on has changed; marks are to be decided, and decided."""
    window = stage.window
    tokens = theme.tokens_for(window.settings.theme)
    revise = ReviseDialog(stage.project, document, tokens, window.pool, window)
    yield Scene("correction-edit", revise, stays=True)
    revise.editor.setPlainText(f"{document.text}\n")
    revise.compare()
    until(lambda: revise.revision is not None)
    yield Scene("correction-no-mark", revise, stays=True)
    revise.again.click()
    revise.editor.setPlainText(_shortened(document.text, spans))
    revise.compare()
    until(lambda: revise.revision is not None and bool(revise.cases.list.count()))
    yield Scene("correction", revise, stays=True)
    revise.cases.keep.click()
    revise.cases.drop.click()
    yield Scene("correction-decided", revise)


def _occurrences(stage: Stage) -> Iterator[Scene]:
    """The dialog for the first words that stand in several places."""
    opened = stage.window.desk.open_document
    for span in opened.spans() if opened else ():
        places = list(_places(stage.project, span))
        if len(places) > 2:
            label = stage.project.schema.label(span.label).display(language())
            yield Scene("apply-to-all", OccurrencesDialog(label, places, stage.window))
            return


def _times(stage: Stage) -> Counter[str]:
    """How often the annotator has marked the same words."""
    return Counter(span.text for span in stage.project.spans(layer=stage.window.settings.annotator))


def _words(stage: Stage) -> Iterator[Scene]:
    yield Scene("words-none-yet", WordsDialog(stage.window.desk, stage.window))
    add_words(stage.project, ["综合查一次", "民政专窗", "青禾说法"])
    yield Scene("words", WordsDialog(stage.window.desk, stage.window))
    stage.project.undo()


def _places(project: Project, span: Span) -> Iterator[Place]:
    for document in project.documents():
        for start, end in annotate.occurrences(document.text, span.text):
            yield Place(document, start, end)


def _shortened(text: str, spans: list[Span]) -> str:
    """A text that has lost a character in the middle of its first mark."""
    if not spans:
        return text
    middle = (spans[0].start + spans[0].end) // 2
    return text[:middle] + text[middle + 1 :]
