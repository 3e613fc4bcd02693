"""How a page of the manual looks: Markdown made into a document with the distances and colours of the theme."""

from PySide6.QtGui import (
    QColor,
    QFontDatabase,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextFrameFormat,
    QTextLength,
    QTextListFormat,
    QTextTable,
    QTextTableFormat,
)

from annotator.services.manual import anchor
from annotator.ui.theme import GRID, Tokens

LINE = 125  # per cent
HEADINGS = {1: 1.7, 2: 1.35, 3: 1.12}  # level → times the size of the text
CODE = 0.95
DOT = 0.8  # of an item
DOTS = (QTextListFormat.Style.ListDisc, QTextListFormat.Style.ListCircle, QTextListFormat.Style.ListSquare)


def typeset(document: QTextDocument, markdown: str, tokens: Tokens, size: float) -> None:
    """Fill a document with a page in letters of so many points."""
    document.setUndoRedoEnabled(False)  # nothing is edited
    document.setMarkdown(markdown, QTextDocument.MarkdownFeature.MarkdownDialectGitHub)
    block = document.begin()
    while block.isValid():
        _set_block(block, tokens, size)
        block = block.next()
    for frame in document.rootFrame().childFrames():
        if isinstance(frame, QTextTable):
            _set_table(frame, tokens)


def place_of(document: QTextDocument, name: str) -> int | None:
    """Where the heading stands that a link names, None without one."""
    block = document.begin()
    while block.isValid():
        if block.blockFormat().headingLevel() and anchor(block.text()) == name:
            return block.position()
        block = block.next()
    return None


def _set_block(block: QTextBlock, tokens: Tokens, size: float) -> None:
    cursor = QTextCursor(block)
    shape = block.blockFormat()
    level = shape.headingLevel()
    is_code = shape.hasProperty(QTextFormat.Property.BlockCodeFence) or shape.hasProperty(
        QTextFormat.Property.BlockCodeLanguage
    )
    shape.setLineHeight(LINE, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
    if level:
        shape.setTopMargin(0 if level == 1 else GRID * 3)
        shape.setBottomMargin(GRID)
    elif is_code:
        _set_code(shape, block, tokens)
    elif block.textList() is None:
        shape.setTopMargin(0 if QTextCursor(block).currentTable() else GRID / 2)
        shape.setBottomMargin(0 if QTextCursor(block).currentTable() else GRID)
    cursor.setBlockFormat(shape)
    if (items := block.textList()) is not None and items.format().style() in DOTS:
        _set_dot(cursor, size)
    _set_letters(block, size * HEADINGS.get(level, 1.0), is_code, tokens)


def _set_dot(cursor: QTextCursor, size: float) -> None:
    """Keep the dot of an item off its words: Qt leaves a space between them, which is wide in letters of a fixed pitch."""
    dot = cursor.blockCharFormat()
    dot.setFontFamilies(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont).families())
    dot.setFontPointSize(size * DOT)
    cursor.setBlockCharFormat(dot)


def _set_code(shape: QTextBlockFormat, block: QTextBlock, tokens: Tokens) -> None:
    fence = QTextFormat.Property.BlockCodeFence
    language = QTextFormat.Property.BlockCodeLanguage

    def goes_on(other: QTextBlock) -> bool:
        known = other.blockFormat()
        return other.isValid() and (known.hasProperty(fence) or known.hasProperty(language))

    shape.setBackground(QColor(tokens.window))
    shape.setLeftMargin(GRID)
    shape.setTopMargin(0 if goes_on(block.previous()) else GRID)
    shape.setBottomMargin(0 if goes_on(block.next()) else GRID)
    shape.setNonBreakableLines(False)


def _set_letters(block: QTextBlock, size: float, is_code: bool, tokens: Tokens) -> None:
    fixed = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont).families()
    for piece in block.textFormats():
        letters = QTextCharFormat(piece.format)
        letters.clearProperty(QTextFormat.Property.FontSizeAdjustment)
        letters.setFontPointSize(size)
        if is_code or letters.fontFixedPitch():
            letters.setFontFamilies(fixed)
            letters.setFontPointSize(size * CODE)
            if not is_code:
                letters.setBackground(QColor(tokens.window))
        if letters.isAnchor():
            letters.setForeground(QColor(tokens.accent))
        cursor = QTextCursor(block)
        cursor.setPosition(block.position() + piece.start)
        cursor.setPosition(block.position() + piece.start + piece.length, QTextCursor.MoveMode.KeepAnchor)
        cursor.setCharFormat(letters)


def _set_table(table: QTextTable, tokens: Tokens) -> None:
    shape = QTextTableFormat(table.format())
    shape.setCellPadding(GRID * 0.75)
    shape.setCellSpacing(0)
    shape.setBorder(1)
    shape.setBorderCollapse(True)
    shape.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
    shape.setBorderBrush(QColor(tokens.border))
    shape.setTopMargin(GRID)
    shape.setBottomMargin(GRID)
    shape.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
    table.setFormat(shape)
