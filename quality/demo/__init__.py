"""The demo world: a believable lead provider, built through the actions and wholly invented."""
