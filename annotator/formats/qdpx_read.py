"""A REFI-QDA project as records."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotator.domain.document import Source
from annotator.domain.errors import BadInput
from annotator.formats import fields
from annotator.formats.format import CODE_POINTS, UTF_16
from annotator.formats.hostile import LARGEST_PART, check_unpacked, parsed, unpack, unzipped
from annotator.formats.metadata import canonical_meta
from annotator.formats.offsets import Offsets
from annotator.formats.qdpx_xml import ID, ORIGIN, described
from annotator.formats.record import Record, RecordRelation, RecordSpan, check
from annotator.i18n import _

if TYPE_CHECKING:
    from zipfile import ZipFile, ZipInfo

_PROJECT = "project.qde"
_INSIDE = "internal://"


def read_project(path: Path) -> Iterator[Record]:
    """A record for each text of the project. Raises BadInput."""
    with unzipped(path) as archive:
        check_unpacked(archive, path, str(path))
        members = {member.filename.casefold(): member for member in archive.infolist()}
        if _PROJECT not in members:
            raise BadInput(_("{file} holds no {part}; export it again as REFI-QDA", file=path, part=_PROJECT))
        root = parsed(unpack(archive, members[_PROJECT], LARGEST_PART, str(path)), f"{path}/{_PROJECT}")
        project = _project(root)
        found = False
        for element in root.iter("{*}TextSource"):
            found = True
            text = _text(element, archive, members, path)
            yield _Reading(project, element, text, path).record()
        if not found:
            raise BadInput(_("{file} has no documents", file=path))


@dataclass(slots=True)
class _Project:
    """Names by GUID, and the links: the selection that each begins at, its name, and the other end."""

    users: dict[str, str] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)
    variables: dict[str, str] = field(default_factory=dict)
    links: dict[str, list[tuple[str, str]]] = field(default_factory=dict)


def _project(root: Any) -> _Project:
    project = _Project()
    tables = (("User", project.users), ("Code", project.codes), ("Variable", project.variables))
    for tag, table in tables:
        for element in root.iter(f"{{*}}{tag}"):
            name = element.get("name") or element.get("id") or ""
            table[_guid(element.get("guid"))] = str(fields.from_text(name))
    for link in root.iter("{*}Link"):
        origin, target = _guid(link.get("originGUID")), _guid(link.get("targetGUID"))
        name = str(fields.from_text(link.get("name") or "link"))
        project.links.setdefault(origin, []).append((name, target))
    return project


def _guid(value: str | None) -> str:
    return (value or "").strip("{}").casefold()


def _text(source: Any, archive: "ZipFile", members: dict[str, "ZipInfo"], path: Path) -> str:
    """The text of a source: within the XML, or a file within the zip, never one outside."""
    inline = source.find("{*}PlainTextContent")
    if inline is not None:
        return inline.text or ""
    place = source.get("plainTextPath") or ""
    name = place[len(_INSIDE) :].lstrip("/").casefold() if place.startswith(_INSIDE) else ""
    member = members.get(f"sources/{name}") if name else None
    if member is None:
        raise BadInput(
            _("{file}: the text of “{name}” is not in it ({place}); export the project with its sources",
              file=path, name=source.get("name") or "–", place=place or "–")
        )  # fmt: skip
    try:
        text = unpack(archive, member, LARGEST_PART, str(path)).decode()
    except UnicodeDecodeError as error:
        raise BadInput(
            _("{file} is not UTF-8; save it as UTF-8", file=f"{path}/{member.filename}")
        ) from error
    ours = source.getroottree().getroot().get("origin") == ORIGIN
    return text if ours else text.removeprefix("\ufeff")


class _Reading:
    """Reads one source."""

    def __init__(self, project: _Project, source: Any, text: str, path: Path) -> None:
        self._project = project
        self._source = source
        self._where = f"{path}, {source.get('name') or '–'}"
        self._record = Record(None, text, source=Source(path.name, "", "utf-8"))
        self._offsets = Offsets(text, CODE_POINTS)

    def record(self) -> Record:
        """Raises BadInput."""
        record = self._record
        self._variables()
        selections = self._source.findall("{*}PlainTextSelection")
        self._offsets = Offsets(record.text, self._unit(selections))
        first: dict[str, str] = {}
        for selection in selections:
            spans = list(self._spans(selection))
            record.spans += spans
            if spans:
                first[_guid(selection.get("guid"))] = spans[0].id or ""
        by_user: dict[str | None, list[str]] = {}
        for coding in self._source.findall("{*}Coding"):
            by_user.setdefault(self._user(coding), []).append(self._code(coding))
        for layer, names in by_user.items():
            record.labels += fields.category_labels(list(dict.fromkeys(names)), layer)
        owners = {span.id: span.layer for span in record.spans}
        for origin, head in first.items():
            for name, target in self._project.links.get(origin, []):
                if target in first:
                    record.relations.append(RecordRelation(None, name, head, first[target], owners[head]))
        check(record, self._where)
        return record

    def _variables(self) -> None:
        meta: dict[str, Any] = {}
        for value in self._source.findall("{*}VariableValue"):
            reference = value.find("{*}VariableRef")
            name = self._project.variables.get(
                _guid(reference.get("targetGUID")) if reference is not None else "", ""
            )
            texts = [child.text or "" for child in value if child is not reference]
            if name and texts:
                meta[name] = fields.from_text(texts[0])
        given = meta.pop(ID, None)
        self._record.id = given if type(given) is str and given else None
        if given is None and (name := self._source.get("name")):
            meta.setdefault("title", name)
        self._record.meta = canonical_meta(meta, self._where)

    def _spans(self, selection: Any) -> Iterator[RecordSpan]:
        """A span for each code of a selection."""
        start, end = self._place(selection, self._offsets)
        if start == end:  # a mark of no length marks nothing
            return
        description = selection.find("{*}Description")
        note, attrs = described((description.text or "") if description is not None else "")
        for coding in selection.findall("{*}Coding"):
            id_ = f"s{len(self._record.spans)}-{_guid(coding.get('guid'))}"
            layer = self._user(coding) or self._user(selection)
            yield RecordSpan(id_, start, end, self._code(coding), None, dict(attrs), layer, note)

    def _place(self, selection: Any, offsets: Offsets) -> tuple[int, int]:
        start, end = (
            offsets.back(fields.whole(selection.get(name), name, self._where))
            for name in ("startPosition", "endPosition")
        )
        return start, end

    def _code(self, coding: Any) -> str:
        reference = coding.find("{*}CodeRef")
        code = self._project.codes.get(_guid(reference.get("targetGUID")) if reference is not None else "")
        if not code:
            raise BadInput(
                _("{where}: a coding names a code that the project does not have", where=self._where)
            )
        return code

    def _user(self, element: Any) -> str | None:
        return self._project.users.get(_guid(element.get("creatingUser"))) or None

    def _unit(self, selections: list[Any]) -> str:
        """UTF-16 units where the names of selections are their texts in these and not in code points."""
        for unit in (CODE_POINTS, UTF_16):
            offsets = Offsets(self._record.text, unit)
            if all(self._fits(selection, offsets) for selection in selections):
                return unit
        return CODE_POINTS

    def _fits(self, selection: Any, offsets: Offsets) -> bool:
        name = (selection.get("name") or "").rstrip("…")
        try:
            start, end = self._place(selection, offsets)
        except BadInput:
            return False
        found = self._record.text[max(0, start) : max(0, end)]
        return " ".join(found.split()).startswith(" ".join(name.split()))
