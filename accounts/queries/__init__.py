"""Read models of people, organisations, background work and the audit trail."""

from accounts.queries.history import Change, HistoryItem, history_of

__all__ = ["Change", "HistoryItem", "history_of"]
