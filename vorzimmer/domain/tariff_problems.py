"""What can be wrong with a tariff, each with its sentence: what is wrong and what would be right."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from vorzimmer.domain.sentences import Sentence, sentence
from vorzimmer.domain.sentences import mark as _


class TariffProblem(StrEnum):
    """What is wrong. The first ones only a file can have."""

    NO_TOML = "no_toml"
    MISSING = "missing"
    UNKNOWN_KEY = "unknown_key"
    WRONG_KIND = "wrong_kind"
    UNKNOWN_WORD = "unknown_word"
    UNKNOWN_WINDOW = "unknown_window"
    IMPOSSIBLE_WINDOW = "impossible_window"
    NO_INCREMENTS = "no_increments"
    TOO_PRECISE = "too_precise"
    TWICE = "twice"
    UNKNOWN_METER = "unknown_meter"
    UNITS_DIFFER = "units_differ"
    FEE_NOT_MONTHLY = "fee_not_monthly"
    FEE_WITH_CONDITION = "fee_with_condition"
    NOT_POSITIVE = "not_positive"
    NEGATIVE = "negative"
    NO_TIME = "no_time"
    NOT_READ = "not_read"
    NO_STEPS = "no_steps"
    STEPS_DO_NOT_RISE = "steps_do_not_rise"
    NO_PACKAGE = "no_package"
    UNKNOWN_POOL = "unknown_pool"
    POOL_UNITS_DIFFER = "pool_units_differ"
    POOL_UNUSED = "pool_unused"
    EMPTY_THRESHOLD = "empty_threshold"
    MINIMUM_OVER_MAXIMUM = "minimum_over_maximum"
    USAGE_IN_ADVANCE = "usage_in_advance"
    ENDS_BEFORE_IT_BEGINS = "ends_before_it_begins"
    NO_WHOLE_MINUTE = "no_whole_minute"
    NO_CURRENCY = "no_currency"
    UNKNOWN_CHARGE = "unknown_charge"
    REFILL_WITHOUT_CREDIT = "refill_without_credit"
    TERMS = "terms"
    UNPRICED = "unpriced"
    GAP = "gap"
    OVERLAP = "overlap"
    FREE_FOR_NOTHING = "free_for_nothing"
    NOT_OFFERED_BUT_PRICED = "not_offered_but_priced"


_P = TariffProblem
SENTENCES: Mapping[TariffProblem, str] = MappingProxyType(
    {
        _P.NO_TOML: _("it is no TOML: %(detail)s."),
        _P.MISSING: _("it is missing."),
        _P.UNKNOWN_KEY: _("there is no such key; there are: %(known)s."),
        _P.WRONG_KIND: _("%(found)s does not belong here, but %(wanted)s."),
        _P.UNKNOWN_WORD: _("“%(found)s” is not known; there are: %(known)s."),
        _P.UNKNOWN_WINDOW: _("there is no [[window]] “%(found)s”; there are: %(known)s."),
        _P.IMPOSSIBLE_WINDOW: _(
            "this time window is impossible (%(detail)s); it has weekdays, and both a start and another end or neither."
        ),
        _P.NO_INCREMENTS: _('“%(found)s” is no billing increment; first and further seconds are meant, as in "60/1".'),
        _P.TOO_PRECISE: _("%(found)s has more than six places after the point."),
        _P.TWICE: _("it is there twice; each key names one thing."),
        _P.UNKNOWN_METER: _("there is no meter “%(meter)s”; did you mean “%(nearest)s”?"),
        _P.UNITS_DIFFER: _("“%(meter)s” is counted in another unit than the price, which is per %(per)s."),
        _P.FEE_NOT_MONTHLY: _("a charge without meters is a fee, and per month."),
        _P.FEE_WITH_CONDITION: _("a fee without meters has no condition, no free part, no pool and no increments."),
        _P.NOT_POSITIVE: _("%(found)d is too small; it is at least 1."),
        _P.NEGATIVE: _("%(found)s is negative; it is at least 0."),
        _P.NO_TIME: _("only times have increments and additions, and this is not charged by time."),
        _P.NOT_READ: _("“%(meter)s” is capped here, but the charge does not read it."),
        _P.NO_STEPS: _("a price with steps needs at least one step."),
        _P.STEPS_DO_NOT_RISE: _("each step ends after the one before it, and only the last one has no end."),
        _P.NO_PACKAGE: _("an average price needs a pool in this charge and the key of a monthly fee with one price; “%(found)s” is none."),
        _P.UNKNOWN_POOL: _("there is no [[pool]] “%(found)s”."),
        _P.POOL_UNITS_DIFFER: _("the pool “%(found)s” is counted in another unit than this charge."),
        _P.POOL_UNUSED: _("no charge draws on it; name it as “pool” in a charge."),
        _P.EMPTY_THRESHOLD: _("no call can be in it: it needs meters that measure seconds, and “below_seconds” above “from_seconds”."),
        _P.MINIMUM_OVER_MAXIMUM: _("the minimum is above the maximum."),
        _P.USAGE_IN_ADVANCE: _("only what is per month can be billed in advance."),
        _P.ENDS_BEFORE_IT_BEGINS: _("it ends before it begins."),
        _P.NO_WHOLE_MINUTE: _("time windows begin and end at whole minutes, and not at %(found)s."),
        _P.NO_CURRENCY: _('“%(found)s” is no currency; three capital letters are meant, as in "EUR".'),
        _P.UNKNOWN_CHARGE: _("there is no [[charge]] “%(found)s”."),
        _P.REFILL_WITHOUT_CREDIT: _("there is nothing to refill without “prepaid”."),
        _P.TERMS: _("these terms are impossible (%(detail)s)."),
        _P.UNPRICED: _(
            "nobody prices the meter “%(meter)s”; a charge must read it, or it must be in the list “free”, or in “not_offered” when it"
            " cannot occur."
        ),
        _P.GAP: _(
            "“%(meter)s” is not priced for %(cell)s; widen a condition, or put “%(meter)s” into the list “free”: what no charge reads is"
            " free then."
        ),
        _P.OVERLAP: _(
            "“%(meter)s” is charged twice for %(cell)s, here and by “%(other)s”; part their conditions, or mark what comes on top with"
            " “addition = true”."
        ),
        _P.FREE_FOR_NOTHING: _("“%(meter)s” is listed as free, but always charged; take it from the list."),
        _P.NOT_OFFERED_BUT_PRICED: _("“%(meter)s” is listed as not offered, and yet priced or free; take it from one of them."),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing that is wrong: in which part (“charge night”; empty: the tariff itself), at which key, and in a sentence."""

    kind: TariffProblem
    part: str
    key: str
    says: Sentence

    def __str__(self) -> str:
        return f"{self.where}{self.says}"

    @property
    def where(self) -> str:
        """The part and the key, with what comes before the sentence."""
        return "".join(f"{piece}: " for piece in (self.part, self.key) if piece)


def problem(kind: TariffProblem, part: str, key: str, **values: object) -> Problem:
    """Make a problem with its sentence."""
    return Problem(kind=kind, part=part, key=key, says=sentence(SENTENCES[kind], **values))


class TariffRefused(ValueError):
    """A tariff that does not make sense is neither loaded nor rated with."""

    def __init__(self, name: str, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(f"{name}: {each}" for each in problems))
        self.name = name
        self.problems = problems
