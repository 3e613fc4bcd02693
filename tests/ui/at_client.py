"""What a screen reader's library sees of a running annotator: run by a Python that has gi and Atspi, prints JSON."""

import json
import sys
import time

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi  # noqa: E402

WAIT = 60  # seconds


def main() -> None:
    view = waited_for(lambda: found(Atspi.get_desktop(0), "text", "Text of the report"))
    seen = {
        "names": named(window_of(view)),
        "text": Atspi.Text.get_text(view, 0, -1),
        "role": view.get_role_name(),
    }
    seen["states"] = [
        state for state in ("READ_ONLY", "MULTI_LINE", "FOCUSABLE")
        if view.get_state_set().contains(getattr(Atspi.StateType, state))
    ]  # fmt: skip
    quote = sys.argv[1]
    place = seen["text"].index(quote)
    Atspi.Text.set_caret_offset(view, place + 1)
    seen["caret"] = waited_for(lambda: Atspi.Text.get_caret_offset(view)) - place
    seen["description"] = view.get_description()
    Atspi.Text.add_selection(view, place, place + len(quote))
    chosen = Atspi.Text.get_selection(view, 0)
    seen["selection"] = [chosen.start_offset - place, chosen.end_offset - place]
    run = Atspi.Text.get_attribute_run(view, place + 1, False)
    seen["attributes"], seen["run"] = run[0], [run[1] - place, run[2] - place]
    print(json.dumps(seen))


def waited_for(look):  # type: ignore[no-untyped-def]
    end = time.monotonic() + WAIT
    while time.monotonic() < end:
        try:
            if seen := look():
                return seen
        except gi.repository.GLib.GError:  # the window is being made
            pass
        time.sleep(0.5)
    sys.exit("annotator was not seen")


def children(node):  # type: ignore[no-untyped-def]
    return filter(None, (node.get_child_at_index(number) for number in range(node.get_child_count())))


def found(node, role: str, name: str):  # type: ignore[no-untyped-def]
    if node.get_role_name() == role and node.get_name() == name:
        return node
    return next(filter(None, (found(child, role, name) for child in children(node))), None)


def window_of(node):  # type: ignore[no-untyped-def]
    while node.get_role_name() != "frame":
        node = node.get_parent()
    return node


def named(node) -> list[list[str]]:  # type: ignore[no-untyped-def]
    here = [[node.get_role_name(), node.get_name()]] if node.get_name() else []
    return here + [pair for child in children(node) for pair in named(child)]


main()
