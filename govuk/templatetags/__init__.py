"""The template tag library of the govuk app."""
