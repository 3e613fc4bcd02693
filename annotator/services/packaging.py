"""Packages: a project for one annotator, with the documents that are theirs and nothing of anybody else."""

import os
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from annotator import __version__
from annotator.domain.assignment import Assignment
from annotator.domain.change import Change, Entity, Step
from annotator.domain.document import Document
from annotator.domain.errors import BadInput, NotFound, UserError
from annotator.domain.history import Histories, last
from annotator.domain.schema import LabelSchema
from annotator.domain.setting import Setting, about
from annotator.domain.span import Relation, Span, now
from annotator.domain.verdict import Verdict
from annotator.i18n import _, ngettext
from annotator.services.linking import REJECTED
from annotator.services.project import Project
from annotator.store import Store, check_nothing_left, create, remove_project
from annotator.team.assignment import assign

Progress = Callable[[int, int], None]
Cancelled = Callable[[], bool]
PACKAGE = "package"  # the setting that says that a project is a package
SUFFIX = ".annot"


class PackagingCancelled(UserError):
    """The person stopped; no package is left half-written."""


@dataclass(frozen=True, slots=True)
class Package:
    """One package that was written: for whom, where, with how much in it."""

    layer: str
    path: Path
    documents: int
    spans: int


def package_layer(project: Project) -> str | None:
    """The layer that a package was made for; None for a project that is none."""
    value = project.setting(PACKAGE)
    layer = value.get("layer") if isinstance(value, dict) else None
    return layer if isinstance(layer, str) and layer else None


def assigned(project: Project, layer: str) -> list[str]:
    """The documents assigned to a layer, in the order they came in; all of them where it has none."""
    own = [given.doc_id for given in project.store.assignments() if given.layer == layer]
    return own or [head.id for head in project.store.document_heads()]


def plan_assignments(
    project: Project, layers: Sequence[str], per_document: int, *, seed: int = 1, share: float = 0.0
) -> dict[str, tuple[str, ...]]:
    """Which document nobody has yet goes to which layers; writes nothing. Raises BadInput."""
    names = [layer.strip() for layer in layers]
    if not all(names) or len(set(names)) < len(names) or not names:
        raise BadInput(_("name each layer once, with a comma between them"))
    if not 1 <= per_document <= len(names):
        raise BadInput(
            ngettext(
                "a document can only go to the {count} layer that there is, not to {k}",
                "a document can go to 1 to {count} of these {count} layers, not to {k}",
                len(names),
                k=per_document,
            )
        )
    if not 0 <= share <= 1:
        raise BadInput(_("the share that everybody reads lies between 0 and 1"))
    standing: dict[str, list[str]] = {}
    for given in project.store.assignments():
        standing.setdefault(given.doc_id, []).append(given.layer)
    documents = [head.id for head in project.store.document_heads()]
    return assign(documents, names, per_document, seed=seed, share=share, standing=standing)


def write_assignments(project: Project, plan: dict[str, tuple[str, ...]]) -> Step:
    """Write assignments down: one step."""
    changes = [
        Change(None, Assignment(document, layer)) for document, layers in plan.items() for layer in layers
    ]
    return project.commit(changes, ngettext("assign {count} document", "assign {count} documents", len(plan)))


def chosen_documents(project: Project, wanted: Sequence[str]) -> list[str]:
    """Ids for what a person writes: `all`, ids, beginnings of ids, files with an id a line. Raises NotFound."""
    found: dict[str, None] = {}
    for word in wanted:
        if word == "all":
            found |= dict.fromkeys(head.id for head in project.store.document_heads())
        elif project.store.has_document(word):
            found[word] = None
        elif Path(word).is_file():
            lines = Path(word).read_text(encoding="utf-8-sig").splitlines()
            found |= dict.fromkeys(_one(project, line.strip()) for line in lines if line.strip())
        else:
            found[_one(project, word)] = None
    return list(found)


