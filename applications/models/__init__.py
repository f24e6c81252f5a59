"""Requests for a place, and what is agreed before a start."""

from applications.models.agreement import Agreement
from applications.models.application import Application

__all__ = ["Agreement", "Application"]
