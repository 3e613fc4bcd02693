"""Which language model a person has set up, and what they have allowed: a file with their settings, in no project.

The key is not in it; see `annotator.services.llm.key`.
"""

from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import Any

import orjson

from annotator.formats.atomic import atomic_file
from annotator.paths import config_dir

FILE = "language-model.json"


@dataclass(frozen=True, slots=True)
class Budget:
    """What one run may send and cost, at most; whatever is used up first ends it."""

    requests: int = 60
    characters: int = 200_000
    """Of all messages sent: instructions, labels and text."""
    tokens: int = 400_000
    """As the server counts them, in and out; looked at before each request."""


@dataclass(frozen=True, slots=True)
class Config:
    """`endpoint` and `model` are '' until something is set up; `timeout` is for one answer, in seconds."""

    endpoint: str = ""
    model: str = ""
    budget: Budget = Budget()
    timeout: int = 180
    open_endpoints: tuple[str, ...] = ()
    """Addresses of plain HTTP on other machines that the person has confirmed."""
    consents: frozenset[tuple[str, str]] = field(default_factory=frozenset)
    """Pairs of an endpoint and the origin of a project (`Store.origin`)."""

    @property
    def complete(self) -> bool:
        return bool(self.endpoint and self.model)

    def with_consent(self, origin: str, given: bool) -> "Config":
        """The same with leave to send this project's texts to the endpoint, or without it."""
        pair = {(self.endpoint, origin)}
        return replace(self, consents=self.consents | pair if given else self.consents - pair)

    def has_consent(self, origin: str) -> bool:
        return (self.endpoint, origin) in self.consents

    def with_open(self, allowed: bool) -> "Config":
        """The same with leave to send to the endpoint without encryption, or without it."""
        others = tuple(one for one in self.open_endpoints if one != self.endpoint)
        return replace(self, open_endpoints=(*others, self.endpoint) if allowed else others)


def load_config(folder: Path | None = None) -> Config:
    """What is set up; nothing where the file is missing or somebody has damaged it."""
    try:
        data = orjson.loads(((folder or config_dir()) / FILE).read_bytes())
        return _config(data)
    except (OSError, ValueError, TypeError, AttributeError):
        return Config()


def save_config(config: Config, folder: Path | None = None) -> None:
    """Written to another name and renamed. Raises DiskFull, ReadOnly."""
    data = asdict(config) | {"consents": sorted(map(list, config.consents))}
    with atomic_file((folder or config_dir()) / FILE) as file:
        file.write(orjson.dumps(data, option=orjson.OPT_INDENT_2))


def _config(data: Any) -> Config:
    limits = {
        one.name: int(data["budget"][one.name])
        for one in fields(Budget)
        if one.name in data.get("budget", {})
    }
    return Config(
        endpoint=str(data.get("endpoint", "")),
        model=str(data.get("model", "")),
        budget=Budget(**{name: max(1, limit) for name, limit in limits.items()}),
        timeout=max(1, int(data.get("timeout", Config().timeout))),
        open_endpoints=tuple(map(str, data.get("open_endpoints", ()))),
        consents=frozenset((str(endpoint), str(origin)) for endpoint, origin in data.get("consents", ())),
    )
