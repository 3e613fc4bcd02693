"""The one table of actions: menus, shortcuts, tooltips, the command palette and the key settings come from it."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from annotator.domain.schema import LabelSchema
from annotator.i18n import N_, _, language

MENUS = {
    "file": N_("&File"),
    "edit": N_("&Edit"),
    "mark": N_("&Mark"),
    "suggest": N_("&Suggestions"),
    "document": N_("&Document"),
    "review": N_("&Review"),
    "view": N_("&View"),
    "help": N_("&Help"),
}
LABEL = "label:"  # ids of the actions that labels bring along


@dataclass(frozen=True, slots=True)
class ActionSpec:
    """An action: `keys` in Qt's portable text; `text_only` ones listen only while the text has the focus.

    `within`: the title of the menu inside its menu where it stands, or '' where it stands in its menu itself.
    """

    id: str
    menu: str
    text: str
    keys: tuple[str, ...] = ()
    icon: str = ""
    text_only: bool = False
    starts_group: bool = False
    checkable: bool = False
    within: str = ""

    @property
    def name(self) -> str:
        """What people call it, in their language; the name of a label is the project's and stays what it is."""
        return self.text if self.id.startswith(LABEL) else plain(_(self.text)).rstrip("…")

    @property
    def entry(self) -> str:
        """As `name`, for a menu: with mnemonic and dots."""
        return literal(self.text) if self.id.startswith(LABEL) else _(self.text)


BOUNDARIES, LINKS, DOUBTS = N_("Move the edges"), N_("Proposed links"), N_("Doubtful passages")


def _window(
    identity: str,
    text: str,
    *keys: str,
    icon: str = "",
    group: bool = False,
    check: bool = False,
    within: str = "",
) -> ActionSpec:
    return ActionSpec(identity, _menu_of(identity), text, keys, icon, False, group, check, within)


def _text(
    identity: str, text: str, *keys: str, icon: str = "", group: bool = False, within: str = ""
) -> ActionSpec:
    return ActionSpec(identity, _menu_of(identity), text, keys, icon, True, group, within=within)


def _menu_of(identity: str) -> str:
    return identity.partition(".")[0]


