"""The forms of `programmes`."""
