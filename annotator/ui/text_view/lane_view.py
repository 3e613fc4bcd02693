"""A text view for several annotators at once: a fixed lane for each, and one stretch of the text in focus."""

from annotator.i18n import _
from annotator.ui.text_view.tracks import Tracks
from annotator.ui.text_view.view import TextView


class LaneView(TextView):
    """Spans with a `lane` lie in it on every line. What an empty lane says is seen as well as what a bar says."""

    def tracks(self) -> Tracks:
        return self.page.tracks

    def set_tracks(self, tracks: Tracks) -> None:
        """Name the lanes and open those over the stretch in focus; does not scroll."""
        if tracks == self.page.tracks:
            return
        self.page.set_tracks(tracks, self.caret())
        self._geometry_changed()
        names = _(", ").join(tracks.names)
        self.setAccessibleDescription(
            _("Under each line, from the top: {names}", names=names) if names else ""
        )
