"""Decisions about cohorts, timetables and sessions: rows and a day in, sentences out."""
