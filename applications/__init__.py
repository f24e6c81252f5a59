"""Requests for a place, from the DfE's service or a file, and what is agreed before a start."""
