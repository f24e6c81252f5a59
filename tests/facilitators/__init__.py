"""Tests of the app `facilitators`."""
