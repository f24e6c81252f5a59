"""People on programmes: participants, their places, attendance, progress and imports."""

from participants.models.attendance import Attendance, Register
from participants.models.enrolment import Enrolment, GroupMembership, StatusChange
from participants.models.importing import ImportRow, ParticipantImport
from participants.models.participant import Participant
from participants.models.progress import ActivityProgress

__all__ = [
    "ActivityProgress",
    "Attendance",
    "Enrolment",
    "GroupMembership",
    "ImportRow",
    "Participant",
    "ParticipantImport",
    "Register",
    "StatusChange",
]
