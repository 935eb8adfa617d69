"""What the customer orders: greetings, call types, instructions, answers to questions, hours; and the published versions of it all.

The rows are the draft that somebody edits. What operators see is the version to which `Customer.orders` points.
"""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from vorzimmer.customers.models.customer import Customer
from vorzimmer.customers.models.people import Person
from vorzimmer.domain import instructions as rules
from vorzimmer.domain.hours import ClosureReason
from vorzimmer.domain.questions import Question, QuestionKind
from vorzimmer.privacy.fields import SealedJSONField, SealedTextField
from vorzimmer.privacy.models import SealedModel, SealScope
from vorzimmer.privacy.reading import ReadableManager


class InWindow(models.Model):
    """A record with a part of the week: weekdays and times of day (Berlin wall clock), and what holidays do to it."""

    HOLIDAYS = (
        (rules.HolidayRule.AS_USUAL.value, _("also on public holidays")),
        (rules.HolidayRule.NOT.value, _("not on public holidays")),
        (rules.HolidayRule.ONLY.value, _("on public holidays only")),
    )

    weekdays = models.CharField(_("weekdays"), max_length=7, default="0123456", help_text=_("0 is Monday, 6 is Sunday."))
    start = models.TimeField(_("from"), null=True, blank=True)
    end = models.TimeField(_("until"), null=True, blank=True)
    on_holidays = models.CharField(_("public holidays"), max_length=8, choices=HOLIDAYS, default=rules.HolidayRule.AS_USUAL.value)

    class Meta:
        abstract = True

    @property
    def window(self) -> rules.Window:
        """The part of the week, as the rules read it. Raises ValueError when it is impossible."""
        return rules.Window(
            weekdays=frozenset(int(day) for day in self.weekdays),
            start=self.start,
            end=self.end,
            on_holidays=rules.HolidayRule(self.on_holidays),
        )


class Greeting(InWindow):
    """A sentence to say, and when it is valid."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="greetings")
    text = models.CharField(
        _("greeting"),
        max_length=300,
        help_text=_("Write {operator} where the operator says the own name, {time} for good morning, day or evening."),
    )

    objects = ReadableManager()

    class Meta:
        ordering = ("start", "id")

    def __str__(self) -> str:
        return self.text

    def as_rule(self) -> rules.Greeting:
        """Give it the form that the rules read."""
        return rules.Greeting(id=str(self.pk), text=self.text, window=self.window)


class CallType(models.Model):
    """A kind of call that the customer wants handled in its own way: new client, complaint, emergency."""

    class Measure(models.TextChoices):
        NOTE = "note", _("note")
        SMS = "sms", _("SMS at once")
        PUT_THROUGH = "put_through", pgettext_lazy("call type", "put through")
        CHAIN = "chain", _("emergency chain")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="call_types")
    name = models.CharField(_("name"), max_length=60)
    urgency = models.PositiveSmallIntegerField(_("urgency"), default=2)
    measures = models.JSONField(_("measures"), default=list, blank=True)
    put_through_to = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("put through to")
    )
    rota = models.ForeignKey("customers.Rota", on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("rota"))
    position = models.PositiveSmallIntegerField(default=0)

    objects = ReadableManager()

    class Meta:
        ordering = ("position", "name")
        constraints = (models.UniqueConstraint(fields=("customer", "name"), name="call_type_once"),)

    def __str__(self) -> str:
        return self.name


class Instruction(InWindow, SealedModel):
    """What operators do, never do, or ask."""

    KINDS = (
        (rules.InstructionKind.DO.value, _("do")),
        (rules.InstructionKind.NEVER.value, _("never")),
        (rules.InstructionKind.ASK.value, _("ask")),
    )

    ANSWERS = (
        (QuestionKind.TEXT.value, _("text")),
        (QuestionKind.CHOICE.value, _("choice")),
        (QuestionKind.NUMBER.value, _("number")),
        (QuestionKind.DATE.value, _("day")),
        (QuestionKind.PHONE.value, _("telephone number")),
        (QuestionKind.YES_NO.value, _("yes or no")),
    )

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="instructions")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, blank=True, related_name="instructions")
    call_type = models.ForeignKey(CallType, on_delete=models.CASCADE, null=True, blank=True, related_name="instructions")
    kind = models.CharField(_("kind"), max_length=8, choices=KINDS, default=rules.InstructionKind.DO.value)
    subject = models.CharField(
        _("subject"), max_length=60, blank=True, help_text=_("Of what is ordered about one subject, the most specific counts.")
    )
    text = SealedTextField(_("instruction"))
    answer_kind = models.CharField(_("answer"), max_length=8, choices=ANSWERS, default=QuestionKind.TEXT.value)
    required = models.BooleanField(_("must be answered"), default=False)
    choices = models.JSONField(_("choices"), default=list, blank=True)
    valid_from = models.DateTimeField(_("valid from"), null=True, blank=True)
    valid_until = models.DateTimeField(_("valid until"), null=True, blank=True)
    set_by = models.CharField(_("ordered by"), max_length=80, blank=True)
    changed_at = models.DateTimeField()
    position = models.PositiveSmallIntegerField(default=0)

    objects = ReadableManager()

    class Meta:
        ordering = ("position", "id")

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    def seal_scope(self) -> SealScope:
        return SealScope.of(customer_id=self.customer_id, category="BEA", at=self.changed_at)

    def as_rule(self) -> rules.Instruction:
        """Give it the form that the rules read."""
        return rules.Instruction(
            id=str(self.pk),
            kind=rules.InstructionKind(self.kind),
            text=self.text,
            changed_at=self.changed_at,
            valid_from=self.valid_from,
            valid_until=self.valid_until,
            subject=self.subject,
            person=self.person_id,
            call_type=self.call_type_id,
            window=self.window,
            set_by=self.set_by,
            position=self.position,
        )

    def as_question(self) -> Question:
        """Give what is asked the form that the rules read."""
        return Question(
            id=str(self.pk),
            kind=QuestionKind(self.answer_kind),
            label=self.text,
            required=self.required,
            choices=tuple(self.choices),
        )


class FaqEntry(SealedModel):
    """What operators may answer when a caller asks."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="faq")
    question = models.CharField(_("question"), max_length=200)
    answer = SealedTextField(_("answer"))
    position = models.PositiveSmallIntegerField(default=0)
    changed_at = models.DateTimeField()

    objects = ReadableManager()

    class Meta:
        ordering = ("position", "id")

    def __str__(self) -> str:
        return str(self.pk)

    def seal_scope(self) -> SealScope:
        return SealScope.of(customer_id=self.customer_id, category="BEA", at=self.changed_at)


