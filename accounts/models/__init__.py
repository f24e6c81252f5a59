"""Who is who, for whom they act, what was done, and the rows that workers act on."""

from accounts.models.demo import DemoAccount
from accounts.models.event import AuditEvent
from accounts.models.importing import ColumnChoice, FileImport, FileRow
from accounts.models.job import Heartbeat, Job, StoredFile
from accounts.models.membership import Invitation, Membership
from accounts.models.message import Message
from accounts.models.organisation import DeliveryPartner, Hub, LeadProvider, School
from accounts.models.reference import new_reference
from accounts.models.saved_view import SavedView
from accounts.models.submission import Submission
from accounts.models.user import User

__all__ = [
    "AuditEvent",
    "ColumnChoice",
    "DeliveryPartner",
    "DemoAccount",
    "FileImport",
    "FileRow",
    "Heartbeat",
    "Hub",
    "Invitation",
    "Job",
    "LeadProvider",
    "Membership",
    "Message",
    "SavedView",
    "School",
    "StoredFile",
    "Submission",
    "User",
    "new_reference",
]
