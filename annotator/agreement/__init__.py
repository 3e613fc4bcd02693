"""How far annotators agree: pure functions over columns of spans, on numpy; nothing here knows a project."""
