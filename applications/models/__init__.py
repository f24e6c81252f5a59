"""Requests for a place, the files they come in, and what is agreed before a start."""

from applications.models.agreement import Agreement
from applications.models.application import Application
from applications.models.importing import ApplicationImport, ApplicationRow

__all__ = ["Agreement", "Application", "ApplicationImport", "ApplicationRow"]
