"""The pages of people, organisations, background work and the outbox."""
