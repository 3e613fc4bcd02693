"""Sources of suggestions: rules, what was marked before, models. Pure: document, marks and schema in, suggestions out."""
