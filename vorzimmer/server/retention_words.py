"""What became of a rule in a sweep, in words."""

from django.utils.translation import gettext_lazy

from vorzimmer.privacy.sweeping import State

STATES = {
    State.SWEPT: gettext_lazy("erased"),
    State.NOT_RELEASED: gettext_lazy("counted only: two people have to release the rule first"),
    State.NO_HOLDS: gettext_lazy("counted only: nobody is there who knows what holds them"),
    State.BLOCKED: gettext_lazy("some stay, because records that are kept longer hang on them"),
}
