"""How a page of marked documents looks: on a screen, in the dark, and on paper."""

from annotator.domain.schema import LabelSchema
from annotator.formats.marked import Mark

BAR = 3  # pixels that a bar is thick
PITCH = 5  # from bar to bar
FAMILIES = "'Noto Sans CJK SC','Source Han Sans SC','Microsoft YaHei','PingFang SC',sans-serif"

STYLE = """
:root { color-scheme: light dark; --ink: #1C2024; --muted: #5F6570; --line: #DDDEE3; --paper: #FFFFFF; --soft: #F4F4F8; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #DCDCDC; --muted: #A3A8B2; --line: #3A3B40; --paper: #1E1E1E; --soft: #28282C; }
}
body { max-width: 44rem; margin: 2.5rem auto; padding: 0 1.5rem; color: var(--ink); background: var(--paper);
  font: 17px/1.6 FAMILIES; overflow-wrap: anywhere; }
h1 { font-size: 1.5rem; line-height: 1.35; margin: 0 0 .5rem; }
nav { margin-bottom: 3rem; } nav li { margin: .25rem 0; }
article + article { margin-top: 5rem; border-top: 1px solid var(--line); padding-top: 3rem; }
a { color: inherit; } a:focus-visible { outline: 2px solid #5B5BD6; outline-offset: 2px; }
.facts, .legend { color: var(--muted); font-size: .82rem; margin: .25rem 0; }
.facts span, .legend span { margin-right: 1.25em; display: inline-block; }
.legend b { color: var(--ink); font-weight: 600; padding-bottom: 6px; background-repeat: no-repeat; }
.text { white-space: pre-wrap; margin: 2rem 0; line-height: calc(1.75em + var(--lanes) * 5px); }
.h { font-weight: 650; }
.m { text-decoration: none; background-repeat: no-repeat; background-size: 100% 3px; background-clip: padding-box;
  -webkit-box-decoration-break: clone; box-decoration-break: clone; }
.m.b { border-left: 2px solid transparent; }
.m:hover { background-color: var(--soft); }
.m[data-note]::after { content: attr(data-note); font-size: .6em; vertical-align: super; color: var(--muted); }
summary { font-weight: 600; cursor: pointer; min-height: 24px; } small { color: var(--muted); font-weight: 400; }
table { border-collapse: collapse; font-size: .8rem; line-height: 1.5; margin-top: .75rem; width: 100%; }
th { text-align: left; color: var(--muted); font-weight: 600; border-bottom: 1px solid var(--line); white-space: nowrap; }
th, td { padding: .3rem .8rem .3rem 0; vertical-align: top; } td { border-bottom: 1px solid var(--line); }
td:nth-child(2) { white-space: nowrap; }
tr:target { background: var(--soft); }
@page { margin: 18mm 16mm; }
@media print {
  :root { --ink: #000000; --muted: #444444; --line: #BBBBBB; --paper: #FFFFFF; }
  body { margin: 0; max-width: none; padding: 0; font-size: 11pt; }
  article + article { break-before: page; border: 0; margin: 0; padding: 0; }
  * { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
  h1, .h, summary { break-after: avoid; } tr { break-inside: avoid; }
}
""".replace("FAMILIES", FAMILIES)

_PATTERNS = {"dash": (8, 4), "dot": (3, 3)}


def colours(schema: LabelSchema | None) -> str:
    """The labels' colours, for a light and a dark page; paper is light."""
    labels = schema.labels if schema else ()
    light = "".join(f"--c{number}:{label.color};" for number, label in enumerate(labels))
    dark = "".join(f"--c{number}:{label.color_dark};" for number, label in enumerate(labels))
    return f":root{{{light}}}@media (prefers-color-scheme: dark){{:root{{{dark}}}}}@media print{{:root{{{light}}}}}\n"


def bar_of(mark: Mark, schema: LabelSchema | None = None) -> str:
    """The image of a mark's bar: its colour in its label's pattern."""
    colour = mark.label.color
    if schema and mark.label in schema.labels:
        colour = f"var(--c{schema.labels.index(mark.label)})"
    if mark.label.pattern in _PATTERNS:
        on, off = _PATTERNS[mark.label.pattern]
        return f"repeating-linear-gradient(90deg,{colour} 0 {on}px,transparent {on}px {on + off}px)"
    return f"linear-gradient({colour},{colour})"
