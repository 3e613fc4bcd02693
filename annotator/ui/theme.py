"""Design tokens: every colour and distance of the window in one place, as a palette and a short style sheet."""

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory

from annotator.ui.text_view import theme as text_theme

GRID = 8  # every margin and gap is a multiple or a half of it
UI_POINT_SIZE = 10
THEMES = ("system", "light", "dark")


@dataclass(frozen=True, slots=True)
class Tokens:
    """Colours as `#rrggbb`; `view` are those of the text."""

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
    dark=False,
    window="#F6F6F8",
    base="#FFFFFF",
    raised="#FFFFFF",
    border="#DDDEE3",
    text="#1C2024",
    muted="#5F6570",
    accent="#5B5BD6",
    accent_soft="#E6E7FB",
    on_accent="#FFFFFF",
    good="#2B7A4B",
    warning="#8A5A00",
    warning_soft="#FFF4D6",
    view=text_theme.LIGHT,
)
DARK = Tokens(
    dark=True,
    window="#252527",
    base="#1E1E1E",
    raised="#303033",
    border="#3C3C40",
    text="#DCDCDC",
    muted="#A2A2A8",
    accent="#9B9BF5",
    accent_soft="#35366A",
    on_accent="#16181D",
    good="#6CCB95",
    warning="#F0C05A",
    warning_soft="#453A1E",
    view=text_theme.DARK,
)


def tokens_for(choice: str) -> Tokens:
    """Those of `light` or `dark`; `system` follows the desktop."""
    if choice == "system":
        scheme = QGuiApplication.styleHints().colorScheme()
        return DARK if scheme == Qt.ColorScheme.Dark else LIGHT
    return DARK if choice == "dark" else LIGHT


def apply(application: QApplication, tokens: Tokens) -> None:
    """Give the whole application these colours."""
    application.setStyle(QStyleFactory.create("Fusion"))
    application.setPalette(_palette(tokens))
    application.setStyleSheet(_sheet(tokens))


def set_fonts(application: QApplication) -> None:
    """Families named one by one: what Qt falls back to by itself has Japanese shapes of Chinese characters."""
    font = application.font()
    present = set(QFontDatabase.families())
    families = [family for family in text_theme.FAMILIES if family in present]
    font.setFamilies([*families, *(f for f in text_theme.FAMILIES if f not in present)])
    font.setPointSizeF(UI_POINT_SIZE)
    font.setStyleStrategy(QFont.StyleStrategy.PreferAntialias)
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


def _sheet(t: Tokens) -> str:
    return f"""
QMainWindow, QDialog {{ background: {t.window}; }}
QToolTip {{ background: {t.raised}; color: {t.text}; border: 1px solid {t.border}; padding: 4px 8px; }}
QMenuBar {{ background: {t.window}; padding: 2px 4px; }}
QMenuBar::item {{ padding: 4px 8px; border-radius: 4px; background: transparent; }}
QMenuBar::item:selected {{ background: {t.accent_soft}; }}
QMenu {{ background: {t.raised}; border: 1px solid {t.border}; padding: 4px 0; }}
QMenu::item {{ padding: 6px 24px 6px 12px; }}
QMenu::icon {{ padding-left: 8px; }}
QMenu::item:selected {{ background: {t.accent_soft}; color: {t.text}; }}
QMenu::item:disabled {{ color: {t.muted}; }}
QMenu::separator {{ height: 1px; background: {t.border}; margin: 4px 0; }}
QSplitter::handle {{ background: {t.border}; }}
QSplitter::handle:horizontal {{ width: 1px; }}
QSplitter::handle:vertical {{ height: 1px; }}
QStatusBar {{ background: {t.window}; border-top: 1px solid {t.border}; }}
QStatusBar::item {{ border: none; }}
QListView {{ background: {t.base}; border: none; outline: none; }}
QTreeView {{ background: {t.base}; border: none; outline: none; }}
QTreeView::item {{ padding: 4px 0; }}
QTreeView::item:selected {{ background: {t.accent_soft}; color: {t.text}; }}
QTabWidget::pane {{ border: none; }}
QTabBar::tab {{ padding: 8px 16px; color: {t.muted}; border: none; border-bottom: 2px solid transparent; }}
QTabBar::tab:selected {{ color: {t.text}; border-bottom: 2px solid {t.accent}; }}
QTabBar::tab:hover {{ color: {t.text}; }}
QLineEdit, QPlainTextEdit, QComboBox {{ background: {t.base}; border: 1px solid {t.border}; border-radius: 4px;
  padding: 4px 8px; selection-background-color: {t.accent}; selection-color: {t.on_accent}; }}
QLineEdit:focus, QPlainTextEdit:focus, QComboBox:focus {{ border: 1px solid {t.accent}; }}
QComboBox::drop-down {{ border: none; width: 20px; }}
QComboBox QAbstractItemView {{ background: {t.raised}; border: 1px solid {t.border};
  selection-background-color: {t.accent_soft}; selection-color: {t.text}; outline: none; }}
QPushButton {{ background: {t.raised}; border: 1px solid {t.border}; border-radius: 4px; padding: 6px 16px; }}
QPushButton:hover {{ border-color: {t.accent}; }}
QPushButton:focus {{ border: 1px solid {t.accent}; }}
QPushButton:default {{ background: {t.accent}; color: {t.on_accent}; border-color: {t.accent}; }}
QPushButton:disabled {{ color: {t.muted}; background: {t.window}; border-color: {t.border}; }}
QToolButton {{ background: transparent; border: 1px solid transparent; border-radius: 4px; padding: 4px 8px; }}
QToolButton:hover {{ background: {t.accent_soft}; }}
QToolButton:focus {{ border: 1px solid {t.accent}; }}
QToolButton:checked {{ background: {t.accent_soft}; }}
QToolButton::menu-indicator {{ image: none; }}
QScrollArea {{ border: none; background: transparent; }}
QScrollBar:vertical {{ background: transparent; width: 12px; margin: 0; }}
QScrollBar::handle:vertical {{ background: {t.border}; border-radius: 4px; min-height: 32px; margin: 2px; }}
QScrollBar::handle:vertical:hover {{ background: {t.muted}; }}
QScrollBar:horizontal {{ background: transparent; height: 12px; margin: 0; }}
QScrollBar::handle:horizontal {{ background: {t.border}; border-radius: 4px; min-width: 32px; margin: 2px; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
#topBar, #documentHeader, #findBar {{ background: {t.window}; border-bottom: 1px solid {t.border}; }}
#messageBar {{ background: {t.accent_soft}; border-top: 1px solid {t.border}; }}
#messageBar[kind="warning"] {{ background: {t.warning_soft}; }}
#pane {{ background: {t.window}; }}
#heading {{ color: {t.muted}; font-weight: 600; }}
#muted {{ color: {t.muted}; }}
#title {{ font-size: {UI_POINT_SIZE + 3}pt; font-weight: 600; }}
#labelRow:hover {{ background: {t.accent_soft}; border-radius: 4px; }}
#keyCap {{ background: {t.raised}; border: 1px solid {t.border}; border-radius: 4px; padding: 0 6px; color: {t.muted}; }}
#segment {{ border: 1px solid {t.border}; border-radius: 4px; padding: 4px 10px; background: {t.raised}; }}
#segment:checked {{ background: {t.accent_soft}; border-color: {t.accent}; color: {t.text}; }}
QProgressBar {{ border: none; background: {t.border}; border-radius: 2px; max-height: 4px; min-height: 4px; }}
QProgressBar::chunk {{ background: {t.good}; border-radius: 2px; }}
"""
