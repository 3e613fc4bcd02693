"""What the text view is drawn with: colours, label styles, and the measures that follow from the font."""

from dataclasses import dataclass

from annotator.domain.colour import contrast

FAMILIES = ("Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei", "PingFang SC", "WenQuanYi Micro Hei")
DEFAULT_SIZE = 17
SMALLEST, LARGEST = 10, 60
_WHITE, _BLACK = "#FFFFFF", "#16181D"


def readable_on(color: str) -> str:
    """White or near-black, whichever stands out more on `color` (`#rrggbb`; WCAG 2.2 contrast)."""
    return max(_WHITE, _BLACK, key=lambda ink: contrast(ink, color))


@dataclass(frozen=True, slots=True)
class LabelStyle:
    """How spans of a label look; the pattern is a second channel beside the colour."""

    color: str
    pattern: str = "solid"  # or "dash", "dot"; anything else is drawn solid
    name: str = ""


@dataclass(frozen=True, slots=True)
class ViewTheme:
    """Colours as `#rrggbb`."""

    background: str
    text: str
    muted: str
    selection: str
    caret: str
    current_line: str
    hit: str
    current_hit: str
    accent: str
    unknown_label: str = "#808080"


LIGHT = ViewTheme(
    background="#FFFFFF",
    text="#1C2024",
    muted="#656C79",
    selection="#D9DBF9",
    caret="#1C2024",
    current_line="#F6F6F8",
    hit="#FFF1B8",
    current_hit="#FFCF4A",
    accent="#5B5BD6",
)
DARK = ViewTheme(
    background="#1E1E1E",
    text="#DCDCDC",
    muted="#9A9A9A",
    selection="#3C3D72",
    caret="#F5F5F5",
    current_line="#262628",
    hit="#4F441C",
    current_hit="#735700",
    accent="#9B9BF5",
)
CONTRAST_LIGHT = ViewTheme(
    background="#FFFFFF",
    text="#000000",
    muted="#2E2E2E",
    selection="#CFD3FF",
    caret="#000000",
    current_line="#FFFFFF",
    hit="#FFEFB8",
    current_hit="#FFCF4A",
    accent="#1F1FA8",
    unknown_label="#595959",
)
CONTRAST_DARK = ViewTheme(
    background="#000000",
    text="#FFFFFF",
    muted="#DADADA",
    selection="#33337A",
    caret="#FFFFFF",
    current_line="#000000",
    hit="#4A3C00",
    current_hit="#6B5000",
    accent="#B4B4FF",
    unknown_label="#A6A6A6",
)


@dataclass(frozen=True, slots=True)
class Metrics:
    """Logical pixels, all from the font's size. A line is `line` high while `ROOM` lanes are enough.

    From the top of a line: the text's band (`band_top` to `band_bottom`, where selection is painted),
    in it the `baseline`, below it the lanes from `lane` on, `pitch` apart, each `bar` thick.
    """

    size: int

    @property
    def line(self) -> int:
        return max(round(self.size * 1.9), self.lane + 2 * self.pitch - 1)

    @property
    def head(self) -> int:
        return max(2, round(self.size * 0.18))

    @property
    def baseline(self) -> int:
        return self.head + round(self.size * 0.88)

    @property
    def band_bottom(self) -> int:
        return self.baseline + round(self.size * 0.12) + max(2, round(self.size * 0.1))

    @property
    def bar(self) -> int:
        return max(2, round(self.size / 9))

    @property
    def pitch(self) -> int:
        return self.bar + max(3, round(self.size * 0.18))

    @property
    def lane(self) -> int:
        return self.band_bottom + 1

    @property
    def open_pitch(self) -> int:
        """From lane to lane where their names stand beside them."""
        return self.small + 3

    @property
    def blank(self) -> int:
        return round(self.size * 0.9)

    @property
    def gap(self) -> int:
        return round(self.size * 0.4)

    @property
    def above(self) -> int:
        """Over the first line of the text."""
        return max(24, round(self.size * 1.4))

    @property
    def heading(self) -> int:
        """Over a heading, in addition to the gap that is between all paragraphs."""
        return round(self.size * 0.55)

    @property
    def margin(self) -> int:
        """Left of the column: enough for a chip with two Chinese characters."""
        return round(self.small * 2.9) + self.chip_gap + 3

    @property
    def chip_gap(self) -> int:
        """Between the column and a chip in its margin."""
        return max(5, round(self.size * 0.35))

    @property
    def line_end(self) -> int:
        """The width of a line end that is selected or marked."""
        return max(5, round(self.size * 0.35))

    @property
    def small(self) -> int:
        """The size of the words on chips and of `+n`."""
        return max(10, round(self.size * 0.68))

    def height(self, lanes: int) -> int:
        """Of a line with so many lanes."""
        return max(self.line, self.lane + lanes * self.pitch + 1)

    def open_height(self, lanes: int) -> int:
        """Of a line with so many lanes that are told by name."""
        return self.lane + lanes * self.open_pitch + self.pitch
