"""What happens to saved views of lists: kept under a name, removed."""

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts import audit
from accounts.models import SavedView, User
from accounts.rules import obstacles_to_saving_a_view


@transaction.atomic
def save(*, page: str, query: str, name: str, by: User) -> SavedView:
    """Keep how a list is narrowed and sorted, for this person, under a name.

    `page` is the list's URL name, `query` what stands behind the "?" (rules.kept_of).

    :raises ValidationError: when the person has a view of that name on this list, or has many.
    """
    User.objects.select_for_update(of=("self",)).get(pk=by.pk)
    name = " ".join(name.split())
    names = by.saved_views.filter(page=page).values_list("name", flat=True)
    if obstacles := obstacles_to_saving_a_view(name, query, names=list(names)):
        raise ValidationError(obstacles)
    view = SavedView.objects.create(user=by, page=page, name=name, query=query)
    audit.record("saved_view.kept", by=by, subject=view, after={"name": name, "query": query})
    return view


@transaction.atomic
def remove(*, view: SavedView, by: User) -> None:
    """Forget a saved view; what it showed is not touched."""
    audit.record(
        "saved_view.removed",
        by=by,
        subject=view,
        before={"name": view.name, "query": view.query},
    )
    view.delete()
