"""Design tokens: every colour and distance of the window in one place, as a palette and a short style sheet."""

from dataclasses import dataclass, fields
from string import Template

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontMetrics, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory

from annotator.paths import resource
from annotator.ui.text_view import theme as text_theme

GRID = 8  # every margin and gap is a multiple or a half of it
THEMES = ("system", "light", "dark", "contrast")


@dataclass(frozen=True, slots=True)
class Tokens:
    """Colours as `#rrggbb`; `view` are those of the text."""

    name: str
    dark: bool
    window: str  # panes
    base: str  # lists and fields
    raised: str  # buttons, cards
    border: str
    text: str
    muted: str
    accent: str
    accent_soft: str  # a selected row
    on_accent: str
    good: str
    warning: str
    warning_soft: str
    view: text_theme.ViewTheme


LIGHT = Tokens(
    name="light",
    dark=False,
    window="#F6F6F8",
    base="#FFFFFF",
    raised="#FFFFFF",
    border="#DDDEE3",
    text="#1C2024",
    muted="#5F6570",
    accent="#5B5BD6",
    accent_soft="#E9EAFC",
    on_accent="#FFFFFF",
    good="#2B7A4B",
    warning="#8A5A00",
    warning_soft="#FFF4D6",
    view=text_theme.LIGHT,
)
DARK = Tokens(
    name="dark",
    dark=True,
    window="#252527",
    base="#1E1E1E",
    raised="#303033",
    border="#3C3C40",
    text="#DCDCDC",
    muted="#A2A2A8",
    accent="#9B9BF5",
    accent_soft="#333465",
    on_accent="#16181D",
    good="#6CCB95",
    warning="#F0C05A",
    warning_soft="#453A1E",
    view=text_theme.DARK,
)
# All text at 7 : 1 at least, all edges at 3 : 1 (WCAG 2.2, 1.4.6 and 1.4.11).
CONTRAST_LIGHT = Tokens(
    name="contrast-light",
    dark=False,
    window="#FFFFFF",
    base="#FFFFFF",
    raised="#FFFFFF",
    border="#595959",
    text="#000000",
    muted="#2E2E2E",
    accent="#1F1FA8",
    accent_soft="#CFD3FF",
    on_accent="#FFFFFF",
    good="#00501E",
    warning="#6A3A00",
    warning_soft="#FFEFB8",
    view=text_theme.CONTRAST_LIGHT,
)
CONTRAST_DARK = Tokens(
    name="contrast-dark",
    dark=True,
    window="#000000",
    base="#000000",
    raised="#000000",
    border="#A6A6A6",
    text="#FFFFFF",
    muted="#DADADA",
    accent="#B4B4FF",
    accent_soft="#33337A",
    on_accent="#000000",
    good="#7CF0A6",
    warning="#FFD36B",
    warning_soft="#3A2A00",
    view=text_theme.CONTRAST_DARK,
)
ALL = (LIGHT, DARK, CONTRAST_LIGHT, CONTRAST_DARK)


_WORN, _PACE = "annotator_theme", "annotator_pace"


def tokens_for(choice: str) -> Tokens:
    """Those of `light` or `dark`; `system` and `contrast` are light or dark as the desktop is, and `system` of high
    contrast where the desktop asks for that.
    """
    if choice in ("light", "dark"):
        return DARK if choice == "dark" else LIGHT
    hints = QGuiApplication.styleHints()
    dark = hints.colorScheme() == Qt.ColorScheme.Dark
    if (
        choice == "contrast"
        or hints.accessibility().contrastPreference() == Qt.ContrastPreference.HighContrast
    ):
        return CONTRAST_DARK if dark else CONTRAST_LIGHT
    return DARK if dark else LIGHT


