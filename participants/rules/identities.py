"""Which record somebody is, of those that carry their identifiers, and why it cannot be told."""

from participants.models import Participant
from participants.rules.enrolments import NOT_THE_SAME_PERSON
from participants.rules.people import are_one_person

TWO_PEOPLE = (
    "The email address is that of one participant and the TRN that of another. Merge the two"
    " records or correct one of them first."
)
TWO_BY_DFE = (
    "The DfE’s number is that of one participant, and the email address or TRN that of another."
    " Merge the two records or correct one of them first."
)
TRN_NOT_VERIFIED = (
    "A participant with another email address has this TRN, and the DfE has not verified it for"
    " this person. Correct one of the two first."
)


def obstacles_to_knowing(
    *,
    full_name: str,
    trn: str,
    trn_verified: bool,
    by_dfe_id: Participant | None = None,
    by_trn: Participant | None = None,
    by_email: Participant | None = None,
) -> list[str]:
    """Say why nobody can tell which of the records found is the person."""
    if by_dfe_id:
        others = [by_email, by_trn if trn_verified else None]
        return [TWO_BY_DFE] if any(other and other != by_dfe_id for other in others) else []
    if by_trn and by_email and by_trn != by_email:
        return [TWO_PEOPLE]
    if by_trn and not by_email:
        return [] if trn_verified else [TRN_NOT_VERIFIED]
    if by_email and not are_one_person(full_name, trn, by_email.full_name, by_email.trn):
        return [NOT_THE_SAME_PERSON]
    return []
