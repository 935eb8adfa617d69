"""Calls with their append-only log, drafts, notes, and the presence of operators."""

from uuid import UUID, uuid4

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from vorzimmer.calls import queries
from vorzimmer.calls.answers import in_words
from vorzimmer.customers.models import CallType, Customer, DialIn, OrdersVersion, Person, Team
from vorzimmer.domain import notes as rules
from vorzimmer.domain.calls import CONNECTED, OVER, WAITING, CallEvent, CallEventKind, CallRecord, CallState, Meter
from vorzimmer.privacy.fields import BlindIndexField, SealedJSONField, SealedTextField
from vorzimmer.privacy.models import SealedModel, SealScope
from vorzimmer.privacy.reading import ReadableManager

STATE_NAMES = {
    CallState.NEW: _("announced"),
    CallState.OFFERED: _("waiting"),
    CallState.QUEUED: _("waiting"),
    CallState.RINGING: _("ringing"),
    CallState.TALKING: _("talking"),
    CallState.HELD: _("on hold"),
    CallState.CONSULTING: _("consulting"),
    CallState.TRANSFERRING: _("putting through"),
    CallState.TRANSFERRED: _("put through"),
    CallState.HANDED_OVER: _("put through"),
    CallState.WRAP_UP: _("wrap-up"),
    CallState.CLOSED: _("closed"),
    CallState.ABANDONED: _("caller hung up"),
    CallState.REJECTED: _("refused"),
}


class Call(SealedModel):
    """One call as folded from its log. `since` is the moment of the present state; times are milliseconds."""

    STATES = [(state.value, STATE_NAMES[state]) for state in CallState]

    engine = models.CharField(max_length=20)
    engine_call_id = models.CharField(max_length=250)
    origin = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="continued_as")
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, null=True, related_name="calls")
    dial_in = models.ForeignKey(DialIn, on_delete=models.SET_NULL, null=True, related_name="calls")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True, related_name="calls")
    orders = models.ForeignKey(OrdersVersion, on_delete=models.SET_NULL, null=True, related_name="calls")
    called = models.CharField(max_length=64)
    caller_number = SealedTextField(blank=True)
    caller_index = BlindIndexField(null=True, db_index=True)
    state = models.CharField(max_length=14, choices=STATES, default=CallState.NEW.value)
    since = models.DateTimeField()
    operator = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="calls")
    operator_leg = models.CharField(max_length=280, blank=True)
    third_leg = models.CharField(max_length=280, blank=True)
    third_person = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="transfers")
    third_kind = models.CharField(max_length=8, blank=True)
    legs_begun = models.PositiveSmallIntegerField(default=0)
    offered_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    wrapped_up_at = models.DateTimeField(null=True)
    queue_ms = models.PositiveIntegerField(default=0)
    ring_ms = models.PositiveIntegerField(default=0)
    talk_ms = models.PositiveIntegerField(default=0)
    hold_ms = models.PositiveIntegerField(default=0)
    consultation_ms = models.PositiveIntegerField(default=0)
    dialling_ms = models.PositiveIntegerField(default=0)
    patched_ms = models.PositiveIntegerField(default=0)
    wrap_up_ms = models.PositiveIntegerField(default=0)
    unwritten = models.CharField(max_length=14, blank=True)
    metered = models.BooleanField(default=False)
    usage_ref = models.UUIDField(default=uuid4, unique=True)

    objects = ReadableManager.from_queryset(queries.CallQuerySet)()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("engine", "engine_call_id"), name="call_once"),)
        indexes = (
            models.Index(fields=("team", "state"), name="call_team_state"),
            models.Index(fields=("operator", "state"), name="call_operator_state"),
            models.Index(fields=("customer", "offered_at"), name="call_customer_offered"),
        )

    def __str__(self) -> str:
        return str(self.pk)

    def seal_scope(self) -> SealScope:
        return SealScope.of(customer_id=self.customer_id, category="BEA", at=self.offered_at)

    @property
    def is_waiting(self) -> bool:
        """Whether the caller waits for somebody to answer."""
        return self.state in WAITING

    @property
    def is_connected(self) -> bool:
        """Whether the caller is with the operator (talking, held, or in the middle of being put through)."""
        return self.state in CONNECTED

    @property
    def is_over(self) -> bool:
        """Whether nothing more can happen."""
        return self.state in OVER

    def take_over(self, record: CallRecord) -> None:
        """Copy what the log says."""
        self.state = record.state.value
        self.since = record.since or self.since
        self.operator_id = record.operator
        self.offered_at = record.offered_at or self.offered_at
        self.answered_at, self.ended_at, self.wrapped_up_at = record.answered_at, record.ended_at, record.wrapped_up_at
        for meter in Meter:
            time = record.times.get(meter)
            setattr(self, f"{meter.value}_ms", round(time.total_seconds() * 1000) if time else 0)


