"""Records found by the identifiers that somebody carries: the DfE's number, TRN, email address."""

from collections.abc import Collection
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import F, Q

from participants.models import Participant
from participants.rules.identities import obstacles_to_knowing


@dataclass(frozen=True)
class Identity:
    """What somebody is known by; email and TRN are cleaned already."""

    full_name: str
    email: str
    trn: str = ""
    trn_verified: bool = False
    dfe_id: UUID | None = None


@dataclass(frozen=True)
class Known:
    """The records that carry one of the identifiers, merged ones replaced by what they became."""

    by_email: dict[str, Participant] = field(default_factory=dict)
    by_trn: dict[str, Participant] = field(default_factory=dict)
    by_dfe_id: dict[UUID, Participant] = field(default_factory=dict)

    @property
    def everybody(self) -> list[Participant]:
        """Every record found, some more than once."""
        return [*self.by_email.values(), *self.by_trn.values(), *self.by_dfe_id.values()]

    def obstacles(self, who: Identity) -> list[str]:
        """Say why nobody can tell which record is the person."""
        return obstacles_to_knowing(
            full_name=who.full_name,
            trn=who.trn,
            trn_verified=who.trn_verified,
            by_dfe_id=self._by_dfe_id(who),
            by_trn=self.by_trn.get(who.trn),
            by_email=self.by_email.get(who.email),
        )

    def person(self, who: Identity) -> Participant | None:
        """Return the person's record: by the DfE's number, by a verified TRN, by email address."""
        by_trn = self.by_trn.get(who.trn) if who.trn_verified else None
        return self._by_dfe_id(who) or by_trn or self.by_email.get(who.email)

    def _by_dfe_id(self, who: Identity) -> Participant | None:
        return self.by_dfe_id.get(who.dfe_id) if who.dfe_id else None


def known(people: Collection[Identity]) -> Known:
    """Return the records that carry one of the people's identifiers, in one query."""
    trns = {who.trn for who in people if who.trn}
    dfe_ids = {who.dfe_id for who in people if who.dfe_id}
    rows = Participant.objects.annotate(former=F("dfe_identities__dfe_id")).filter(
        Q(email__in={who.email for who in people})
        | Q(trn__in=trns)
        | Q(dfe_id__in=dfe_ids)
        | Q(former__in=dfe_ids)
    )
    found = Known()
    for row in rows.select_related("merged_into").order_by("pk"):
        person = row.merged_into or row
        found.by_email[row.email] = person
        if row.trn:
            found.by_trn[row.trn] = person
        for dfe_id in (row.dfe_id, row.former):
            if dfe_id:
                found.by_dfe_id[dfe_id] = person
    return found