ACTIONS: tuple[ActionSpec, ...] = (
    _window("file.start", N_("Start page…"), icon="sparkles"),
    _window("file.new", N_("New project…"), "Ctrl+N", icon="file-plus"),
    _window("file.open", N_("Open project…"), "Ctrl+O", icon="folder-open"),
    _window("file.import", N_("Import reports…"), "Ctrl+I", icon="import", group=True),
    _window("file.paste", N_("Import from the clipboard…"), "Ctrl+Shift+V", icon="copy"),
    _window("file.export", N_("Export…"), "Ctrl+E", icon="upload"),
    _window("file.print", N_("Print…"), "Ctrl+P", icon="printer", group=True),
    _window("file.save_report", N_("Save the report with its marks…"), "Ctrl+Shift+S", icon="file-text"),
    _window("file.package", N_("Assign and package…"), icon="upload", group=True),
    _window("file.merge", N_("Merge…"), icon="import"),
    _window("file.sync", N_("Sync with the hub"), "F5", icon="refresh-cw", group=True),
    _window("file.hub", N_("Hub of the team…"), icon="link"),
    _window("file.backup", N_("Back up project…"), icon="save", group=True),
    _window("file.check", N_("Check project"), icon="circle-check"),
    _window("file.annotator", N_("Change annotator…"), icon="user", group=True),
    _window("file.quit", N_("Quit"), "Ctrl+Q", group=True),
    _window("edit.undo", N_("Undo"), "Ctrl+Z", icon="undo-2"),
    _window("edit.redo", N_("Redo"), "Ctrl+Y", "Ctrl+Shift+Z", icon="redo-2"),
    _window("edit.find", N_("Find…"), "Ctrl+F", icon="search", group=True),
    _window("edit.find_next", N_("Next hit"), "F3", icon="chevron-down"),
    _window("edit.find_previous", N_("Previous hit"), "Shift+F3", icon="chevron-up"),
    _window("edit.search", N_("Search all documents…"), "Ctrl+Shift+F", icon="search"),
    _window("edit.palette", N_("Command palette…"), "Ctrl+K", icon="command", group=True),
    _window("edit.words", N_("Words of the project…"), icon="book-open", group=True),
    _window("edit.labels", N_("Labels…"), icon="tag"),
    _window("edit.preferences", N_("Preferences…"), "Ctrl+,", icon="settings"),
    _text("mark.grow", N_("Grow selection"), "Space", group=True),
    _text("mark.shrink", N_("Shrink selection"), "Shift+Space"),
    _text("mark.next_clause", N_("Next clause"), "."),
    _text("mark.previous_clause", N_("Previous clause"), ","),
    _text("mark.next_span", N_("Next mark or suggestion"), "Tab", icon="arrow-right", group=True),
    _text("mark.previous_span", N_("Previous mark or suggestion"), "Shift+Tab", icon="arrow-left"),
    _text("mark.start_left", N_("Move start left by a word"), "[", group=True, within=BOUNDARIES),
    _text("mark.start_right", N_("Move start right by a word"), "]", within=BOUNDARIES),
    _text("mark.end_left", N_("Move end left by a word"), "{", within=BOUNDARIES),
    _text("mark.end_right", N_("Move end right by a word"), "}", within=BOUNDARIES),
    _text(
        "mark.start_left_character",
        N_("Move start left by a character"),
        "Alt+[",
        group=True,
        within=BOUNDARIES,
    ),
    _text("mark.start_right_character", N_("Move start right by a character"), "Alt+]", within=BOUNDARIES),
    _text("mark.end_left_character", N_("Move end left by a character"), "Alt+{", within=BOUNDARIES),
    _text("mark.end_right_character", N_("Move end right by a character"), "Alt+}", within=BOUNDARIES),
    _text("mark.relabel", N_("Relabel…"), "R", icon="tag", group=True),
    _text("mark.attribute", N_("Next value of the first choice"), "S"),
    _text("mark.note", N_("Note…"), "N", icon="message-square"),
    _text("mark.link", N_("Link to another mark…"), "L", icon="link"),
    _text("mark.apply_all", N_("Apply to all occurrences…"), "A", icon="copy"),
    _text("mark.add_word", N_("Add to the project’s words"), "W", icon="book-open"),
    _text(
        "mark.remove", N_("Remove mark or reject suggestion"), "Del", "Backspace", icon="trash-2", group=True
    ),
    _text("mark.cancel", N_("Drop selection"), "Esc"),
    _text("suggest.accept", N_("Accept, and on to the next"), "Return", "Enter"),
    _text("suggest.accept_section", N_("Accept all of this section"), "Shift+Return", "Shift+Enter"),
    _text("suggest.next", N_("Next suggestion"), "J", icon="arrow-right", group=True),
    _text("suggest.previous", N_("Previous suggestion"), "Shift+J", icon="arrow-left"),
    _text("suggest.accept_link", N_("Make the proposed link"), "Y", icon="link", group=True, within=LINKS),
    _text("suggest.accept_links", N_("Link all metrics to the marks they stand in"), "Shift+Y", within=LINKS),
    _text("suggest.reject_link", N_("Reject the proposed link"), "X", within=LINKS),
    _text("suggest.next_link", N_("Next proposed link"), "K", icon="arrow-right", within=LINKS),
    _text("suggest.previous_link", N_("Previous proposed link"), "Shift+K", icon="arrow-left", within=LINKS),
    _text("suggest.follow_link", N_("Go to the other mark of the proposed link"), "G", within=LINKS),
    _window("suggest.show", N_("Show suggestions"), "F7", group=True, check=True),
    _window("suggest.rules", N_("Suggestions by rules"), group=True, check=True),
    _window("suggest.repeats", N_("Suggestions by earlier marks"), check=True),
    _window("suggest.learned", N_("Suggestions by the learned model"), check=True),
    _window("suggest.stricter", N_("Only surer suggestions"), "Alt+Up", group=True),
    _window("suggest.looser", N_("Less sure suggestions, too"), "Alt+Down"),
    _window("suggest.blind", N_("Hide until my first pass is done"), group=True, check=True),
    _window("suggest.reveal", N_("My first pass is done: show them now"), "Shift+F7"),
    _window(
        "suggest.next_passage",
        N_("Next doubtful passage"),
        "Alt+J",
        icon="arrow-right",
        group=True,
        within=DOUBTS,
    ),
    _window(
        "suggest.previous_passage",
        N_("Previous doubtful passage"),
        "Alt+Shift+J",
        icon="arrow-left",
        within=DOUBTS,
    ),
    _window("suggest.passages", N_("Doubtful passages…"), "Ctrl+Shift+J", within=DOUBTS),
    _window("suggest.consistency", N_("Consistency…"), "Ctrl+Shift+K", icon="git-compare"),
    _window("suggest.train", N_("Train the model, see figures…"), icon="chart-column", group=True),
    _window("suggest.llm", N_("Suggestions by a language model…"), icon="settings", group=True),
    _window("suggest.ask_llm", N_("Ask the language model about this report"), icon="sparkles"),
    _window("document.next", N_("Next document"), "Ctrl+PgDown", icon="chevron-down"),
    _window("document.previous", N_("Previous document"), "Ctrl+PgUp", icon="chevron-up"),
    _window("document.worth", N_("Next document worth doing"), "Ctrl+J", icon="arrow-right"),
    _window(
        "document.finish", N_("Done, and on to the next"), "Ctrl+Return", icon="circle-check", group=True
    ),
    _window("document.todo", N_("To do"), icon="circle"),
    _window("document.doing", N_("In progress"), icon="circle-dot"),
    _window("document.done", N_("Done"), icon="circle-check"),
    _window("document.skipped", N_("Skip"), icon="circle-slash"),
    _window("document.flag", N_("Flag"), "Ctrl+B", icon="flag", group=True),
    _window("document.note", N_("Note on the document…"), icon="message-square"),
    _window("document.correct", N_("Correct the text…"), icon="pencil"),
    _window("document.remove", N_("Remove document from the project"), icon="trash-2", group=True),
    _window("review.open", N_("Review disagreements…"), "Ctrl+R", icon="git-compare"),
    _window("review.feedback", N_("What gold says otherwise…"), icon="graduation-cap"),
    _window("review.why", N_("Why is this gold?"), "Ctrl+Shift+W", icon="circle-help", group=True),
    _window("view.zoom_in", N_("Larger text"), "Ctrl++", "Ctrl+=", icon="zoom-in"),
    _window("view.zoom_out", N_("Smaller text"), "Ctrl+-", icon="zoom-out"),
    _window("view.zoom_reset", N_("Text at its own size"), "Ctrl+0"),
    _window("view.light", N_("Light"), icon="sun", group=True, check=True),
    _window("view.dark", N_("Dark"), icon="moon", check=True),
    _window("view.contrast", N_("High contrast"), icon="contrast", check=True),
    _window("view.system", N_("As the system"), icon="monitor", check=True),
    _window("view.left", N_("Documents and outline"), "F8", icon="panel-left", group=True, check=True),
    _window("view.right", N_("Labels and marks"), "F9", icon="panel-right", check=True),
    _window("view.overview", N_("Overview…"), "Ctrl+Shift+O", icon="chart-column", group=True),
    _window("view.agreement", N_("Agreement…"), "Ctrl+Shift+A", icon="chart-column"),
    _window("view.links", N_("Problems and measures…"), "Ctrl+Shift+L", icon="link"),
    _window("view.next_pane", N_("Next part of the window"), "F6", group=True),
    _window("view.previous_pane", N_("Previous part of the window"), "Shift+F6"),
    _window("view.text", N_("Go to the text"), "Ctrl+T"),
    _window("help.manual", N_("Manual"), "Shift+F1", icon="book-open"),
    _window("help.guideline", N_("Guideline of the label"), "F1", icon="circle-help"),
    _window("help.tour", N_("Three-minute tour"), icon="graduation-cap"),
    _window("help.keys", N_("Keys…"), icon="keyboard"),
    _window("help.about", N_("About annotator"), icon="info", group=True),
)


