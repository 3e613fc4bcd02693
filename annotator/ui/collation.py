"""The order in which people expect names: Chinese ones by pinyin, numbers in them by value."""

from collections.abc import Iterable

from PySide6.QtCore import QCollator, QLocale


def by_name(names: Iterable[str]) -> list[str]:
    """Names in their order. Pinyin in every language of the window: it is what readers of Chinese names look for."""
    collator = QCollator(QLocale("zh_CN"))
    collator.setNumericMode(True)
    return sorted(sorted(names), key=collator.sortKey)  # keys cannot be compared for equality
