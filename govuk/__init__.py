"""How a GOV.UK-style page is made in Django: forms, dates, pages, tags. Knows nothing of NPQs."""
