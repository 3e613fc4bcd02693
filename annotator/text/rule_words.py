"""What each boundary rule does, in a sentence for people who decide about labels. Names as in `boundaries.RULES`."""

from annotator.i18n import N_

RULE_WORDS: dict[str, str] = {
    "enumerator": N_("Leave out the enumerator in front: 一是, （三）, 1., bullets."),
    "linking": N_("Leave out linking words in front: 并, 同时, 此外."),
    "time-adverbial": N_("Leave out a time that stands alone in front: 2023年，"),
    "subject-comma": N_("Leave out the subject when a comma follows it: 我局立足民政职能，"),
    "basis-adverbial": N_("Leave out what the act is based on: 根据……, 按照……要求，"),
    "occasion-adverbial": N_("Leave out the occasion: 以……为契机，"),
    "framing-adverbial": N_("Leave out the frame: 在……方面，"),
    "manner": N_("Keep the manner in front of the act: 通过走访等形式，审核合同47份."),
    "one-object": N_("One verb whose object runs over commas is one mark."),
    "framing": N_("Leave out the frame around a shortcoming: 存在……等问题."),
    "effect-tail": N_("Leave out the effect at the end: ……，取得较好成效."),
    "breakdown": N_("Leave out a bracket at the end that only lists parts."),
    "closing-punctuation": N_("Leave out the punctuation at the end."),
    "light-verb": N_("Leave out a light verb in front of a quantity: 开展检查12次 begins at 检查."),
}
