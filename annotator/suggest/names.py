"""What the built-in engines are called: for those who name an engine and need none."""

RULES, REPEATS, LEARNED = BUILT_IN = ("rules", "repeats", "learned")