def label_specs(schema: LabelSchema) -> tuple[ActionSpec, ...]:
    """An action for each label; its name is shown as it is."""
    return tuple(
        ActionSpec(
            LABEL + label.name,
            "mark",
            label.display(language()),
            (label.key,) if label.key else (),
            text_only=True,
        )
        for label in schema.labels
    )


def free_letters() -> str:
    """The letters that no action of the table listens to, which labels may have as keys."""
    taken = {key.upper() for spec in ACTIONS for key in spec.keys}
    return "".join(letter for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ" if letter not in taken)


class ActionTable(QObject):
    """The QActions of a window, made from specs; `handlers` has one entry for every id but the labels'."""

    def __init__(
        self,
        window: QWidget,
        text_view: QWidget,
        schema: LabelSchema,
        handlers: Mapping[str, Callable[[], object]],
        mark: Callable[[str], object],
        own_keys: Mapping[str, str],
    ) -> None:
        super().__init__(window)
        self._window, self._text_view, self._handlers, self._mark = window, text_view, handlers, mark
        self._actions: dict[str, QAction] = {}
        self.specs: tuple[ActionSpec, ...] = ()
        self.set_schema(schema, own_keys)

    def set_schema(self, schema: LabelSchema, own_keys: Mapping[str, str]) -> None:
        """Have an action for each label of a schema, and none for others."""
        for identity in [identity for identity in self._actions if identity.startswith(LABEL)]:
            gone = self._actions.pop(identity)
            self._text_view.removeAction(gone)  # at once: two with one key would both be deaf to it
            gone.deleteLater()
        self.specs = (*label_specs(schema), *ACTIONS)
        for spec in self.specs:
            if spec.id not in self._actions:
                self._actions[spec.id] = self._made(spec)
        self.bind(own_keys)

    def _made(self, spec: ActionSpec) -> QAction:
        action = QAction(spec.entry, self)
        action.setObjectName(spec.id)
        action.setCheckable(spec.checkable)
        if spec.id.startswith(LABEL):
            name = spec.id.removeprefix(LABEL)
            action.triggered.connect(lambda _checked=False: self._mark(name))
        else:
            handler = self._handlers[spec.id]
            action.triggered.connect(lambda _checked=False: handler())
        if spec.text_only:
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            self._text_view.addAction(action)
        else:
            self._window.addAction(action)
        return action

    def __getitem__(self, identity: str) -> QAction:
        return self._actions[identity]

    def bind(self, own_keys: Mapping[str, str]) -> None:
        """Give every action its keys: those of the person where there are some, else those of the table."""
        bound = bindings(self.specs, own_keys)
        for spec in self.specs:
            keys = bound[spec.id]
            action = self._actions[spec.id]
            action.setShortcuts([QKeySequence(key) for key in keys])
            shown = " / ".join(
                QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText) for key in keys
            )
            action.setToolTip(f"{spec.name} ({shown})" if shown else spec.name)

    def of_menu(self, menu: str) -> Iterable[ActionSpec]:
        return (spec for spec in self.specs if spec.menu == menu)