def apply(application: QApplication, tokens: Tokens) -> None:
    """Give the whole application these colours, unless it wears them already: it costs a new layout of everything."""
    points = application.font().pointSizeF()
    worn = f"{tokens.name} {points:g}"
    if application.property(_WORN) == worn:
        return
    application.setProperty(_WORN, worn)
    application.setStyle(QStyleFactory.create("Fusion"))
    application.setPalette(_palette(tokens))
    application.setStyleSheet(_sheet(tokens, application.font()))


def still_caret(application: QApplication, still: bool) -> None:
    """Let no caret blink, or let them blink at the desktop's pace again. Nothing else of ours moves by itself."""
    pace = application.property(_PACE)
    if pace is None:
        pace = application.cursorFlashTime()
        application.setProperty(_PACE, pace)
    application.setCursorFlashTime(0 if still else pace)


def set_fonts(application: QApplication, points: float, family: str = "") -> None:
    """Families named one by one: what Qt falls back to by itself has Japanese shapes of Chinese characters. A `family` of
    one's own comes before them. The sizes of headings follow with `apply`.
    """
    font = application.font()
    present = set(QFontDatabase.families())
    families = sorted(text_theme.FAMILIES, key=lambda each: each not in present)
    font.setFamilies([*([family] if family else []), *families])
    font.setPointSizeF(points)
    font.setStyleStrategy(QFont.StyleStrategy.PreferAntialias)
    if font != application.font():
        application.setFont(font)


def _palette(tokens: Tokens) -> QPalette:
    role = QPalette.ColorRole
    colours = {
        role.Window: tokens.window,
        role.WindowText: tokens.text,
        role.Base: tokens.base,
        role.AlternateBase: tokens.window,
        role.Text: tokens.text,
        role.Button: tokens.raised,
        role.ButtonText: tokens.text,
        role.BrightText: tokens.on_accent,
        role.Highlight: tokens.accent,
        role.HighlightedText: tokens.on_accent,
        role.PlaceholderText: tokens.muted,
        role.ToolTipBase: tokens.raised,
        role.ToolTipText: tokens.text,
        role.Link: tokens.accent,
        role.Light: tokens.raised,
        role.Midlight: tokens.border,
        role.Mid: tokens.border,
        role.Dark: tokens.border,
        role.Shadow: tokens.border,
        role.Accent: tokens.accent,
    }
    palette = QPalette()
    for key, colour in colours.items():
        palette.setColor(key, QColor(colour))
    for key in (role.WindowText, role.Text, role.ButtonText):
        faded = QColor(tokens.muted)
        faded.setAlpha(150)
        palette.setColor(QPalette.ColorGroup.Disabled, key, faded)
    return palette


def _sheet(tokens: Tokens, font: QFont) -> str:
    sheet = Template(resource("themes", "window.qss").read_text(encoding="utf-8"))
    colours = {field.name: getattr(tokens, field.name) for field in fields(tokens)}
    colours["clear"] = resource("themes", "clear.svg").as_posix()
    arrow = resource("themes", "arrow.svg").as_posix()  # of a grey that stands out on light and dark
    up = resource("themes", "arrow-up.svg").as_posix()
    kind = "-dark" if tokens.dark else ""  # of the colour of what lies on the accent
    tick, dot = (resource("themes", f"{name}{kind}.svg").as_posix() for name in ("tick", "dot"))
    colours["menu_tick"] = resource(
        "themes", f"tick{'' if tokens.dark else '-dark'}.svg"
    ).as_posix()  # on a plain ground
    points = font.pointSizeF()
    chinese = QFont(font)
    chinese.setFamilies([*text_theme.FAMILIES])
    sizes = {
        "title_size": f"{points * 1.3:g}", "figure_size": f"{points * 1.8:g}",
        "line": QFontMetrics(chinese).height(),  # with a family of one's own, too, fields are as high as Chinese letters need
        "lines": 2 * QFontMetrics(chinese).height(),
    }  # fmt: skip
    return sheet.substitute(colours, arrow=arrow, arrow_up=up, tick=tick, dot=dot, **sizes)
