"""annotator: tag measures, problems and metrics in Chinese government reports."""

__version__ = "0.1.0"