def plain(name: str) -> str:
    """A menu's or action's name without its mnemonic, `文件(&F)` and `&File` alike; && is the character itself."""
    return re.sub(r"\(&[^&]\)|&(&?)", r"\1", name)


def literal(name: str) -> str:
    """Somebody's name for something, for where Qt would take an & in it for the mark of a mnemonic."""
    return name.replace("&", "&&")


def keys_of(spec: ActionSpec, own_keys: Mapping[str, str]) -> tuple[str, ...]:
    """The keys of an action, with the person's own ones taken into account; an empty binding is one too."""
    if spec.id in own_keys:
        return tuple(key for key in own_keys[spec.id].split("; ") if key)
    return spec.keys


def bindings(specs: Iterable[ActionSpec], own_keys: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """The keys that each action listens to: action id → keys.

    Two that claim one key would both be deaf to it. A label gets it before any other action, since label schemas
    do not know our keys; then whom the person gave it.
    """
    specs = list(specs)
    bound: dict[str, tuple[str, ...]] = {}
    taken: set[str] = set()
    for spec in sorted(specs, key=lambda spec: (not spec.id.startswith(LABEL), spec.id not in own_keys)):
        keys = {QKeySequence(key).toString(): key for key in keys_of(spec, own_keys)}
        bound[spec.id] = tuple(key for name, key in keys.items() if name not in taken)
        taken |= keys.keys()
    return bound


def conflicts(specs: Iterable[ActionSpec], own_keys: Mapping[str, str]) -> dict[str, list[str]]:
    """Keys that more than one action listens to: key → action ids."""
    users: dict[str, list[str]] = {}
    for spec in specs:
        for key in keys_of(spec, own_keys):
            users.setdefault(QKeySequence(key).toString(), []).append(spec.id)
    return {key: ids for key, ids in users.items() if len(ids) > 1}