class OpeningHour(InWindow):
    """When somebody is there at the customer's."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="opening_hours")

    objects = ReadableManager()

    class Meta:
        ordering = ("weekdays", "start", "id")

    def __str__(self) -> str:
        return f"{self.weekdays} {self.start}-{self.end}"


class Closure(models.Model):
    """Whole days on which the customer is closed, the first and the last included. The reason is a code, nobody's illness."""

    REASONS = (
        (ClosureReason.COMPANY_HOLIDAYS.value, _("company holidays")),
        (ClosureReason.TRAINING.value, _("training")),
        (ClosureReason.EVENT.value, _("event")),
        (ClosureReason.REMOVAL.value, _("removal")),
        (ClosureReason.OTHER.value, _("other reason")),
    )

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="closures")
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))
    reason = models.CharField(_("reason"), max_length=20, choices=REASONS, default=ClosureReason.OTHER.value)

    objects = ReadableManager()

    class Meta:
        ordering = ("first_day", "id")

    def __str__(self) -> str:
        return f"{self.first_day}-{self.last_day}"


class OrdersVersion(SealedModel):
    """All orders of a customer as they were published at a moment (see `domain/publishing.py`). Never changed; notes point to it."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waits for the agency")
        PUBLISHED = "published", _("published")
        REJECTED = "rejected", _("sent back")
        WITHDRAWN = "withdrawn", _("withdrawn")

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.PUBLISHED)
    document = SealedJSONField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    remark = SealedTextField(blank=True)

    objects = ReadableManager()

    class Meta:
        ordering = ("-number",)
        constraints = (models.UniqueConstraint(fields=("customer", "number"), name="orders_version_once"),)

    def __str__(self) -> str:
        return f"{self.number} {self.pk}"

    def seal_scope(self) -> SealScope:
        return SealScope.of(customer_id=self.customer_id, category="BEA", at=self.made_at)