def make_package(
    project: Project,
    out: Path,
    layer: str,
    documents: Collection[str],
    *,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> Package:
    """Write a package for one annotator: the documents, the label schema, the group's settings, the layer's own work.

    Nothing of other layers is in it. What each thing has gone through is, in one step that the annotator cannot take
    back, so that the package can be merged again. Raises BadInput, ProjectError, ReadOnly, DiskFull.
    """
    _check(project, layer, documents)
    if out.exists():
        raise BadInput(_("{file} exists already; choose another name", file=out))
    check_nothing_left(out)
    temporary = out.with_name(f".{out.name}.{os.getpid()}.new")
    with suppress(OSError):
        remove_project(temporary)  # of one that was killed
    try:
        create(temporary)
        store = Store(temporary)
        try:
            with project.store.snapshot():
                packing = _Packing(project, layer, documents, progress, cancelled)
                step = store.commit(
                    packing.changes(), actor=project.annotator, title=_("package for {layer}", layer=layer)
                )
        finally:
            store.close()
        assert step.id
        temporary.rename(out)
    except BaseException:
        remove_project(temporary)
        raise
    return Package(layer, out, packing.documents, packing.spans)


def make_packages(
    project: Project,
    folder: Path,
    *,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> list[Package]:
    """A package for every layer that documents are assigned to, in a folder; all of them or none. Raises as above."""
    layers: dict[str, list[str]] = {}
    for given in project.store.assignments():
        layers.setdefault(given.layer, []).append(given.doc_id)
    if not layers:
        raise BadInput(_("no document is assigned to anybody yet; assign them first"))
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadInput(_("cannot make {folder}: {reason}", folder=folder, reason=error.strerror)) from error
    files = {layer: folder / _file_name(project, layer) for layer in sorted(layers)}
    for file in files.values():
        if file.exists():
            raise BadInput(_("{file} exists already; choose another folder", file=file))
    total = sum(map(len, layers.values()))
    made: list[Package] = []
    done = 0
    try:
        for layer, file in files.items():
            tell = None if progress is None else (lambda n, _all, done=done: progress(done + n, total))
            made.append(make_package(project, file, layer, layers[layer], progress=tell, cancelled=cancelled))
            done += len(layers[layer])
    except BaseException:
        for package in made:
            remove_project(package.path)
        raise
    return made


class _Packing:
    """What goes into a package, document by document."""

    def __init__(
        self,
        project: Project,
        layer: str,
        documents: Collection[str],
        progress: Progress | None,
        cancelled: Cancelled | None,
    ) -> None:
        self._project, self._layer = project, layer
        self._documents = documents
        self._progress = progress or (lambda _done, _total: None)
        self._cancelled = cancelled or (lambda: False)
        self._inside: set[str] = set()  # span ids
        self.documents = self.spans = 0

    def changes(self) -> Iterator[Change]:
        store = self._project.store
        whole = store.histories("")
        yield from _chains(whole, (LabelSchema,))
        yield from _chains({key: states for key, states in whole.items() if not about(key[1])}, (Setting,))
        yield Change(
            None,
            Setting(
                PACKAGE,
                {
                    "layer": self._layer,
                    "project": self._project.path.name,
                    "made": now(),
                    "annotator": __version__,
                },
            ),
        )
        wanted = set(self._documents)
        order = [head.id for head in store.document_heads() if head.id in wanted]
        for number, identity in enumerate(order):
            if self._cancelled():
                raise PackagingCancelled(_("stopped; no package was written"))
            self._progress(number, len(order))
            histories = self._own(store.histories(identity))
            spans = {key[1]: last(states) for key, states in histories.items() if key[0] is Span}
            self._inside |= spans.keys()
            self.spans += sum(span is not None for span in spans.values())
            self.documents += 1
            yield from _chains(histories, (Document,))
            yield from _chains(histories, tuple({key[0] for key in histories} - {Document}))
        yield from _chains(
            {key: states for key, states in whole.items() if self._is_own_link(states)}, (Relation,)
        )
        yield from _chains(
            {key: states for key, states in whole.items() if self._is_own_matter(key[1], wanted)}, (Setting,)
        )

    def _own(self, histories: Histories) -> Histories:
        """The document itself and what belongs to the layer.

        What was removed is among it: else a package that was made before the removal, and comes back after this one,
        would bring it again.
        """
        own: Histories = {}
        for key, states in histories.items():
            of_layer = [s for s in states if s is None or key[0] is Document or _layer(s) == self._layer]
            if key[0] is not Verdict and any(of_layer) and last(of_layer) == last(states):
                own[key] = of_layer
        return own

    def _is_own_link(self, states: Sequence[Entity | None]) -> bool:
        links = [state for state in states if isinstance(state, Relation)]
        return all(link.layer == self._layer and {link.head, link.tail} <= self._inside for link in links)

    def _is_own_matter(self, setting: str, documents: Collection[str]) -> bool:
        """What the layer has rejected, or left as it is, in these documents or between marks that are in it."""
        layer, *rest = about(setting) or [""]
        if layer != self._layer:
            return False
        if setting.startswith(REJECTED):
            return self._inside.issuperset(rest[1:])
        return bool(rest) and rest[0] in documents


def _layer(entity: Entity) -> str:
    return str(getattr(entity, "layer", ""))


def _chains(histories: Histories, kinds: tuple[type, ...]) -> Iterator[Change]:
    """What things have gone through, kind by kind."""
    for kind in sorted(kinds, key=lambda kind: kind.__name__):
        chains = [
            [change for change in pairwise([None, *states]) if change[0] != change[1]]
            for key, states in histories.items()
            if key[0] is kind and key != (Setting, PACKAGE)
        ]
        for turn in range(max(map(len, chains), default=0)):
            yield from (Change(*chain[turn]) for chain in chains if turn < len(chain))


def _check(project: Project, layer: str, documents: Collection[str]) -> None:
    if not layer.strip():
        raise BadInput(_("name the layer that the package is for"))
    if not documents:
        raise BadInput(_("there is no document to put into the package; import some first"))
    for identity in documents:
        if not project.store.has_document(identity):
            raise NotFound(_("there is no document “{id}” in the project", id=identity))


def _one(project: Project, word: str) -> str:
    if project.store.has_document(word):
        return word
    ids = list(project.store.ids_beginning(word))
    if len(ids) == 1:
        return ids[0]
    if ids:
        raise NotFound(
            ngettext(
                "{count} document begins with “{id}”; write more of the id",
                "{count} documents begin with “{id}”; write more of the id",
                len(ids),
                id=word,
            )
        )
    raise NotFound(_("there is no document “{id}” in the project", id=word))


def _file_name(project: Project, layer: str) -> str:
    safe = "".join("_" if c in '\\/:*?"<>|' or ord(c) < 32 else c for c in layer).strip(". ") or "_"
    return f"{project.path.stem}-{safe}{SUFFIX}"
