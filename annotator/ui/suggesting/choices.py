"""What a person has chosen about suggestions, remembered between runs."""

from annotator.suggest.names import RULES
from annotator.ui.settings import Settings

_DEFAULT_LEAST = 50


class Choices:
    """Written into the settings at once."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    @property
    def on(self) -> bool:
        """Whether suggestions are shown at all."""
        return self._flag("suggestions", True)

    @on.setter
    def on(self, value: bool) -> None:
        self._set_flag("suggestions", value)

    @property
    def blind(self) -> bool:
        """Whether they stay hidden until the first pass through a report is done."""
        return self._flag("suggestions_after_first_pass", False)

    @blind.setter
    def blind(self, value: bool) -> None:
        self._set_flag("suggestions_after_first_pass", value)

    @property
    def engine(self) -> str:
        return self._settings.choice("suggestion_engine", RULES)

    @engine.setter
    def engine(self, name: str) -> None:
        self._settings.set_choice("suggestion_engine", name)

    @property
    def least(self) -> int:
        """The least score that is shown, in percent."""
        text = self._settings.choice("suggestion_threshold", "")
        return min(int(text), 100) if text.isdigit() else _DEFAULT_LEAST

    @least.setter
    def least(self, percent: int) -> None:
        self._settings.set_choice("suggestion_threshold", str(percent))

    @property
    def layer(self) -> str:
        """The layer that a model was last trained on; '' before that."""
        return self._settings.choice("suggestion_layer", "")

    @layer.setter
    def layer(self, name: str) -> None:
        self._settings.set_choice("suggestion_layer", name)

    @property
    def retrain(self) -> bool:
        """Whether the model is trained anew in the background as marks come in."""
        return self._flag("suggestions_retrain", True)

    @retrain.setter
    def retrain(self, value: bool) -> None:
        self._set_flag("suggestions_retrain", value)

    @property
    def explained(self) -> bool:
        """Whether the person has once been told what dashed lines are."""
        return self._flag("suggestions_explained", False)

    @explained.setter
    def explained(self, value: bool) -> None:
        self._set_flag("suggestions_explained", value)

    def _flag(self, name: str, default: bool) -> bool:
        return self._settings.choice(name, str(int(default))) == "1"

    def _set_flag(self, name: str, value: bool) -> None:
        self._settings.set_choice(name, str(int(value)))