class CallLogLine(models.Model):
    """One event of a call, never changed. `cause` is a code of the telephone system or of the desk, never a text."""

    KINDS = [(kind.value, kind.value) for kind in CallEventKind]

    id = models.BigAutoField(primary_key=True)
    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="log")
    key = models.CharField(max_length=330)
    kind = models.CharField(max_length=16, choices=KINDS)
    at = models.DateTimeField()
    received_at = models.DateTimeField()
    operator = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    cause = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("call", "key"), name="call_log_line_once"),)
        ordering = ("at", "id")

    def __str__(self) -> str:
        return f"{self.kind} {self.call_id}"

    def as_event(self) -> CallEvent:
        """Give it the form that the rules read."""
        return CallEvent(kind=CallEventKind(self.kind), at=self.at, key=self.key, operator=self.operator_id)


class Draft(SealedModel):
    """What an operator has typed and not yet saved: form field -> text."""

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="drafts")
    operator = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="drafts")
    values = SealedJSONField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("call", "operator"), name="draft_once"),)

    def __str__(self) -> str:
        return str(self.pk)

    def seal_scope(self) -> SealScope:
        customer: UUID | None = self.call.customer_id
        return SealScope.of(customer_id=customer, category="BEA", at=self.changed_at)


class Note(SealedModel):
    """What the customer is told of a call. Its id is chosen by the form, so that saving twice makes one note."""

    class Urgency(models.IntegerChoices):
        LOW = rules.Urgency.LOW.value, _("can wait")
        NORMAL = rules.Urgency.NORMAL.value, _("normal")
        HIGH = rules.Urgency.HIGH.value, _("urgent")
        EMERGENCY = rules.Urgency.EMERGENCY.value, _("emergency")

    OUTCOMES = [
        (rules.Outcome.CALL_BACK.value, _("Please call back")),
        (rules.Outcome.WILL_CALL_AGAIN.value, _("Will call again")),
        (rules.Outcome.DONE.value, _("Done")),
        (rules.Outcome.FOR_INFORMATION.value, _("For information")),
        (rules.Outcome.PUT_THROUGH.value, _("Put through")),
        (rules.Outcome.NO_MESSAGE.value, _("No message left")),
    ]
    MEASURES = [
        (rules.Measure.EMAIL.value, _("e-mail")),
        (rules.Measure.SMS.value, _("SMS")),
        (rules.Measure.PUT_THROUGH.value, _("put through")),
        (rules.Measure.TOLD_CALLER.value, _("told the caller")),
        (rules.Measure.APPOINTMENT.value, _("appointment")),
    ]

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="notes")
    call = models.OneToOneField(Call, on_delete=models.CASCADE, null=True, related_name="note")
    person = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="notes")
    call_type = models.ForeignKey(CallType, on_delete=models.SET_NULL, null=True, related_name="notes")
    orders = models.ForeignKey(OrdersVersion, on_delete=models.SET_NULL, null=True, related_name="notes")
    operator = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="notes")
    caller_name = SealedTextField(blank=True)
    caller_company = SealedTextField(blank=True)
    callback_number = SealedTextField(blank=True)
    number_index = BlindIndexField(null=True, db_index=True)
    concern = SealedTextField()
    answers = SealedJSONField(default=list)
    measures_text = SealedTextField(blank=True)
    measures = models.JSONField(default=list)
    urgency = models.PositiveSmallIntegerField(choices=Urgency.choices, default=Urgency.NORMAL)
    outcome = models.CharField(max_length=16, choices=OUTCOMES)
    called_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    objects = ReadableManager.from_queryset(queries.NoteQuerySet)()

    class Meta:
        ordering = ("-called_at",)
        indexes = (models.Index(fields=("customer", "-called_at"), name="note_customer_called"),)

    def __str__(self) -> str:
        return str(self.pk)

    def seal_scope(self) -> SealScope:
        return SealScope.of(customer_id=self.customer_id, category="BEA", at=self.called_at)

    @property
    def answers_in_words(self) -> list[dict[str, str]]:
        """What was asked and answered, in the reader's language."""
        return [in_words(kept) for kept in self.answers]


class NoteComment(SealedModel):
    """What the customer's people write under a note: for each other, and for the operators of the team."""

    note = models.ForeignKey(Note, on_delete=models.CASCADE, related_name="comments")
    text = SealedTextField(_("comment"))
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    objects = queries.NoteCommentManager()

    class Meta:
        ordering = ("at", "id")

    def __str__(self) -> str:
        return str(self.pk)

    def seal_scope(self) -> SealScope:
        customer: UUID = self.note.customer_id
        return SealScope.of(customer_id=customer, category="BEA", at=self.at)


class Presence(models.Model):
    """What an operator has chosen to be. Talking and wrap-up follow from the calls and are not stored."""

    class State(models.TextChoices):
        FREE = "free", _("free")
        BREAK = "break", _("break")
        OFF = "off", _("off duty")

    class Reason(models.TextChoices):
        NONE = "", _("no reason")
        PAUSE = "pause", _("pause")
        LUNCH = "lunch", _("lunch")
        MEETING = "meeting", _("meeting")
        TRAINING = "training", _("training")
        TECHNICAL = "technical", _("technical trouble")

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="presence")
    state = models.CharField(max_length=8, choices=State.choices, default=State.OFF)
    reason = models.CharField(max_length=10, choices=Reason.choices, blank=True, default="")
    since = models.DateTimeField()

    class Meta:
        verbose_name = _("presence")

    def __str__(self) -> str:
        return self.state
