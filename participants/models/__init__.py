"""People on programmes: participants, their places and what they wish, attendance, progress."""

from participants.models.asking import ChangeRequest
from participants.models.attendance import Attendance, Register
from participants.models.contact import Adjustment, Contact
from participants.models.deferral import Deferral, DeferralNotice
from participants.models.enrolment import Enrolment, GroupMembership, StatusChange
from participants.models.identity import DfeIdentity, DifferentPeople, Merge
from participants.models.importing import ImportRow, ParticipantImport
from participants.models.participant import Participant
from participants.models.progress import ActivityProgress
from participants.models.waiting import WaitingPlace

__all__ = [
    "ActivityProgress",
    "Adjustment",
    "Attendance",
    "ChangeRequest",
    "Contact",
    "Deferral",
    "DeferralNotice",
    "DfeIdentity",
    "DifferentPeople",
    "Enrolment",
    "GroupMembership",
    "ImportRow",
    "Merge",
    "Participant",
    "ParticipantImport",
    "Register",
    "StatusChange",
    "WaitingPlace",
]
