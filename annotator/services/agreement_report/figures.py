"""The figures in words: what each is called, what it means in plain words, how it is defined, where that was published."""

from dataclasses import dataclass

from annotator.i18n import N_, _
from annotator.services.pictures.table import number as number  # figures of agreement are read in one place


@dataclass(frozen=True)
class Definition:
    """A figure: its name, one plain sentence, the formula, the paper. All but the paper are to be translated."""

    name: str
    meaning: str
    formula: str
    source: str


HRIPCSAK = "Hripcsak & Rothschild 2005, J. Am. Med. Inform. Assoc. 12(3): 296–298"
KRIPPENDORFF = (
    "Krippendorff 2011, Computing Krippendorff's Alpha-Reliability; 2019, Content Analysis, 4th ed., ch. 12"
)
UNITIZING = "Krippendorff, Mathet, Bouvry & Widlöcher 2016, Quality & Quantity 50: 2347–2364"
_MEAN_F1 = N_(
    "F1 = 2·M / (|A| + |B|), M matched spans; counts pooled over documents, mean over pairs of annotators"
)
_ALPHA = N_(
    "α = 1 − D_observed / D_expected, nominal; each label is a binary layer of its own, mean over labels; "
    "documents not given to an annotator are missing"
)

DEFINITIONS: dict[str, Definition] = {
    "f1.exact": Definition(
        N_("Exact F1"),
        N_("The share of what two annotators marked that is the same in both: same label, same first and last character."),
        _MEAN_F1,
        HRIPCSAK,
    ),
    "f1.overlap": Definition(
        N_("Overlap F1"),
        N_("The same share, where spans of one label count as the same as soon as they share a character."),
        _MEAN_F1,
        HRIPCSAK,
    ),
    "f1.iou": Definition(
        N_("IoU F1"),
        N_("The same share, where a pair of spans counts as much as they overlap (shared by all their characters)."),
        N_("M is the sum of IoU over the optimal one-to-one matching (Hungarian method)"),
        HRIPCSAK + "; Kuhn 1955, Naval Res. Logist. Q. 2: 83–97",
    ),
    "alpha.char": Definition(
        N_("Alpha over characters"),
        N_("How far annotators agree on which characters bear each label, beyond chance: 1 is always, 0 as if by chance."),
        _ALPHA,
        KRIPPENDORFF,
    ),
    "alpha.word": Definition(
        N_("Alpha over words"),
        N_("The same with words as units: a word carries a label when any of its characters does. Depends on the word list."),
        _ALPHA,
        KRIPPENDORFF,
    ),
    "alpha.sentence": Definition(
        N_("Alpha over sentences"),
        N_("The same with sentences as units: did the annotators see at all that something is there?"),
        _ALPHA,
        KRIPPENDORFF,
    ),
    "alpha.any": Definition(
        N_("Alpha, marked or not"),
        N_("How far annotators agree on which characters are marked with anything, whatever the label, beyond chance."),
        _ALPHA,
        KRIPPENDORFF,
    ),
    "kappa.char": Definition(
        N_("Cohen's kappa"),
        N_("Agreement of two annotators over characters beyond chance, each with their own habits; mean over labels."),
        N_("κ = (A_observed − A_expected) / (1 − A_expected)"),
        "Cohen 1960, Educ. Psychol. Meas. 20: 37–46",
    ),
    "u_alpha": Definition(
        N_("U-alpha"),
        N_("Agreement on units on a continuum: whole spans, not characters, are the random objects of chance."),
        N_("uα of each label's binary layer (equal to |uα there)"),
        UNITIZING,
    ),
    "gamma": Definition(
        N_("Gamma"),
        N_("Agreement on places and labels together, from the best alignment of all spans, against random continua."),
        N_("γ = 1 − disorder of the best alignment / mean disorder of random continua"),
        "Mathet, Widlöcher & Métivier 2015, Computational Linguistics 41(3): 437–479",
    ),
    "gamma.cat": Definition(
        N_("Gamma-cat"),
        N_("Agreement on labels alone, over the spans that the best alignment puts together."),
        N_("γcat = 1 − d_o / d_e, pairs weighted by max(0, 1 − d_pos)"),
        "Mathet 2017, Computational Linguistics 43(3): 661–687",
    ),
    "interval": Definition(
        N_("95 % interval"),
        N_("How far the figure might move if other documents of the same kind had been annotated."),
        N_("percentile bootstrap over documents, 2,000 resamples, seeded; jackknife standard errors under ten documents"),
        "Efron & Tibshirani 1993, An Introduction to the Bootstrap, ch. 11 and 13",
    ),
}  # fmt: skip

HEADLINE = ("f1.exact", "f1.overlap", "alpha.char", "alpha.any")
BRIEF = {
    "f1.exact": N_("Same label, same first and last character."),
    "f1.overlap": N_("Same label, at least one character in common."),
    "alpha.char": N_("Which characters bear which label, beyond chance."),
    "alpha.any": N_("Which characters are marked at all, beyond chance."),
}
_HEADINGS = {
    "alpha.char": N_("α characters"),
    "alpha.word": N_("α words"),
    "alpha.sentence": N_("α sentences"),
    "alpha.any": N_("α marked"),
    "u_alpha": N_("uα"),
}
REFERENCE_NOTE = N_(
    "The lines at .667 and .800 are those that Krippendorff names for alpha: above .800 rely on the data, between the "
    "two draw tentative conclusions only. They judge nothing by themselves."
)


def name_of(key: str) -> str:
    """What a figure is called in the reader's language."""
    return _(DEFINITIONS[key].name)


def heading_of(key: str) -> str:
    """The same, short enough for a column of numbers."""
    return _(_HEADINGS[key]) if key in _HEADINGS else name_of(key)


def interval(bounds: tuple[float, float] | list[float] | None) -> str:
    """`[0.512, 0.634]`, or nothing."""
    return f"[{number(bounds[0])}, {number(bounds[1])}]" if bounds else ""
