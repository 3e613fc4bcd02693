"""Numbers of the things that are counted everywhere, in words: `documents(1)` is “1 document”.

A sentence with several numbers takes them as its fields, so that each has the form that its own number asks for.
"""

from annotator.i18n import ngettext


def characters(count: int) -> str:
    return ngettext("{count:,} character", "{count:,} characters", count)


def documents(count: int) -> str:
    return ngettext("{count:,} document", "{count:,} documents", count)


def files(count: int) -> str:
    return ngettext("{count:,} file", "{count:,} files", count)


def hits(count: int) -> str:
    return ngettext("{count:,} hit", "{count:,} hits", count)


def marks(count: int) -> str:
    return ngettext("{count:,} mark", "{count:,} marks", count)


def relations(count: int) -> str:
    return ngettext("{count:,} relation", "{count:,} relations", count)


def requests(count: int) -> str:
    return ngettext("{count:,} request", "{count:,} requests", count)


def spans(count: int) -> str:
    return ngettext("{count:,} span", "{count:,} spans", count)


def suggestions(count: int) -> str:
    return ngettext("{count:,} suggestion", "{count:,} suggestions", count)
