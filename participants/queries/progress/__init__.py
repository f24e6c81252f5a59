"""How far people are: one person's programme, and a whole cohort in one table."""
