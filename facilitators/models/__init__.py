"""Facilitators and what they are cleared to lead."""

from facilitators.models.facilitator import Clearance, Facilitator

__all__ = ["Clearance", "Facilitator"]
