"""What is offered and when: qualifications, curricula, intakes, cohorts, groups and sessions."""

from programmes.models.calendar import BankHoliday, HalfTerm
from programmes.models.cohort import Cohort, Group
from programmes.models.curriculum import Activity, Curriculum, Module
from programmes.models.intake import (
    ChangeReason,
    DeclarationType,
    DeliveryPartnership,
    Intake,
    Milestone,
    Schedule,
)
from programmes.models.places import FundedPlaces, PlaceRule
from programmes.models.qualification import Offering, Programme, Qualification, QualityAssurance
from programmes.models.session import Session, SessionLead

__all__ = [
    "Activity",
    "BankHoliday",
    "ChangeReason",
    "Cohort",
    "Curriculum",
    "DeclarationType",
    "DeliveryPartnership",
    "FundedPlaces",
    "Group",
    "HalfTerm",
    "Intake",
    "Milestone",
    "Module",
    "Offering",
    "PlaceRule",
    "Programme",
    "Qualification",
    "QualityAssurance",
    "Schedule",
    "Session",
    "SessionLead",
]
