"""The registers in words: what is missing, what has to be told, and where an assessment stands."""

from django.utils.translation import gettext_lazy as _

from vorzimmer.domain.assessments import AssessmentState
from vorzimmer.domain.breaches import BreachEvent
from vorzimmer.domain.catalogue import Category
from vorzimmer.domain.processors import MayNotBecause

TO_TELL = {
    BreachEvent.CONTROLLERS_TOLD: _("tell the customers concerned"),
    BreachEvent.AUTHORITY_TOLD: _("tell the supervisory authority"),
    BreachEvent.PERSONS_TOLD: _("tell the people concerned"),
}
MISSING = {
    MayNotBecause.NOT_ACTIVE: _("not in use"),
    MayNotBecause.NO_AGREEMENT: _("agreement missing"),
    MayNotBecause.NOT_BEGUN: _("agreement has not begun"),
    MayNotBecause.ENDED: _("agreement has ended"),
    MayNotBecause.ITEM_MISSING: _("items of Art. 28(3) missing"),
    MayNotBecause.NO_SECRECY: _("not bound to secrecy"),
    MayNotBecause.NO_TRANSFER_TOOL: _("third country without a ground"),
    MayNotBecause.NOT_SELECTED: _("choice not written down"),
    MayNotBecause.AUDIT_OVERDUE: _("audit overdue"),
}
ASSESSMENT_STATES = {
    AssessmentState.OPEN: _("to be confirmed"),
    AssessmentState.CURRENT: _("confirmed"),
    AssessmentState.DUE: _("to be looked at again soon"),
    AssessmentState.OVERDUE: _("overdue"),
    AssessmentState.REFUSED: _("does not hold: barred"),
}
DATA = {
    Category.BST: _("master data of customers"),
    Category.BEA: _("calls, messages and instructions"),
    Category.ABR: _("billing data"),
    Category.INT: _("enquiries"),
    Category.TAX: _("invoices and books"),
    Category.MND: _("direct-debit mandates and bank accounts"),
    Category.ACCOUNT: _("sign-ins"),
    Category.SECURITY: _("traces of attacks"),
    Category.TECH: _("technical copies"),
}
