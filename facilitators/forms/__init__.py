"""What people fill in about facilitators, appointments and their own sessions."""
