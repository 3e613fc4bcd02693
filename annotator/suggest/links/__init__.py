"""Links that somebody may confirm: what a metric quantifies, which problem a measure addresses; pure."""
