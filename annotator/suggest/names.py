"""What the built-in engines are called: for those who name an engine and need none."""

RULES, REPEATS, LEARNED = BUILT_IN = ("rules", "repeats", "learned")

LLM = "llm"
"""The engine that asks a language model: built in too, but chosen only where one has been set up."""
