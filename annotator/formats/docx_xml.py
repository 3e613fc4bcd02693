"""Looking at WordprocessingML by local names, so that transitional and strict files read alike."""

from typing import Any

_OFF = ("0", "false", "off", "none")


def local(element: Any) -> str:
    """The element's name without its namespace; “” for entities and the like."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def named(element: Any, name: str) -> bool:
    return local(element) == name


def children(element: Any, name: str) -> list[Any]:
    """The children of that name; none of nothing."""
    return [] if element is None else [child for child in element if named(child, name)]


def first(element: Any, name: str) -> Any:
    """The first child of that name, or None."""
    return next((child for child in element if named(child, name)), None) if element is not None else None


def value(element: Any, name: str | None, attribute: str = "val") -> str:
    """An attribute of the child `name` (of the element itself for None), in the element's namespace; else “”."""
    found = element if name is None else first(element, name)
    if found is None:
        return ""
    namespace = found.tag.rpartition("}")[0]
    given = found.get(f"{namespace}}}{attribute}" if namespace else attribute)
    return given if given is not None else ""


def switched_on(element: Any) -> bool:
    """Whether a switch such as <w:vanish/> is there and not turned off."""
    return element is not None and value(element, None).lower() not in _OFF
